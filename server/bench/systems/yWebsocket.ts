import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { yjsComposer } from '../load/composer.ts';
import { askForEverything, isAnswer, updateMessage } from '../load/stock.ts';
import { type Child, startChild } from './child.ts';
import type { Opened, System } from './system.ts';
import { connect, frameThat, seatOn } from './webSocketSeat.ts';

/** The server that y-websocket 2 brings, with LevelDB behind it. */
export const startYWebsocket = async (peers: string): Promise<System> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'skein-bench-y-websocket-'));
  const start = async (): Promise<Child> =>
    startChild(join(peers, 'node_modules/y-websocket/bin/server.cjs'), {
      HOST: '127.0.0.1',
      PORT: String(await freePort()),
      YPERSISTENCE: dataFolder,
    });
  let child = await start();
  const open = async (room: string): Promise<Opened> => {
    const socket = await connect(`${child.url}/${room}`);
    const doc = new Y.Doc();
    const states: Buffer[] = [];
    const loaded = frameThat(socket, (frame) => {
      states.push(frame);
      // It answers before it has read the room, and sends the rest as updates.
      if (frame[0] === 0 && frame[1] !== 0) Y.applyUpdate(doc, decoding.readVarUint8Array(bodyOf(frame)));
      return doc.getArray('messages').length > 0;
    });
    socket.send(askForEverything());
    await loaded;
    socket.terminate();
    return { bytes: states.reduce((sum, { length }) => sum + length, 0), states };
  };
  return {
    child: () => child,
    dataFolder,
    makeRooms: async (count) => Array.from({ length: count }, () => crypto.randomUUID()),
    sit: async (room, person) => {
      const socket = await connect(`${child.url}/${room}`);
      const answered = frameThat(socket, isAnswer);
      socket.send(askForEverything());
      await answered;
      const compose = yjsComposer(`person${person}`, 'device');
      return seatOn(socket, (length) => updateMessage(compose(length)));
    },
    open,
    openWhole: open,
    heapBytes: async () => 0,
    restart: async (signal) => {
      await child.end(signal);
      child = await start();
    },
    end: async () => {
      await child.end('SIGKILL');
      await rm(dataFolder, { recursive: true });
    },
  };
};

const bodyOf = (frame: Buffer): decoding.Decoder => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarUint(decoder);
  decoding.readVarUint(decoder);
  return decoder;
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
