import type { DocumentRef } from '@skein/shared/documents';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import { type Segment, segmentOf } from '@skein/shared/segment';
import * as Y from 'yjs';
import { MemoryStore, openMemoryJournal } from '../journal/memory.ts';
import { ControlledJournal } from '../journal/testing.ts';
import type { Channel, Channels, Peer, Relay } from './contract.ts';
import * as messages from './messages.ts';
import { createRelay, type RelayOptions } from './relay.ts';
import type { Authorization, Grant, Identity, Log, RoomAuthorization } from './ports.ts';

/** Support for tests of the relay: people with devices, in this process, speaking the real protocol by hand. */

export const ROOM = 'room' as RoomId;
export const FAR = 8_640_000_000_000;

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const grantOf = (user: string, over: Partial<Grant> = {}): Grant => {
  const device = `${user}-phone` as DeviceId;
  return {
    user: user as UserId,
    device,
    devices: new Set([device, `${user}-laptop` as DeviceId]),
    access: 'write',
    moderator: false,
    expiresAt: FAR,
    ...over,
  };
};

let written = 0;
export const messageOf = (user: string, text: string, over: Partial<Message> = {}): Message => ({
  id: `m${++written}` as MessageId,
  author: user as UserId,
  device: `${user}-phone` as DeviceId,
  sentAt: 1_000,
  kind: 'text',
  text,
  ...over,
});

export const segmentRef = (index = 0, room = ROOM): DocumentRef => ({ kind: 'segment', room, index });
export const userRef = (user: string, index = 0): DocumentRef => ({
  kind: 'user',
  user: user as UserId,
  index,
});

/**
 * A replica with one channel, as a stock client keeps it. What it sends goes out at once, unless it is offline; what it
 * gets is applied at once, and kept to look at.
 */
export class Replica {
  readonly doc = new Y.Doc();
  readonly segment: Segment = segmentOf(this.doc);
  readonly grant: Grant;
  readonly received: Uint8Array[] = [];
  closed: { readonly reason: Refusal; readonly detail: string } | undefined;
  waitingBytes = 0;
  readonly #channels: Channels;
  readonly #document: DocumentRef;
  readonly #watchers = new Set<() => void>();
  #channel: Channel | undefined;

  constructor(channels: Channels, grant: Grant, document: DocumentRef = segmentRef()) {
    this.#channels = channels;
    this.#document = document;
    this.grant = grant;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#channel?.receive(messages.update(update));
    });
  }

  connect(): this {
    this.closed = undefined;
    const peer: Peer = {
      send: (frame) => this.#receive(frame),
      close: (reason, detail) => {
        this.closed = { reason, detail };
        this.#channel = undefined;
        this.#wake();
      },
      waitingBytes: () => this.waitingBytes,
      hold: () => true,
    };
    this.#channel = this.#channels.open(this.#document, this.grant, peer);
    this.#channel.receive(messages.step1(Y.encodeStateVector(this.doc)));
    return this;
  }

  disconnect(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Bytes as they are, whatever they mean. */
  sendRaw(bytes: Uint8Array): void {
    this.#channel?.receive(bytes);
  }

  say(text: string, over: Partial<Message> = {}): Message {
    const message = messageOf(this.grant.user, text, { device: this.grant.device, ...over });
    this.segment.messages.push([message]);
    return message;
  }

  /** Resolves as soon as it is true of what this replica has received. */
  async until(condition: (replica: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  async untilStamped(message: Message): Promise<number> {
    await this.until(({ segment }) => segment.stamps.has(message.id));
    return this.segment.stamps.get(message.id)?.seq ?? 0;
  }

  untilClosed(): Promise<void> {
    return this.until(({ closed }) => closed !== undefined);
  }

  texts(): string[] {
    return this.segment.messages.toArray().map(({ text }) => text);
  }

  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc);
  }

  #receive(frame: Uint8Array): void {
    this.received.push(frame);
    const message = messages.decodeMessage(frame);
    if (message.kind === 'update') Y.applyUpdate(this.doc, message.update, this);
    if (message.kind === 'step-1')
      this.#channel?.receive(messages.step2(Y.encodeStateAsUpdate(this.doc, message.stateVector)));
    this.#wake();
  }

  #wake(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const wake of watchers) wake();
  }
}

/** A clock that a test moves; what is due happens while it moves. */
export class TestClock {
  #now = 1_000_000;
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  readonly now = (): number => this.#now;

  readonly schedule = (milliseconds: number, run: () => void): (() => void) => {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  setBack(milliseconds: number): void {
    this.#now -= milliseconds;
  }

  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [due] = [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (due === undefined) break;
      this.#timers.delete(due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
    }
    this.#now = end;
  }
}

/** Lets in whoever `grants` knows by token; a token is `user` or `user/device`. */
export const authorizationOf = (
  grants: (
    identity: Identity,
    document: DocumentRef,
    firstSeq: number,
  ) => Authorization | Promise<Authorization>,
  expiresAt: () => number = () => FAR,
): RoomAuthorization => ({
  identify: async (token) => {
    const [user, device] = token.split('/');
    if (user === undefined || user === 'forged') return { answer: 'no', reason: 'token-invalid' };
    const identity = {
      user: user as UserId,
      device: (device ?? `${user}-phone`) as DeviceId,
      expiresAt: expiresAt(),
    };
    return { answer: 'yes', identity };
  },
  authorize: async (identity, document, firstSeq) => grants(identity, document, firstSeq),
});

export const closeCode = (reason: Refusal): number => refusalRow(reason).code;

export interface Stage {
  readonly relay: Relay & Channels;
  readonly clock: TestClock;
  readonly store: MemoryStore;
  /** The one that is open right now. */
  readonly journal: () => ControlledJournal;
  /** A person's connected replica of the room's first segment, or of another document. */
  readonly seat: (user: string, document?: DocumentRef, over?: Partial<Grant>) => Replica;
}

/** A relay over a journal in memory, with one room and a clock that stands still. */
export const setStage = async (
  options: Partial<Pick<RelayOptions, 'policy' | 'rate' | 'log' | 'stepInterval'>> & {
    readonly store?: MemoryStore;
  } = {},
): Promise<Stage> => {
  const store = options.store ?? new MemoryStore();
  const clock = new TestClock();
  const journals: ControlledJournal[] = [];
  const relay = await createRelay({
    log: silentLog,
    stepInterval: 0,
    ...options,
    clock: clock.now,
    schedule: clock.schedule,
    openJournal: async () => {
      const journal = new ControlledJournal(await openMemoryJournal(store));
      journals.push(journal);
      return journal;
    },
  });
  await relay.createRoom(ROOM);
  return {
    relay,
    clock,
    store,
    journal: () => {
      const journal = journals.at(-1);
      if (journal === undefined) throw new TypeError('No journal was opened.');
      return journal;
    },
    seat: (user, document = segmentRef(), over = {}) =>
      new Replica(relay, grantOf(user, over), document).connect(),
  };
};
