import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as Y from 'yjs';
import { yjsComposer } from '../load/composer.ts';
import { askForEverything, updateMessage } from '../load/stock.ts';
import { type Child, startChild } from './child.ts';
import type { Opened, System } from './system.ts';
import { connect, frameThat, seatOn } from './webSocketSeat.ts';

const PROGRAM = fileURLToPath(new URL('./hocuspocusServer.ts', import.meta.url));

/** Kinds of its messages, behind the name of the document. */
const SYNC = 0;
const AUTH = 2;
const SYNC_REPLY = 4;
const STEP_2 = 1;

/** Hocuspocus with its SQLite extension, everything else as it comes. */
export const startHocuspocus = async (peers: string): Promise<System> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'skein-bench-hocuspocus-'));
  const start = (): Promise<Child> => startChild(PROGRAM, { PEERS: peers, DATA_DIR: dataFolder });
  let child = await start();
  const open = async (room: string): Promise<Opened> => {
    const socket = await connect(child.url);
    const answer = await enter(socket, room);
    const decoder = decoding.createDecoder(answer);
    decoding.readVarString(decoder);
    decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    Y.applyUpdate(new Y.Doc(), decoding.readVarUint8Array(decoder));
    socket.terminate();
    return { bytes: answer.length, states: [answer] };
  };
  return {
    child: () => child,
    dataFolder,
    makeRooms: async (count) => Array.from({ length: count }, () => crypto.randomUUID()),
    sit: async (room, person) => {
      const socket = await connect(child.url);
      await enter(socket, room);
      const compose = yjsComposer(`person${person}`, 'device');
      return seatOn(socket, (length) => updateMessage(compose(length), named(room)));
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

const named =
  (room: string) =>
  (encoder: encoding.Encoder): void =>
    encoding.writeVarString(encoder, room);

/** @returns the answer that holds the document */
const enter = (socket: WebSocket, room: string): Promise<Buffer> => {
  const answered = frameThat(socket, (frame) => {
    const decoder = decoding.createDecoder(frame);
    decoding.readVarString(decoder);
    const kind = decoding.readVarUint(decoder);
    return (kind === SYNC || kind === SYNC_REPLY) && decoding.readVarUint(decoder) === STEP_2;
  });
  socket.send(
    encoding.encode((encoder) => {
      encoding.writeVarString(encoder, room);
      encoding.writeVarUint(encoder, AUTH);
      encoding.writeVarUint(encoder, 0);
      encoding.writeVarString(encoder, 'token');
    }),
  );
  socket.send(askForEverything(named(room)));
  return answered;
};
