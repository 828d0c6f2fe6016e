import * as decoding from 'lib0/decoding';
import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { SEGMENT_COMFORT } from '@skein/shared/limits';
import { segmentOf } from '@skein/shared/segment';
import * as Y from 'yjs';
import { yjsComposer } from '../load/composer.ts';
import type { Seat } from '../load/seat.ts';
import { askForEverything, isAnswer, updateMessage } from '../load/stock.ts';
import { FrameReader } from '../load/wording.ts';
import type { Account } from './accounts.ts';
import type { Opened } from './system.ts';
import { type Channel, SyncSocket } from './syncSocket.ts';

/** How Yjs writes the relay's `meta.next`: the conversation goes on in the next segment. */
const GOES_ON = Buffer.from('\x04meta\x04next', 'latin1');

const goesOn = new FrameReader((frame) => frame.includes(GOES_ON));

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Segments before the open one that are kept open, as a window does that shows the end of a conversation. */
const KEPT_OPEN = 1;

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
  const open: Channel[] = [];
  const follow = (index: number): Promise<void> =>
    new Promise((resolve) => {
      const compose = yjsComposer(user, device);
      const channel = socket.open(segmentName(room as RoomId, index), (message) => {
        const frame = asBuffer(message);
        if (isAnswer(message)) resolve();
        if (goesOn.read(frame)) void follow(index + 1);
        seat.onFrame(frame);
      });
      say = (length) => channel.send(updateMessage(compose(length)));
      channel.send(askForEverything());
      open.push(channel);
      if (open.length > 1 + KEPT_OPEN) open.shift()?.close();
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
    const channel = socket.open(name, (message) => {
      if (!isAnswer(message)) return;
      const decoder = decoding.createDecoder(message);
      decoding.readVarUint(decoder);
      decoding.readVarUint(decoder);
      const doc = new Y.Doc();
      Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
      resolve(doc);
    });
    channel.send(askForEverything());
  });
