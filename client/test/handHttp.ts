import type { Session } from '@skein/shared/api/schemas';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import type { HandRelay } from './handRelay.ts';

/** The few HTTP answers that a signed-in app cannot do without, for one browser with one cookie. */
export class HandHttp {
  isUp = true;
  /** Whose cookie the browser has. */
  cookie: Session | undefined;
  /** What is said to a browser without one. */
  ended: Refusal = 'token-missing';
  readonly #relay: HandRelay;
  #devices = 0;

  constructor(relay: HandRelay) {
    this.#relay = relay;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    if (!this.isUp) throw new TypeError('the relay cannot be reached');
    const { pathname } = new URL(input as URL);
    switch (`${init?.method ?? 'GET'} ${pathname}`) {
      case 'POST /api/auth/sign-in': {
        const { identifier } = JSON.parse(init?.body as string) as { identifier: string };
        this.#devices += 1;
        this.cookie = sessionOf(identifier, `${identifier}-device-${this.#devices}`);
        return Response.json(this.cookie);
      }
      case 'POST /api/auth/sign-out':
        this.cookie = undefined;
        return new Response(null, { status: 204 });
      case 'GET /api/session':
        return this.cookie ? Response.json(this.cookie) : problem('token-missing');
      case 'POST /api/auth/token':
        return this.cookie
          ? Response.json(this.#relay.token(this.cookie.user.id as UserId, this.cookie.device.id as DeviceId))
          : problem(this.ended);
      default:
        return problem('not-found');
    }
  };
}

const sessionOf = (user: string, device: string): Session => ({
  user: { id: user, name: user, username: user },
  device: { id: device, name: 'test', kind: 'main' },
  userDocument: 0,
});

const problem = (reason: Refusal): Response => {
  const { status, sentence, retry } = refusalRow(reason);
  return Response.json({ type: 'about:blank', title: sentence, status, reason, retry }, { status });
};
