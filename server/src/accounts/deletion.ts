import type { UserId } from '@skein/shared/ids';
import { DELETION_RETRY_MS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import type { Changes } from '../directory/changes.ts';
import type { Deletions } from '../directory/deletions.ts';
import type { Members } from '../directory/members.ts';
import type { Membership } from '../directory/membership.ts';
import type { Rooms } from '../directory/rooms.ts';
import type { Relay } from '../relay/contract.ts';
import type { Log, Schedule } from '../relay/ports.ts';

interface Parts {
  readonly deletions: Deletions;
  readonly rooms: Rooms;
  readonly members: Members;
  readonly membership: Membership;
  readonly changes: Changes;
  readonly relay: Relay;
  readonly log: Log;
  readonly schedule: Schedule;
}

/**
 * The end of an account. Once the directory has it, nobody is that person any more; what follows may be cut off at any
 * moment and is done again from its beginning, here after a while or at the next start.
 */
export class AccountDeletion {
  readonly #parts: Parts;
  readonly #underWay = new Map<UserId, Promise<void>>();
  #isClosed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What a former life of the relay has left undone. */
  async resume(): Promise<void> {
    await Promise.all((await this.#parts.deletions.unfinished()).map((user) => this.#finish(user)));
  }

  async delete(user: UserId): Promise<void> {
    await this.#parts.deletions.begin(user);
    this.#parts.relay.disconnect({ user }, 'account-deleted');
    await this.#finish(user);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#underWay.values());
  }

  #finish(user: UserId): Promise<void> {
    const known = this.#underWay.get(user);
    if (known) return known;
    const work = this.#workOff(user).finally(() => this.#underWay.delete(user));
    this.#underWay.set(user, work);
    return work;
  }

  async #workOff(user: UserId): Promise<void> {
    const { deletions, relay, log, schedule } = this.#parts;
    try {
      await relay.eraseUser(user);
      await this.#leaveGroups(user);
      await this.#tellOthers(user);
      if (!this.#isClosed) await deletions.finished(user);
    } catch (error) {
      const isForLater = error instanceof RefusedError && error.retry;
      if (!isForLater) log.error({ error, user }, 'a deleted account could not be cleared away; later');
      schedule(DELETION_RETRY_MS, () => {
        if (!this.#isClosed) void this.#finish(user);
      });
    }
  }

  /** A direct conversation is the other person's as well: it stays as it is. */
  async #leaveGroups(user: UserId): Promise<void> {
    const { rooms, membership } = this.#parts;
    for (const { id, kind } of await rooms.of(user)) {
      if (this.#isClosed) return;
      if (kind === 'group') await membership.end(id, user);
    }
  }

  /** The name is another one wherever it was known. */
  async #tellOthers(user: UserId): Promise<void> {
    const { members, changes } = this.#parts;
    const spans = await members.readableSpans(user);
    for (const room of new Set(spans.map(({ room }) => room))) changes.tell({ type: 'room', room });
  }
}
