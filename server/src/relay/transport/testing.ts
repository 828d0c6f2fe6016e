import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ClientControl,
  decodeRelayFrame,
  encodeClientControl,
  encodeData,
  type RelayControl,
} from '@skein/shared/frames';
import { segmentOf } from '@skein/shared/segment';
import * as Y from 'yjs';
import { inTime } from '../inTime.ts';
import * as messages from '../messages.ts';
import type { Log, RoomAuthorization } from '../ports.ts';
import { authorizationOf, grantOf, messageOf, ROOM, setStage, silentLog, type Stage } from '../testing.ts';
import { attachSync, CLOSE_PATIENCE_MS } from './attachSync.ts';
import { personCounts } from './counts.ts';
import { DataFrames } from './dataFrames.ts';
import type { TransportParts } from './identified.ts';
import { MultiConnection } from './multi.ts';
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
  log = silentLog,
}: {
  readonly authorization?: RoomAuthorization;
  readonly clocked?: boolean;
  readonly log?: Log;
} = {}): Promise<House> => {
  const stage = await setStage({ log });
  const http: Server = createServer();
  const closeSync = attachSync(http, {
    channels: stage.relay,
    authorization,
    isAllowedOrigin: (origin) => origin === undefined || origin === 'http://ours.example',
    log,
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

export const HEAD = `room/${ROOM}/0`;

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

/** The other end of a socket with many channels, in this process. */
class Client {
  readonly socket = new HeldSocket();
  readonly connection: MultiConnection;

  constructor(parts: TransportParts) {
    this.connection = new MultiConnection(parts, this.socket);
  }

  control(control: ClientControl): void {
    this.connection.receive(encodeClientControl(control));
  }

  token(token: string): void {
    this.control({ type: 'token', token });
  }

  open(channel: number, document = HEAD, epoch = ''): void {
    this.control({ type: 'open', channel, document, epoch });
  }

  data(channel: number, message: Uint8Array): void {
    this.connection.receive(encodeData(channel, message));
  }

  controls(): RelayControl[] {
    return this.socket.sent
      .map(decodeRelayFrame)
      .flatMap((frame) => (frame.kind === 'control' ? [frame.control] : []));
  }

  async untilControl(type: RelayControl['type'], channel?: number): Promise<RelayControl> {
    const find = (): RelayControl | undefined =>
      this.controls().findLast(
        (control) =>
          control.type === type &&
          (channel === undefined || ('channel' in control && control.channel === channel)),
      );
    await this.socket.until(() => find() !== undefined);
    return find() as RelayControl;
  }

  untilData(channel: number): Promise<void> {
    return this.socket.until(({ sent }) =>
      sent.map(decodeRelayFrame).some((frame) => frame.kind === 'data' && frame.channel === channel),
    );
  }

  /** What a channel's updates come to. */
  replica(channel: number): Y.Doc {
    const doc = new Y.Doc();
    for (const bytes of this.socket.sent) {
      const frame = decodeRelayFrame(bytes);
      if (frame.kind !== 'data' || frame.channel !== channel) continue;
      const message = messages.decodeMessage(frame.message);
      if (message.kind === 'update') Y.applyUpdate(doc, message.update);
    }
    return doc;
  }
}

/** A relay for clients with many channels, over the stage's clock. */
export const manyChannels = async (
  authorization: RoomAuthorization = openHouse,
): Promise<Stage & { connect: () => Client }> => {
  const stage = await setStage();
  const { relay: channels, clock } = stage;
  const parts = {
    channels,
    authorization: inTime(authorization, clock.schedule, silentLog),
    people: personCounts(),
    frames: new DataFrames(),
    clock: clock.now,
    schedule: clock.schedule,
    log: silentLog,
  };
  return { ...stage, connect: () => new Client(parts) };
};

/** A first message, as a frame. */
export const appended = (author: string): { update: Uint8Array; id: string } => {
  const doc = new Y.Doc();
  const message = messageOf(author, 'hello');
  segmentOf(doc).messages.push([message]);
  return { update: messages.update(Y.encodeStateAsUpdate(doc)), id: message.id };
};
