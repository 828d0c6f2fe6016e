import type { SignIn, SignUp } from '@skein/shared/api/schemas';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { DEVICES_PER_PERSON, HANDING_IN_DAYS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Changes } from '../directory/changes.ts';
import type { Deletions } from '../directory/deletions.ts';
import type { Devices } from '../directory/devices.ts';
import type { LetIn } from '../directory/links.ts';
import type { PastDevices } from '../directory/pastDevices.ts';
import type { Invites } from '../directory/invites.ts';
import type { People } from '../directory/people.ts';
import type { Relay } from '../relay/contract.ts';
import type { Identity } from '../relay/ports.ts';
import { AddressAttempts } from './attempts.ts';
import type { Auth, Cookies, Session } from './betterAuth.ts';
import { Guesses } from './guesses.ts';
import type { Tokens } from './tokens.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

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
  readonly pastDevices: PastDevices;
  readonly deletions: Deletions;
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
  readonly #now: () => number;
  readonly #signUps: AddressAttempts;
  readonly #guesses: Guesses;

  constructor(parts: Parts, policy: Policy, now: () => number = Date.now) {
    this.#parts = parts;
    this.#policy = policy;
    this.#now = now;
    this.#signUps = new AddressAttempts(policy.signUpsPerHour, HOUR_MS, now);
    this.#guesses = new Guesses(now);
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

  /** @throws RefusedError `credentials-wrong`, `too-fast`; `account-deleted` when that happens meanwhile */
  async signIn({ device, identifier, password }: SignIn, address: string): Promise<SignedIn> {
    const wasNoGuess = this.#guesses.take(identifier, address);
    const cookies = await this.#parts.auth.signIn({ identifier, password });
    if (cookies === undefined) throw new RefusedError('credentials-wrong');
    wasNoGuess();
    return await this.#begin(cookies, device);
  }

  /**
   * Whoever has the cookie may not be the person whose cookie it is. Guesses count as those at the sign-in do.
   * @throws RefusedError `credentials-wrong`, `too-fast`
   */
  async checkPassword({ user }: Session, cookie: string, password: string, address: string): Promise<void> {
    const { username } = await this.#parts.people.person(user);
    const wasNoGuess = this.#guesses.take(username, address);
    if (!(await this.#parts.auth.isPassword(cookie, password))) throw new RefusedError('credentials-wrong');
    wasNoGuess();
  }

  /**
   * A device that another one of the same person let in.
   * @throws RefusedError `link-denied` when that one was signed out in the meantime
   */
  async letIn({ user, name, kind, by }: LetIn): Promise<SignedIn> {
    const letting = await this.#parts.devices.device(by);
    if (letting?.user !== user || letting.endedAt !== null) throw new RefusedError('link-denied');
    return await this.#begin(await this.#parts.auth.begin(user), { name, kind }, by);
  }

  /** @throws RefusedError `token-missing`, `device-revoked` */
  async byCookie(cookie: string): Promise<SignedIn> {
    const known = await this.#parts.auth.session(cookie);
    if (known === undefined) throw new RefusedError('token-missing');
    await this.#checkDevice(known.session);
    return known;
  }

  /**
   * The cookie of a device that was signed out elsewhere, as long as it may still hand in what it had not sent.
   * @throws RefusedError `token-missing`, `device-revoked`; `conflict` when it is signed in
   */
  async byEndedCookie(cookie: string): Promise<Session> {
    const session = (await this.#parts.auth.session(cookie))?.session;
    const known = session && (await this.#parts.devices.device(session.device));
    if (known === undefined || known.user !== session?.user) throw new RefusedError('token-missing');
    if (await this.#parts.deletions.isDeleted(known.user)) throw new RefusedError('account-deleted');
    if (known.endedAt === null) throw new RefusedError('conflict');
    if (known.endedAt + HANDING_IN_DAYS * DAY_MS < this.#now()) throw new RefusedError('device-revoked');
    return session;
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
    this.#parts.pastDevices.ended(user);
    this.#parts.changes.tell({ type: 'devices', user });
  }

  async #begin(
    cookies: Cookies,
    { name, kind }: SignUp['device'],
    linkedBy: DeviceId | null = null,
  ): Promise<SignedIn> {
    const known = await this.#parts.auth.session(cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '));
    if (known === undefined) throw new Error('The session that was just made is not there.');
    const { user, device } = known.session;
    await this.#parts.devices.add({ id: device, user, name, kind }, linkedBy);
    await this.#endSurplus(user, device);
    this.#parts.changes.tell({ type: 'devices', user });
    return { session: known.session, cookies };
  }

  /** The one not seen for longest goes, never the one that has just come. */
  async #endSurplus(user: UserId, newest: DeviceId): Promise<void> {
    const others = (await this.#parts.devices.signedIn(user)).filter(({ id }) => id !== newest);
    const surplus = others.toSorted((one, other) => one.lastSeen - other.lastSeen);
    const count = Math.max(0, others.length + 1 - DEVICES_PER_PERSON);
    for (const { id } of surplus.slice(0, count)) await this.endDevice({ user, device: id });
  }

  async #checkDevice({ user, device }: Session): Promise<void> {
    const known = await this.#parts.devices.device(device);
    if (known === undefined || known.user !== user) throw new RefusedError('token-missing');
    if (await this.#parts.deletions.isDeleted(user)) throw new RefusedError('account-deleted');
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
