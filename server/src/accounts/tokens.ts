import { parseDeviceId, parseUserId } from '@skein/shared/ids';
import { TOKEN_SECONDS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { Identity } from '../relay/ports.ts';
import { type Auth, type Session, TOKEN_ISSUER } from './betterAuth.ts';

/** Short-lived JWTs: what a device shows at `/sync`. */
export class Tokens {
  readonly #auth: Pick<Auth, 'sign'>;
  readonly #now: () => number;
  readonly #keyOf: ReturnType<typeof createLocalJWKSet>;

  /** @param keys all there are; none is added while the process runs */
  constructor(auth: Pick<Auth, 'sign'>, keys: JSONWebKeySet, now: () => number = Date.now) {
    this.#auth = auth;
    this.#keyOf = createLocalJWKSet(keys);
    this.#now = now;
  }

  async sign({ user, device }: Session): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const iat = Math.floor(this.#now() / 1000);
    const exp = iat + TOKEN_SECONDS;
    return { token: await this.#auth.sign({ sub: user, device, iat, exp }), expiresAt: exp * 1000 };
  }

  /**
   * What the token says by itself; whether its device is still signed in is another question.
   * @throws RefusedError `token-missing`, `token-expired`, `token-invalid`
   */
  async verify(token: string): Promise<Identity> {
    if (token === '') throw new RefusedError('token-missing');
    const claims = await this.#claims(token);
    const user = parseUserId(claims.sub);
    const device = parseDeviceId(claims['device']);
    if (!user || !device || claims.exp === undefined) throw new RefusedError('token-invalid');
    return { user, device, expiresAt: claims.exp * 1000 };
  }

  async #claims(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, this.#keyOf, {
        issuer: TOKEN_ISSUER,
        audience: TOKEN_ISSUER,
        algorithms: ['EdDSA'],
        requiredClaims: ['sub', 'device', 'exp', 'iat'],
        maxTokenAge: TOKEN_SECONDS,
        currentDate: new Date(this.#now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new RefusedError('token-expired');
      if (error instanceof errors.JOSEError) throw new RefusedError('token-invalid');
      throw error;
    }
  }
}
