import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Compose } from '../load/composer.ts';
import type { Seat } from '../load/seat.ts';
import { addressOf } from './system.ts';

let connections = 0;

export const connect = async (url: string): Promise<WebSocket> => {
  const socket = new WebSocket(url.replace('http', 'ws'), {
    localAddress: addressOf(connections++),
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  return socket;
};

/** A seat that has one socket for itself. */
export const seatOn = (socket: WebSocket, compose: Compose): Seat => {
  const seat: Seat = {
    say: (length) => socket.send(compose(length)),
    onFrame: () => undefined,
    stall: () => socket.pause(),
    leave: async () => {
      socket.resume();
      socket.close();
      await once(socket, 'close');
    },
  };
  socket.on('message', (frame: Buffer) => seat.onFrame(frame));
  return seat;
};

/** Resolves with the first frame that is what was waited for. */
export const frameThat = (socket: WebSocket, matches: (frame: Buffer) => boolean): Promise<Buffer> =>
  new Promise((resolve) => {
    const look = (frame: Buffer): void => {
      if (!matches(frame)) return;
      socket.off('message', look);
      resolve(frame);
    };
    socket.on('message', look);
  });
