import type { SignIn, SignUp } from '@skein/shared/api/schemas';
import {
  SIGN_IN_FAILURES_PER_ADDRESS,
  SIGN_IN_FAILURES_PER_NAME,
  SIGN_IN_WINDOW_MS,
} from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Changes } from '../directory/changes.ts';
import type { Devices } from '../directory/devices.ts';
import type { Invites } from '../directory/invites.ts';
import type { People } from '../directory/people.ts';
import type { Relay } from '../relay/contract.ts';
import type { Identity } from '../relay/ports.ts';
import { Attempts } from './attempts.ts';
import type { Auth, Cookies, Session } from './betterAuth.ts';
import type { Tokens } from './tokens.ts';

const HOUR_MS = 60 * 60 * 1000;

export interface SignedIn {
  readonly session: Session;
  readonly cookies: Cookies;
}

interface Parts {
  readonly auth: Auth;
  readonly tokens: Tokens;
  readonly people: People;
  readonly devices: Devices;
  readonly invites: Invites;
  readonly changes: Changes;
  readonly relay: Relay;
}

interface Policy {
  readonly signUp: 'open' | 'invite' | 'closed';
  readonly signUpsPerHour: number;
}

/** Who may come in, and as whom. */
export class Accounts {
  readonly #parts: Parts;
  readonly #policy: Policy;
  readonly #signUps: Attempts;
  readonly #failuresOfName: Attempts;
  readonly #failuresFromAddress: Attempts;

  constructor(parts: Parts, policy: Policy, now: () => number = Date.now) {
    this.#parts = parts;
    this.#policy = policy;
    this.#signUps = new Attempts(policy.signUpsPerHour, HOUR_MS, now);
    this.#failuresOfName = new Attempts(SIGN_IN_FAILURES_PER_NAME, SIGN_IN_WINDOW_MS, now);
    this.#failuresFromAddress = new Attempts(SIGN_IN_FAILURES_PER_ADDRESS, SIGN_IN_WINDOW_MS, now);
  }

  /** @throws RefusedError `sign-up-closed`, `invite-needed`, `username-taken`, `email-taken`, `too-fast` */
  async signUp({ device, invite, ...person }: SignUp, address: string): Promise<SignedIn> {
    this.#signUps.take(address);
    const giveBack = await this.#admission(invite);
    let cookies: Cookies;
    try {
      cookies = await this.#parts.auth.signUp(person);
    } catch (error) {
      await giveBack();
      await this.#refuseTaken(person);
      throw error;
    }
    return await this.#begin(cookies, device);
  }

  /** @throws RefusedError `credentials-wrong`, `too-fast` */
  async signIn({ device, identifier, password }: SignIn, address: string): Promise<SignedIn> {
    const name = identifier.toLowerCase();
    this.#failuresFromAddress.take(address);
    this.#failuresOfName.take(name);
    const cookies = await this.#parts.auth.signIn({ identifier, password });
    if (cookies === undefined) throw new RefusedError('credentials-wrong');
    this.#failuresFromAddress.giveBack(address);
    this.#failuresOfName.giveBack(name);
    return await this.#begin(cookies, device);
  }

  /** @throws RefusedError `token-missing`, `device-revoked` */
  async byCookie(cookie: string): Promise<SignedIn> {
    const known = await this.#parts.auth.session(cookie);
    if (known === undefined) throw new RefusedError('token-missing');
    await this.#checkDevice(known.session);
    return known;
  }

  /** @throws RefusedError `token-missing`, `token-expired`, `token-invalid`, `device-revoked` */
  async byToken(token: string): Promise<Identity> {
    const identity = await this.#parts.tokens.verify(token);
    await this.#checkDevice(identity);
    return identity;
  }

  /**
   * Its channels close at once. The session row stays until it expires: so the device is told what happened when it
   * asks again, instead of being taken for a stranger.
   */
  async endDevice({ user, device }: Session): Promise<void> {
    await this.#parts.devices.end(device);
    this.#parts.relay.disconnect({ user, device }, 'device-revoked');
    this.#parts.changes.tell({ type: 'devices', user });
  }

  async #begin(cookies: Cookies, { name, kind }: SignUp['device']): Promise<SignedIn> {
    const known = await this.#parts.auth.session(cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '));
    if (known === undefined) throw new Error('The session that was just made is not there.');
    const { user, device } = known.session;
    await this.#parts.devices.add({ id: device, user, name, kind });
    this.#parts.changes.tell({ type: 'devices', user });
    return { session: known.session, cookies };
  }

  async #checkDevice({ user, device }: Session): Promise<void> {
    const known = await this.#parts.devices.device(device);
    if (known === undefined || known.user !== user) throw new RefusedError('token-missing');
    if (known.endedAt !== null) throw new RefusedError('device-revoked');
  }

  /** @returns what gives a claimed sign-up back when it comes to nothing */
  async #admission(invite: string | undefined): Promise<() => Promise<void>> {
    const { invites, people } = this.#parts;
    const nothing = (): Promise<void> => Promise.resolve();
    switch (this.#policy.signUp) {
      case 'open':
        return nothing;
      case 'closed':
        throw new RefusedError('sign-up-closed');
      case 'invite':
        if (invite !== undefined && (await invites.claimSignUp(invite)))
          return () => invites.releaseSignUp(invite);
        // Somebody has to be the first.
        if (!(await people.isAnybodyHere())) return nothing;
        throw new RefusedError('invite-needed');
    }
  }

  async #refuseTaken({ username, email }: Pick<SignUp, 'username' | 'email'>): Promise<void> {
    if (await this.#parts.people.isTaken('username', username)) throw new RefusedError('username-taken');
    if (await this.#parts.people.isTaken('email', email)) throw new RefusedError('email-taken');
  }
}
