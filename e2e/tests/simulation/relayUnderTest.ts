import { openDatabase } from '@skein/server/directory/database';
import { createAuthorization } from '@skein/server/directory/authorization';
import { createDirectory, type Directory } from '@skein/server/directory/directory';
import { FaultyDisk } from '@skein/server/journal/faultyDisk';
import { openJournal as openJournalOn } from '@skein/server/journal/journal';
import { MemoryStore, memoryRows, openMemoryJournal } from '@skein/server/journal/memory';
import { ControlledJournal } from '@skein/server/journal/testing';
import type { Journal } from '@skein/server/journal/port';
import { directoryView } from '@skein/server/projections/directoryView';
import { followDirectory } from '@skein/server/projections/follow';
import { Projector } from '@skein/server/projections/projector';
import { refuseWords } from '@skein/server/refusedWords';
import type { Channels, Relay } from '@skein/server/relay/contract';
import { type RoomAuthorization, type Schedule, systemSchedule } from '@skein/server/relay/ports';
import { createRelay } from '@skein/server/relay/relay';
import { personCounts } from '@skein/server/relay/transport/counts';
import { DataFrames } from '@skein/server/relay/transport/dataFrames';
import { MultiConnection } from '@skein/server/relay/transport/multi';
import { type DocumentName, type DocumentRef, segmentName, userDocumentName } from '@skein/shared/documents';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Accept } from './network.ts';
import { Witness } from './witness.ts';

/** What stands for a signed token here: who it is and until when. */
interface SimulatedToken {
  readonly user: UserId;
  readonly device: DeviceId;
  readonly expiresAt: number;
}

export const REFUSED_WORD = 'forbidden';

const nameOf = (ref: DocumentRef): DocumentName =>
  ref.kind === 'segment' ? segmentName(ref.room, ref.index) : userDocumentName(ref.user, ref.index);

/** One run of the relay's process: after its end none of its timers does anything any more. */
interface Run {
  isOver: boolean;
  /** Resolves at its end. */
  readonly over: Promise<void>;
  readonly die: () => void;
  readonly relay: Relay & Channels;
  readonly projector: Projector;
  readonly unfollow: () => void;
  readonly authorization: RoomAuthorization;
  readonly schedule: Schedule;
  readonly people: ReturnType<typeof personCounts>;
}

/** The shipped relay, directory and projections over a store in memory, which outlives the process like a disk. */
export class RelayUnderTest {
  readonly store = new MemoryStore();
  /** What stands between the store and the relay. */
  readonly faults = new FaultyDisk();
  readonly failures: unknown[] = [];
  readonly witness = new Witness();
  readonly #database = openDatabase(':memory:');
  journal!: ControlledJournal;
  /** What is on the disk, whatever the relay's own handle went through. */
  disk!: Journal;
  directory!: Directory;
  #run!: Run;

  get relay(): Relay {
    return this.#run.relay;
  }

  readonly accept: Accept = (socket) => {
    const { relay, authorization, schedule, people } = this.#run;
    const channels: Channels = {
      ...relay,
      open: (document, grant, peer) =>
        relay.open(document, grant, {
          ...peer,
          send: (message) => {
            this.witness.leaves(nameOf(document), message);
            peer.send(message);
          },
        }),
    };
    return new MultiConnection(
      {
        channels,
        authorization,
        people,
        frames: new DataFrames(),
        clock: Date.now,
        schedule,
        log: this.#log,
      },
      socket,
    );
  };

  async start(): Promise<void> {
    let die = (): void => undefined;
    const over = new Promise<void>((resolve) => {
      die = resolve;
    });
    const token = { isOver: false, over, die };
    const schedule: Schedule = (milliseconds, run) =>
      systemSchedule(milliseconds, () => {
        if (!token.isOver) run();
      });
    const openJournal = async (): Promise<Journal> => {
      // The dead process asks in vain.
      if (token.isOver) return await new Promise(() => undefined);
      this.journal = new ControlledJournal(
        this.witness.watch(await openJournalOn(this.faults.over(memoryRows(this.store)))),
      );
      return this.journal;
    };
    const relay = await createRelay({
      openJournal,
      log: this.#log,
      schedule,
      policy: refuseWords([REFUSED_WORD]),
    });
    this.disk = await openMemoryJournal(this.store);
    this.directory = createDirectory(this.#database, relay, Date.now);
    const { devices, members } = this.directory;
    const projector = new Projector({
      relay,
      directory: directoryView(this.directory),
      log: this.#log,
      schedule,
    });
    const authorization = createAuthorization({
      identify: async (text) => {
        const identity = JSON.parse(text) as SimulatedToken;
        if (identity.expiresAt <= Date.now()) throw new RefusedError('token-expired');
        return identity;
      },
      devices,
      members,
      log: this.#log,
      now: Date.now,
    });
    this.#run = Object.assign(token, {
      relay,
      projector,
      unfollow: followDirectory(this.directory.changes, projector),
      authorization,
      schedule,
      people: personCounts(),
    });
  }

  /** As `kill -9`: nothing is finished, nobody is told. Whoever was connected has to be cut by the caller. */
  kill(): void {
    this.#run.isOver = true;
    this.#run.die();
    this.journal.crash();
    this.faults.crash();
    this.#run.projector.close();
    this.#run.unfollow();
  }

  /** Ends with the task, or with the process that does it. */
  async whileAlive(task: Promise<unknown>): Promise<void> {
    await Promise.race([task, this.#run.over]);
  }

  async addPerson(user: UserId): Promise<void> {
    const now = new Date().toISOString();
    await this.#database
      .insertInto('user' as never)
      .values({
        id: user,
        name: user,
        username: user,
        email: `${user}@example.org`,
        emailVerified: 0,
        createdAt: now,
        updatedAt: now,
      } as never)
      .execute();
  }

  readonly #log = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object, message: string) => this.failures.push({ message, ...fields }),
  };
}
