import type { DocumentRef } from '@skein/shared/documents';
import { parseDeviceId, parseUserId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import * as z from 'zod/mini';
import type { Channels, Relay } from '../relay/contract.ts';
import type { Authorization, Clock, Identity, Log, RoomAuthorization } from '../relay/ports.ts';

export interface Issuer {
  /** Where its public keys are. */
  readonly jwksUrl: URL;
  /** What its tokens for this relay name as `aud`. */
  readonly audience: string;
  /** What they name as `iss`, if that is to be checked. */
  readonly name?: string;
}

interface Parts {
  readonly issuer: Issuer;
  /** Makes what a token lets somebody open and nobody has opened yet. */
  readonly relay: Pick<Relay, 'createRoom' | 'userDocumentIndex'>;
  readonly log: Log;
  readonly clock: Clock;
}

/** Rooms by id, and what may be done there; whoever moderates may write. */
const roomsClaim = z.record(z.string(), z.enum(['read', 'write', 'moderate']));
type Rooms = z.infer<typeof roomsClaim>;

/** A secret that two share proves nothing about which of them signed. */
const ALGORITHMS = [
  'EdDSA',
  'Ed25519',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
];
/** Unknown keys are asked for no more often than this. */
const KEYS_COOLDOWN_MS = 5_000;
const KEYS_TIMEOUT_MS = 3_000;

/** The room-authorization hook for tokens of somebody else's product: who may do what stands in them. */
export class ClaimsAuthorization implements RoomAuthorization {
  readonly #parts: Parts;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;
  /** What the token said beside who it is. */
  readonly #rooms = new WeakMap<Identity, Rooms>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#keys = createRemoteJWKSet(parts.issuer.jwksUrl, {
      cooldownDuration: KEYS_COOLDOWN_MS,
      timeoutDuration: KEYS_TIMEOUT_MS,
    });
  }

  async identify(token: string): ReturnType<RoomAuthorization['identify']> {
    const hadNewestKeys = this.#keys.coolingDown;
    try {
      return this.#identityOf(await this.#claims(token));
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { answer: 'no', reason: 'token-expired' };
      // A key that is not among those of a moment ago may be among those of now.
      const isOldNews = error instanceof errors.JWKSNoMatchingKey && hadNewestKeys;
      if (isAboutToken(error) && !isOldNews) return { answer: 'no', reason: 'token-invalid' };
      this.#parts.log.warn({ error }, 'the keys of the issuer could not be had');
      return { answer: 'cannot-ask' };
    }
  }

  async authorize(identity: Identity, document: DocumentRef): Promise<Authorization> {
    const { clock, relay } = this.#parts;
    if (identity.expiresAt <= clock()) return no('token-expired');
    const { user, device } = identity;
    const role =
      document.kind === 'user'
        ? document.user === user && 'write'
        : new Map(Object.entries(this.#rooms.get(identity) ?? {})).get(document.room);
    if (!role) return no('room-forbidden');
    if (document.index === 0) await begin(relay, document);
    return {
      answer: 'yes',
      grant: {
        ...identity,
        devices: new Set([device]),
        access: role === 'read' ? 'read' : 'write',
        moderator: role === 'moderate',
      },
    };
  }

  #identityOf(claims: JWTPayload): Awaited<ReturnType<RoomAuthorization['identify']>> {
    const user = parseUserId(claims.sub);
    // Whose product knows no devices has one a person.
    const device = parseDeviceId(claims['device'] ?? claims.sub);
    const rooms = roomsClaim.safeParse(claims['rooms'] ?? {});
    if (!user || !device || !rooms.success || claims.exp === undefined) return no('token-invalid');
    const identity: Identity = { user, device, expiresAt: claims.exp * 1000 };
    this.#rooms.set(identity, rooms.data);
    return { answer: 'yes', identity };
  }

  async #claims(token: string): Promise<JWTPayload> {
    const { issuer, clock } = this.#parts;
    const { payload } = await jwtVerify(token, this.#keys, {
      audience: issuer.audience,
      ...(issuer.name === undefined ? {} : { issuer: issuer.name }),
      algorithms: ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(clock()),
    });
    return payload;
  }
}

const no = (reason: Refusal) => ({ answer: 'no', reason }) as const;

/** Nobody but the issuer's tokens says which rooms there are: one begins when it is first opened. */
export const beginning = (channels: Channels): Channels => ({
  ...channels,
  firstSeq: async (document) => (await channels.firstSeq(document)) ?? (document.index === 0 ? 1 : undefined),
});

const begin = (relay: Parts['relay'], document: DocumentRef): Promise<unknown> =>
  document.kind === 'user' ? relay.userDocumentIndex(document.user) : relay.createRoom(document.room);

/** Everything else is about asking for keys. */
const ABOUT_TOKENS = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
];

const isAboutToken = (error: unknown): boolean => ABOUT_TOKENS.some((kind) => error instanceof kind);
