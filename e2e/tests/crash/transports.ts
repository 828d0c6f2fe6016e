import { channelSocketClass } from '@skein/client/sync/channelSocket';
import { Connection } from '@skein/client/sync/connection';
import { systemClock } from '@skein/client/sync/environment';
import { cell, createListeners } from '@skein/client/sync/live';
import type { Token } from '@skein/shared/api/schemas';
import type { DocumentName } from '@skein/shared/documents';
import { WebsocketProvider } from 'y-websocket';
import type * as Y from 'yjs';

/** How an author reaches the relay. */
export interface Transport {
  open(document: DocumentName, doc: Y.Doc): WebsocketProvider;
  /** The relay is there again: do not wait any longer. */
  retry(): void;
  close(): void;
}

const MAX_BACKOFF_MS = 100;

/** Nothing of ours: `/sync/<document>?token=`, a socket a document. */
export const stockTransport = (url: string, { token }: Token): Transport => ({
  open: (document, doc) =>
    new WebsocketProvider(`${url.replace('http', 'ws')}/sync`, document, doc, {
      params: { token },
      disableBc: true,
      maxBackoffTime: MAX_BACKOFF_MS,
    }),
  retry: () => undefined,
  close: () => undefined,
});

/** The app's own: `/sync`, all documents on one socket. */
export const channelTransport = (url: string, token: Token): Transport => {
  const environment = {
    profile: 'crash',
    origin: url,
    fetch,
    WebSocket,
    tabChannel: () => ({
      postMessage: () => undefined,
      addEventListener: () => undefined,
      close: () => undefined,
    }),
    exclusively: <Result>(_: string, task: () => Promise<Result>) => task(),
    clock: systemClock,
    random: Math.random,
    randomBytes: (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes),
    online: cell(true),
    visible: cell(true),
    leaving: createListeners(),
  };
  const connection = new Connection(environment, () => Promise.resolve(token));
  connection.start();
  return {
    open: (document, doc) => {
      let epoch = '';
      return new WebsocketProvider('channel:', document, doc, {
        disableBc: true,
        maxBackoffTime: MAX_BACKOFF_MS,
        WebSocketPolyfill: channelSocketClass(connection, environment, {
          document,
          epoch: () => epoch,
          opened: (current) => {
            epoch = current;
          },
          heard: () => undefined,
          maySend: () => true,
          refused: () => undefined,
        }),
      });
    },
    retry: () => connection.retry(),
    close: () => connection.close(),
  };
};
