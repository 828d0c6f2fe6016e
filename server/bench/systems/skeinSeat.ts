import * as decoding from 'lib0/decoding';
import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { SEGMENT_COMFORT } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import * as Y from 'yjs';
import { yjsComposer } from '../load/composer.ts';
import type { Seat } from '../load/seat.ts';
import { askForEverything, isAnswer, updateMessage } from '../load/stock.ts';
import type { Account } from './accounts.ts';
import type { Opened } from './system.ts';
import { SyncSocket } from './syncSocket.ts';

/** How Yjs writes the relay's `meta.next`: the conversation goes on in the next segment. */
const GOES_ON = Buffer.from('\x04meta\x04next', 'latin1');

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Follows the conversation from segment to segment, as the app does. */
export const sitDown = async (
  url: string,
  { user, device }: Account,
  token: string,
  room: string,
): Promise<Seat> => {
  const socket = await SyncSocket.connect(url, token);
  let say = (_length?: number): void => undefined;
  const seat: Seat = {
    say: (length) => say(length),
    onFrame: () => undefined,
    stall: () => socket.stall(),
    leave: () => socket.close(),
  };
  const follow = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const compose = yjsComposer(user, device);
      const send = socket.open(segmentName(room as RoomId, index), (message) => {
        const frame = asBuffer(message);
        if (isAnswer(message)) resolve();
        if (frame.includes(GOES_ON)) void follow(index + 1);
        seat.onFrame(frame);
      });
      say = (length) => send(updateMessage(compose(length)));
      send(askForEverything());
    });
  await follow(0);
  return seat;
};

/** What a device that has nothing loads before it shows a conversation: its last segment, and with few messages one more. */
export const openConversation = async (
  url: string,
  token: string,
  room: string,
  head: number,
  wanted = SEGMENT_COMFORT,
): Promise<Opened> => {
  const socket = await SyncSocket.connect(url, token);
  const states: Buffer[] = [];
  let messages = 0;
  for (let index = head; index >= 0 && messages < wanted; index--) {
    const doc = await openDocument(socket, segmentName(room as RoomId, index));
    messages += segmentOf(doc).stamps.size;
    states.push(asBuffer(Y.encodeStateAsUpdate(doc)));
  }
  await socket.close();
  return { bytes: socket.bytesReceived, states };
};

/** Resolves with what a document holds as soon as the relay has said it. */
const openDocument = (socket: SyncSocket, name: string): Promise<Y.Doc> =>
  new Promise((resolve) => {
    const send = socket.open(name, (message) => {
      if (!isAnswer(message)) return;
      const decoder = decoding.createDecoder(message);
      decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
      resolve(doc);
    });
    send(askForEverything());
  });
