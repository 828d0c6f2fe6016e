import type { DeviceId, MessageId, RoomId, UserId } from '@skein/shared/ids';
import { Browser } from './browser.ts';
import { Device } from './device.ts';
import type { SeededRandom } from './random.ts';
import { RelayUnderTest } from './relayUnderTest.ts';

export const ALICE = 'alice' as UserId;
const BOB = 'bob' as UserId;
export const CAROL = 'carol' as UserId;

/** Turns of the event loop after which whatever a step set off has come to rest: IndexedDB takes several. */
const TURNS = 12;

export interface Composed {
  readonly author: UserId;
  readonly text: string;
}

/** A group of three people on four devices, one of them with two tabs, and the relay between them. */
export class World {
  readonly relay = new RelayUnderTest();
  readonly composed = new Map<MessageId, Composed>();
  readonly withdrawn = new Set<MessageId>();
  /** Who was out of the group at any time: what they wrote may have come back to them. */
  readonly everRemoved = new Set<UserId>();
  readonly devices: Device[] = [];
  readonly log: string[] = [];
  /** The furthest that each person was ever known to have read. */
  readonly readSeqs = new Map<UserId, number>();
  /** What a step set off and did not wait for. */
  readonly underWay = new Set<Promise<unknown>>();
  room!: RoomId;

  readonly random: SeededRandom;
  /** Lets time pass. */
  readonly advance: (milliseconds: number) => Promise<unknown>;

  constructor(random: SeededRandom, advance: (milliseconds: number) => Promise<unknown>) {
    this.random = random;
    this.advance = advance;
  }

  async begin(): Promise<void> {
    await this.relay.start();
    for (const user of [ALICE, BOB, CAROL]) await this.relay.addPerson(user);
    const beginning = this.relay.directory.conversations.create(ALICE, {
      kind: 'group',
      title: 'The boat',
      members: [BOB, CAROL],
    });
    const { id } = await this.#patiently(beginning);
    this.room = id as RoomId;
    for (const [id, user, ...tabs] of [
      ['alice-phone', ALICE, 'alice-phone, one tab', 'alice-phone, another tab'],
      ['alice-laptop', ALICE, 'alice-laptop'],
      ['bob-phone', BOB, 'bob-phone'],
      ['carol-phone', CAROL, 'carol-phone'],
    ] as const) {
      const device = id as DeviceId;
      const browser = new Browser();
      const { room, random, relay } = this;
      await relay.directory.devices.add({ id: device, user, name: id, kind: 'main' });
      await this.#patiently(relay.relay.userDocumentIndex(user));
      for (const name of tabs)
        this.devices.push(
          new Device(name, device, user, room, browser, random, (socket) => relay.accept(socket)),
        );
    }
    await this.settle();
  }

  async restartRelay(): Promise<void> {
    this.relay.kill();
    for (const { network } of this.devices) network.cut();
    await this.relay.start();
  }

  /** Does not wait for the end of it: nothing in a step may hold the others up. */
  start(what: Promise<unknown>): void {
    const task = what.catch(() => undefined).finally(() => this.underWay.delete(task));
    this.underWay.add(task);
  }

  async rest(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
  }

  deliverEverything(): number {
    return this.devices.reduce(
      (sum, { network }) => sum + network.deliver('up') + network.deliver('down'),
      0,
    );
  }

  /** A moment in which everything arrives. */
  async pass(): Promise<void> {
    this.deliverEverything();
    await this.rest();
    await this.advance(100);
  }

  /** Everybody is back, and time passes until nothing moves any more. */
  async settle(): Promise<void> {
    this.relay.journal.release();
    this.relay.faults.heal();
    for (const device of this.devices) {
      device.goOnline();
      if (!device.isOpen) await this.#patiently(device.open());
    }
    let quiet = 0;
    for (let round = 0; quiet < 8; round++) {
      if (round > 600) throw new Error(`It does not come to rest: ${this.#state()}`);
      const moved = this.deliverEverything();
      await this.rest();
      await this.advance(500);
      const isUnsettled =
        moved > 0 ||
        this.underWay.size > 0 ||
        this.devices.some((device) => !device.isConnected || device.unsent() > 0);
      quiet = isUnsettled ? 0 : quiet + 1;
    }
  }

  #state(): string {
    const devices = this.devices.map(
      (device) => `${device.name} ${device.connection}, ${device.unsent()} unsent`,
    );
    return [...devices, `${this.underWay.size} tasks under way`].join('; ');
  }

  async end(): Promise<void> {
    for (const device of this.devices) if (device.isOpen) await this.#patiently(device.close());
    this.relay.kill();
  }

  /** While time and frames go on. */
  async #patiently<Result>(task: Promise<Result>): Promise<Result> {
    let isDone = false;
    void Promise.allSettled([task]).then(() => {
      isDone = true;
    });
    for (let turn = 0; !isDone && turn < 10_000; turn++) {
      await new Promise(setImmediate);
      if (turn % 50 === 49) await this.advance(100);
    }
    if (!isDone) throw new Error('A task of the simulation does not end.');
    return await task;
  }
}
