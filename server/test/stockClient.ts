import { segmentName, userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { type Refusal, refusalOfCode } from '@skein/shared/refusals';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { Visitor } from './stage.ts';

export interface Open {
  readonly doc: Y.Doc;
  /** Why the relay closed it; a stock client stops only for what is final. */
  readonly refused: Promise<Refusal | undefined>;
  readonly leave: () => void;
}

/** A stock client. */
export const open = (url: string, document: string, token: string): Open => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, document, doc, {
    params: { token },
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  onTestFinished(() => provider.destroy());
  const refused = new Promise<Refusal | undefined>((resolve) => {
    provider.on('connection-close', (event) => {
      if (event && event.code >= 4400) resolve(refusalOfCode(event.code));
    });
  });
  return { doc, refused, leave: () => provider.destroy() };
};

export const until = (doc: Y.Doc, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      doc.off('update', look);
      resolve();
    };
    doc.on('update', look);
    look();
  });

export const openSegment = async (url: string, by: Visitor, room: string, index = 0): Promise<Open> =>
  open(url, segmentName(room as RoomId, index), await by.token());

export const openOwn = async (url: string, by: Visitor): Promise<Open> =>
  open(url, userDocumentName(by.id as UserId, by.session.userDocument), await by.token());
