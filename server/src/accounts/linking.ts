import type { LinkRequest } from '@skein/shared/api/schemas';
import {
  LINK_CODE_SECONDS,
  LINK_CODES_PER_ADDRESS,
  LINK_TRIES_PER_ADDRESS,
  LINK_TRIES_PER_PERSON,
} from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import { typedLinkCode } from '../directory/linkCode.ts';
import type { Asker, Links } from '../directory/links.ts';
import type { Accounts, SignedIn } from './accounts.ts';
import { AddressAttempts, Attempts } from './attempts.ts';
import type { Session } from './betterAuth.ts';

const WINDOW_MS = LINK_CODE_SECONDS * 1000;

/** A device is let in by another one of the same person, so that no password is typed on it (RFC 8628). */
export class Linking {
  readonly #links: Links;
  readonly #accounts: Accounts;
  readonly #codes: AddressAttempts;
  readonly #triesOfPerson: Attempts;
  readonly #triesFromAddress: AddressAttempts;

  constructor(links: Links, accounts: Accounts, now: () => number = Date.now) {
    this.#links = links;
    this.#accounts = accounts;
    this.#codes = new AddressAttempts(LINK_CODES_PER_ADDRESS, WINDOW_MS, now);
    this.#triesOfPerson = new Attempts(LINK_TRIES_PER_PERSON, WINDOW_MS, now);
    this.#triesFromAddress = new AddressAttempts(LINK_TRIES_PER_ADDRESS, WINDOW_MS, now);
  }

  /** @throws RefusedError `too-fast`, `too-many` */
  async start(asker: Asker): Promise<{ readonly secret: string; readonly code: string }> {
    this.#codes.take(asker.address);
    return await this.#links.start(asker);
  }

  /** @throws RefusedError `too-fast`, `link-expired`, `link-too-soon`, `link-pending`, `link-denied` */
  async claim(secret: string, address: string): Promise<SignedIn> {
    let isUnknown = false;
    this.#triesFromAddress.take(address);
    try {
      const letIn = await this.#links.claim(secret);
      return await this.#accounts.letIn(letIn);
    } catch (error) {
      isUnknown = error instanceof RefusedError && error.reason === 'link-expired';
      throw error;
    } finally {
      // Only secrets that nobody has count.
      if (!isUnknown) this.#triesFromAddress.giveBack(address);
    }
  }

  /** @throws RefusedError `too-fast`, `link-expired` */
  async look(typed: string, { user }: Session): Promise<LinkRequest> {
    const link = await this.#tried(user, () => this.#links.waiting(typedLinkCode(typed)));
    const { name, kind, ...request } = link;
    return { ...request, device: { name, kind } };
  }

  /** @throws RefusedError `too-fast`, `link-expired` */
  async answer(typed: string, answer: 'approved' | 'denied', by: Session): Promise<void> {
    await this.#tried(
      by.user,
      async () => (await this.#links.answer(typedLinkCode(typed), answer, by)) || undefined,
    );
  }

  /** Only wrong codes count. */
  async #tried<Found>(user: Session['user'], find: () => Promise<Found | undefined>): Promise<Found> {
    this.#triesOfPerson.take(user);
    const found = await find();
    if (found === undefined) throw new RefusedError('link-expired');
    this.#triesOfPerson.giveBack(user);
    return found;
  }
}
