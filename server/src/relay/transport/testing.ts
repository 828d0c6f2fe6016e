import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RoomAuthorization } from '../ports.ts';
import { authorizationOf, grantOf, setStage, silentLog, type Stage } from '../testing.ts';
import { attachSync, CLOSE_PATIENCE_MS } from './attachSync.ts';
import type { Socket } from './socket.ts';

/** Support for tests of the transports: a relay behind a real port, or a socket that a test holds the other end of. */

/** Lets everybody into everything but Eve, who is in nothing. */
export const openHouse: RoomAuthorization = authorizationOf(({ user, device }) =>
  user === 'eve'
    ? { answer: 'no', reason: 'room-forbidden' }
    : { answer: 'yes', grant: grantOf(user, { device, devices: new Set([device]) }) },
);

export interface House extends Stage {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** `clocked`: time is the stage's clock for the sockets too, and passes only when a test says so. */
export const openDoor = async ({
  authorization = openHouse,
  clocked = false,
}: {
  readonly authorization?: RoomAuthorization;
  readonly clocked?: boolean;
} = {}): Promise<House> => {
  const stage = await setStage();
  const http: Server = createServer();
  const closeSync = attachSync(http, {
    channels: stage.relay,
    authorization,
    isAllowedOrigin: (origin) => origin === undefined || origin === 'http://ours.example',
    log: silentLog,
    ...(clocked ? { clock: stage.clock.now, schedule: stage.clock.schedule } : {}),
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    ...stage,
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/sync`,
    close: async () => {
      await stage.relay.close();
      const closed = closeSync();
      stage.clock.advance(CLOSE_PATIENCE_MS);
      await closed;
      await new Promise((resolve) => http.close(resolve));
    },
  };
};

/** A socket in this process, and all that came out of it. */
export class HeldSocket implements Socket {
  readonly sent: Uint8Array[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  isTerminated = false;
  pings = 0;
  bufferedAmount = 0;
  readonly #watchers = new Set<() => void>();

  send(bytes: Uint8Array): void {
    this.sent.push(bytes);
    this.#wake();
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
    this.#wake();
  }

  terminate(): void {
    this.isTerminated = true;
    this.#wake();
  }

  ping(): void {
    this.pings += 1;
  }

  async until(condition: (socket: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#watchers.add(resolve));
  }

  #wake(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const wake of watchers) wake();
  }
}
