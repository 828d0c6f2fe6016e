import { Chain } from '@skein/client/sync/chain';
import { ConversationWriter } from '@skein/client/sync/conversation';
import { type Environment, systemClock } from '@skein/client/sync/environment';
import { cell, createListeners } from '@skein/client/sync/live';
import { ownUnstamped } from '@skein/client/sync/ownChanges';
import { timelineOf } from '@skein/client/sync/segmentTimeline';
import { SignedInPerson } from '@skein/client/sync/signedInPerson';
import { webLock } from '@skein/client/sync/webLock';
import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import type { Message } from '@skein/shared/message';
import { TOKEN_SECONDS } from '@skein/shared/limits';
import { type Segment, segmentOf } from '@skein/shared/segment';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { Browser } from './browser.ts';
import { type Accept, Network } from './network.ts';
import type { SeededRandom } from './random.ts';

/** A tab of one person's browser with the shipped sync layer in it; what the browser keeps outlives its being closed. */
export class Device {
  readonly name: string;
  readonly id: DeviceId;
  readonly user: UserId;
  readonly room: RoomId;
  readonly network: Network;
  readonly #browser: Browser;
  readonly #random: SeededRandom;
  readonly #online = cell(true);
  readonly #leaving = createListeners();
  #person: SignedInPerson | undefined;
  #talk: { readonly chain: Chain; readonly writer: ConversationWriter } | undefined;

  constructor(
    name: string,
    id: DeviceId,
    user: UserId,
    room: RoomId,
    browser: Browser,
    random: SeededRandom,
    accept: Accept,
  ) {
    this.name = name;
    this.id = id;
    this.user = user;
    this.room = room;
    this.network = new Network(accept);
    this.#browser = browser;
    this.#random = random;
  }

  get isOpen(): boolean {
    return this.#person !== undefined;
  }

  get isConnected(): boolean {
    return this.connection === 'connected';
  }

  get connection(): string {
    const state = this.#person?.connection.state.get();
    return state?.phase === 'refused' ? `refused: ${state.reason}` : (state?.phase ?? 'closed');
  }

  get isOnline(): boolean {
    return this.#online.get();
  }

  async open(): Promise<void> {
    const environment: Environment = {
      profile: this.#browser.profile,
      origin: 'http://relay',
      fetch,
      WebSocket: this.network.WebSocket,
      tabChannel: this.#browser.tabChannel,
      exclusively: webLock,
      clock: systemClock,
      random: this.#random.next,
      randomBytes: this.#random.bytes,
      online: this.#online,
      visible: cell(true),
      leaving: this.#leaving,
    };
    const identity = { user: this.user, device: this.id };
    const person = new SignedInPerson(identity, environment, async () => {
      const expiresAt = Date.now() + TOKEN_SECONDS * 1000;
      return { token: JSON.stringify({ ...identity, expiresAt }), expiresAt };
    });
    this.#person = person;
    person.rooms.entries.subscribe(() => this.#follow());
    person.departures.subscribe(() => this.#follow());
    await person.start(0);
    this.#follow();
  }

  /** Without a goodbye to the relay; what a page may still write when it is closed is written. */
  async close(): Promise<void> {
    const person = this.#person;
    this.#person = undefined;
    this.#leaving.notify();
    this.#endTalk();
    await person?.close();
  }

  goOffline(): void {
    this.#online.set(false);
    this.network.isUp = false;
  }

  goOnline(): void {
    this.network.isUp = true;
    this.#online.set(true);
  }

  /** Undefined when this device has the conversation not open, or not any more. */
  get writer(): ConversationWriter | undefined {
    return this.#talk?.chain.head()?.replica.get() === undefined ? undefined : this.#talk?.writer;
  }

  readUpTo(seq: number): void {
    const head = this.#talk?.chain.head();
    const known = this.entry()?.readSeq ?? 0;
    if (head) this.#person?.readPositions.read(this.room, seq, known, head);
  }

  /** Every segment that this device holds right now. */
  segments(): readonly Segment[] {
    return (this.#person?.replicas.openedOf(this.room) ?? []).flatMap(({ replica }) => {
      const current = replica.get();
      return current ? [segmentOf(current.doc)] : [];
    });
  }

  /** What its person sees, over all segments it has open. */
  timeline(): readonly TimelineMessage[] {
    const shown = (this.#person?.replicas.openedOf(this.room) ?? []).flatMap(({ replica }) => {
      const current = replica.get();
      return current ? timelineOf(current, this.user).stamped : [];
    });
    return shown.toSorted((a, b) => (a.stamp?.seq ?? 0) - (b.stamp?.seq ?? 0));
  }

  /** What it composed and nobody stamped, as it was written. */
  pending(): readonly Message[] {
    return this.segments().flatMap((segment) => ownUnstamped(segment, this.user));
  }

  unsent(): number {
    return this.#person?.unsentCount() ?? 0;
  }

  entry(): RoomEntry | undefined {
    return this.#person?.rooms.entries.get().find(({ id }) => id === this.room);
  }

  returned(): ReadonlySet<MessageId> {
    const document = this.#person?.userDocuments.current.get();
    return new Set(document ? ([...document.returned.keys()] as MessageId[]) : []);
  }

  /** Shows one more segment on either side that has one, letting the world go on meanwhile. */
  async loadMoreWhile(goOn: () => Promise<void>): Promise<void> {
    let isLoading = true;
    const chain = this.#talk?.chain;
    const loading: Promise<void>[] = [];
    if (chain?.earlier.get() === 'more') loading.push(chain.loadEarlier());
    if (chain?.later.get() === 'more') loading.push(chain.loadLater());
    void Promise.allSettled(loading).then(() => {
      isLoading = false;
    });
    while (isLoading) await goOn();
  }

  get mayHaveMore(): boolean {
    const chain = this.#talk?.chain;
    return chain?.earlier.get() === 'more' || chain?.later.get() === 'more';
  }

  /** As the app does: opened when it is listed, closed when it is not for this person any more. */
  #follow(): void {
    const person = this.#person;
    if (person === undefined) return;
    const entry = this.entry();
    if (person.departures.reason(this.room) !== undefined) {
      this.#endTalk();
      return;
    }
    if (this.#talk) {
      if (entry) this.#talk.chain.follow(entry.head, entry.gaps);
      return;
    }
    if (entry === undefined) return;
    const chain = new Chain(this.room, entry.head, person.replicas, person.connection, entry.gaps);
    this.#talk = {
      chain,
      writer: new ConversationWriter(
        this.room,
        chain,
        { user: this.user, device: this.id },
        person.environment,
      ),
    };
  }

  #endTalk(): void {
    this.#talk?.writer.close();
    this.#talk?.chain.close();
    this.#talk = undefined;
  }
}
