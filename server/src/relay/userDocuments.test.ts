import { userDocumentName } from '@skein/shared/documents';
import type { DeviceId, RoomId, UserId } from '@skein/shared/ids';
import { USER_DOCUMENT_BYTES, USER_DOCUMENT_WRITERS } from '@skein/shared/limits';
import { readUserMeta, userDocumentOf } from '@skein/shared/userDocument';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import * as messages from './messages.ts';
import { setStage, silentLog, userRef } from './testing.ts';

const alice = 'alice' as UserId;
const person = (id: string) => ({ id: id as UserId, name: id, username: id });

test('US1 the first document is made when it is asked for, and only once', async () => {
  const { relay, seat } = await setStage();
  expect(await relay.firstSeq(userRef('alice'))).toBeUndefined();
  expect(await relay.userDocumentIndex(alice)).toBe(0);
  expect(await relay.userDocumentIndex(alice)).toBe(0);
  expect(await relay.firstSeq(userRef('alice'))).toBe(0);
  const own = seat('alice', userRef('alice'));
  await own.until(({ doc }) => readUserMeta(userDocumentOf(doc)) !== undefined);
  expect(readUserMeta(userDocumentOf(own.doc))).toEqual({ user: 'alice', index: 0 });
});

test('US2 the relay writes, the devices see it; devices write, the others see it', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  const laptop = seat('alice', userRef('alice'));
  await relay.writeUser(alice, ({ people }) => people.push([person('bob')]));
  await phone.until(({ doc }) => userDocumentOf(doc).people.length === 1);
  userDocumentOf(phone.doc).drafts.set('room', { text: 'dra', at: 1 });
  await laptop.until(({ doc }) => userDocumentOf(doc).drafts.get('room')?.text === 'dra');
});

test('US3 it goes on in a new document before it grows too large, with what is alive in it', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc)) !== undefined);
  const { drafts } = userDocumentOf(phone.doc);
  drafts.set('kept', { text: 'kept', at: 1 });
  drafts.set('gone', { text: 'gone', at: 1 });
  drafts.delete('gone');
  const long = 'x'.repeat(40_000);
  await relay.writeUser(alice, ({ people }) =>
    people.push([person('bob'), { ...person('bob'), name: 'Bob' }]),
  );
  for (let sent = 0; sent <= USER_DOCUMENT_BYTES; sent += long.length)
    await relay.writeUser(alice, (document) => document.drafts.set('long', { text: long, at: sent }));
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc))?.next === 1);
  expect(await relay.userDocumentIndex(alice)).toBe(1);
  const watcher = seat('alice', userRef('alice', 1));
  await watcher.until(({ doc }) => userDocumentOf(doc).drafts.has('kept'));
  const { people, drafts: carried } = userDocumentOf(watcher.doc);
  expect(people.toArray()).toEqual([{ ...person('bob'), name: 'Bob' }]);
  expect(carried.has('gone')).toBe(false);

  drafts.set('late', { text: 'late', at: 2 });
  await watcher.until(() => carried.has('late'));
  drafts.delete('late');
  await watcher.until(() => !carried.has('late'));

  await relay.writeUser(alice, (document) => document.drafts.set('kept', { text: 'kept on', at: 9 }));
  drafts.set('kept', { text: 'kept ol', at: 8 });
  drafts.set('late', { text: 'after', at: 8 });
  await watcher.until(() => carried.has('late'));
  expect(carried.get('kept')?.text).toBe('kept on');
});

test('US3 it goes on in a new document when too many Yjs clients have written in it', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc)) !== undefined);
  const written = Array.from({ length: USER_DOCUMENT_WRITERS - 1 }, (_, index) => {
    const tab = new Y.Doc();
    userDocumentOf(tab).settings.set(`s${index}`, true);
    return Y.encodeStateAsUpdate(tab);
  });
  phone.sendRaw(messages.update(Y.mergeUpdates(written)));
  await phone.until(({ doc }) => userDocumentOf(doc).writers.size === USER_DOCUMENT_WRITERS - 1);
  expect(await relay.userDocumentIndex(alice)).toBe(0);
  userDocumentOf(phone.doc).settings.set('more', true);
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc))?.next === 1);
});

test('US7 what Yjs could not copy never gets in, and so cannot stop the relay when the document goes on', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc)) !== undefined);
  const tab = new Y.Doc();
  // Yjs looks at the constructor of what it is given: by the front door this is none of its kinds.
  expect(() => userDocumentOf(tab).settings.set('trap', { constructor: 'x' })).toThrow('Unexpected content');
  userDocumentOf(tab).settings.set('trap', { konstructor: 'x' });
  const update = Y.encodeStateAsUpdate(tab);
  const at = Buffer.from(update).indexOf('konstructor');
  update[at] = 'c'.charCodeAt(0);
  phone.sendRaw(messages.update(update));
  await phone.untilClosed();
  expect(phone.closed?.reason).toBe('content-invalid');
});

test('US4 much that is alive is no reason to go on in a new document', async () => {
  const { relay, seat } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  await phone.until(({ doc }) => readUserMeta(userDocumentOf(doc)) !== undefined);
  const { drafts } = userDocumentOf(phone.doc);
  const long = 'x'.repeat(40_000);
  for (let i = 0; i <= USER_DOCUMENT_BYTES / long.length; i++) drafts.set(`room${i}`, { text: long, at: 1 });
  const watcher = seat('alice', userRef('alice'));
  await watcher.until(({ doc }) => userDocumentOf(doc).drafts.size === drafts.size);
  expect(await relay.userDocumentIndex(alice)).toBe(0);
});

test('US5 the index survives a restart', async () => {
  const first = await setStage();
  await first.relay.writeUser(alice, ({ marks }) => marks.set('room' as RoomId, { seq: 1 }));
  await first.relay.close();
  const second = await setStage({ store: first.store });
  expect(await second.relay.userDocumentIndex(alice)).toBe(0);
  expect(await second.journal().rows(userDocumentName(alice, 0))).toBe(1);
});

test('US6 what cannot be read goes as well: rows of the documents, and the note of which there are', async () => {
  const first = await setStage();
  await first.relay.userDocumentIndex(alice);
  await first.relay.writeUser(alice, ({ drafts }) =>
    drafts.set('room' as RoomId, { text: 'rutabaga', at: 1 }),
  );
  await first.relay.close();
  const { store } = first;
  const keys = (): readonly string[] => store.keys({ from: ' ', to: '\x7f' });
  for (const key of keys().filter((key) => key.startsWith('u!user/alice/') || key === 'f!user!alice')) {
    const row = store.get(key)!;
    row[row.length - 1]! ^= 1;
    store.put(key, row);
  }

  const warnings: string[] = [];
  const log = { ...silentLog, warn: (_: object, message: string) => warnings.push(message) };
  const { relay } = await setStage({ store, log });
  await expect(relay.userDocumentIndex(alice)).rejects.toMatchObject({
    reason: 'document-damaged',
  });
  await relay.eraseUser(alice);
  for (const key of keys()) expect(Buffer.from(store.get(key)!).includes('rutabag')).toBe(false);
  expect(warnings).toHaveLength(2);
  expect(await relay.userDocumentIndex(alice)).toBe(0);
});

test('US6 what was being read while it was erased is not kept either', async () => {
  const first = await setStage();
  await first.relay.writeUser(alice, ({ settings }) => settings.set('theme', 'dark'));
  await first.relay.close();
  const { relay, seat, journal } = await setStage({ store: first.store });
  const before = relay.documentCount();
  const slow = journal();
  const read = slow.read.bind(slow);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const isRead = new Promise<void>((resolve) => {
    slow.read = async (document) => {
      const rows = await read(document);
      resolve();
      await released;
      return rows;
    };
  });
  const phone = seat('alice', userRef('alice'));
  await isRead;
  relay.disconnect({ user: alice }, 'account-deleted');
  await phone.untilClosed();
  await relay.eraseUser(alice);
  release();
  // Whoever comes next reads it anew.
  const later = seat('alice', userRef('alice'));
  await later.until(({ closed, received }) => closed !== undefined || received.length > 1);
  await relay.writeUser(alice, (document) => expect(document.settings.size).toBe(0));
  expect(relay.documentCount()).toBe(before + 1);
});

test('US6 of an account that was deleted nothing is left, in memory or in the journal', async () => {
  const { relay, seat, store } = await setStage();
  await relay.userDocumentIndex(alice);
  const phone = seat('alice', userRef('alice'));
  const laptop = seat('alice', userRef('alice'), { device: 'alice-laptop' as DeviceId });
  userDocumentOf(phone.doc).drafts.set('room' as RoomId, { text: 'rutabaga', at: 1 });
  await laptop.until(({ doc }) => userDocumentOf(doc).drafts.size === 1);
  relay.disconnect({ user: alice }, 'account-deleted');
  await relay.eraseUser(alice);
  await relay.eraseUser(alice);
  await relay.eraseUser('nobody' as UserId);
  for (const key of store.keys({ from: ' ', to: '\x7f' }))
    expect(Buffer.from(store.get(key) ?? []).includes('rutabaga')).toBe(false);
  // Who could still open it would find it empty, and the relay goes on.
  const again = seat('alice', userRef('alice'));
  await relay.writeUser(alice, ({ settings }) => settings.set('theme', 'dark'));
  await again.until(({ doc }) => userDocumentOf(doc).settings.size === 1);
  expect(userDocumentOf(again.doc).drafts.size).toBe(0);
  await relay.close();
  const next = await setStage({ store });
  const later = next.seat('alice', userRef('alice'));
  await later.until(({ doc }) => userDocumentOf(doc).settings.size === 1);
});
