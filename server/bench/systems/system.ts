import type { Seat } from '../load/seat.ts';
import type { Child } from './child.ts';

/** A server with nothing in it, in a process and a folder of its own. */
export interface System {
  /** Another one each time it is started or restarted. */
  readonly child: () => Child;
  readonly dataFolder: string;
  /** @param people how many may sit in each, at most `PEOPLE` */
  makeRooms(count: number, people?: number): Promise<readonly string[]>;
  /** Resolves when the room's messages are there. Person 7 of a room of five is its person 2, on one more device. */
  sit(room: string, person: number): Promise<Seat>;
  /** What a device that has nothing loads before it can be used. */
  open(room: string): Promise<Opened>;
  /** All that was ever said in a room. */
  openWhole(room: string): Promise<Opened>;
  /** Of the memory, what JavaScript uses. */
  heapBytes(): Promise<number>;
  /** Afterwards nothing is in memory. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  end(): Promise<void>;
}

export interface Opened {
  /** Received for it. */
  readonly bytes: number;
  /** Everything that is in it, undecoded. */
  readonly states: readonly Buffer[];
}

export const PEOPLE = 50;

/** One address may have so many connections; all of 127/8 is this machine. */
export const addressOf = (connection: number): string => `127.0.0.${1 + (connection % 200)}`;
