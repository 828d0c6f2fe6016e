import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { newMessageId } from '@skein/shared/ids';
import * as Y from 'yjs';
import { bringStockYjs } from '../fixtures/stock/inPage.ts';

export interface Opened {
  readonly ms: number;
  readonly bytes: number;
}

/** A whole conversation as one Yjs document, written by one person without a pause: as small and fast as it can be. */
const written = (count: number, textOf: (number: number) => string): Uint8Array => {
  const doc = new Y.Doc();
  const messages = doc.getArray('messages');
  for (let number = 1; number <= count; number += 1)
    messages.push([{ id: newMessageId(), author: 'alice', sentAt: Date.now(), text: textOf(number) }]);
  return Y.encodeStateAsUpdate(doc);
};

/** What opening costs where all of a conversation is one document: a page fetches it, reads it in, and has its newest message. */
export const openAsOneDocument = async (
  page: Page,
  count: number,
  textOf: (number: number) => string,
): Promise<Opened> => {
  const state = written(count, textOf);
  const server = createServer(({ url }, answer) => {
    answer.setHeader('content-type', url === '/' ? 'text/html' : 'application/octet-stream');
    answer.end(url === '/' ? '<!doctype html>' : state);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await bringStockYjs(page);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const ms = await page.evaluate(async (newest) => {
    const begun = performance.now();
    const answer = await fetch('/document');
    const doc = new stock.Y.Doc();
    stock.Y.applyUpdate(doc, new Uint8Array(await answer.arrayBuffer()));
    const last = doc.getArray<{ text: string }>('messages').toArray().at(-1);
    if (last?.text !== newest) throw new Error('nothing was read');
    return performance.now() - begun;
  }, textOf(count));
  server.closeAllConnections();
  server.close();
  return { ms, bytes: state.byteLength };
};

interface Segment {
  readonly url: string;
  readonly document: string;
  readonly token: string;
  readonly newest: string;
}

/** The same page on the open segment of a conversation, with what any Yjs client has: from its first word to its newest message. */
export const openAsSegment = async (
  page: Page,
  { url, document, token, newest }: Segment,
): Promise<Opened> => {
  await bringStockYjs(page);
  await page.goto(`${url}/healthz`);
  return page.evaluate(
    async ([url, document, token, newest]) => {
      const begun = performance.now();
      const doc = new stock.Y.Doc();
      let bytes = 0;
      doc.on('update', (update) => {
        bytes += update.byteLength;
      });
      const provider = new stock.WebsocketProvider(url, document, doc, {
        params: { token },
        disableBc: true,
      });
      await new Promise((resolve) => provider.once('sync', resolve));
      const ms = performance.now() - begun;
      const texts = doc
        .getArray<{ text: string }>('messages')
        .toArray()
        .map(({ text }) => text);
      if (!texts.includes(newest)) throw new Error('nothing was read');
      provider.destroy();
      return { ms, bytes };
    },
    [`${url.replace('http', 'ws')}/sync`, document, token, newest] as const,
  );
};
