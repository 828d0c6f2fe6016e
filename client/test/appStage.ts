import { userDocumentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { userDocumentOf } from '@skein/shared/userDocument';
import { vi } from 'vitest';
import { createApp } from '../src/app/createApp.ts';
import type { Conversation, MessageView } from '../src/app/conversationModel.ts';
import type { App, Me } from '../src/app/model.ts';
import { SearchIndex } from '../src/search/searchIndex.ts';
import { cell } from '../src/sync/live.ts';
import { HandHttp } from './handHttp.ts';
import { HandRelay } from './handRelay.ts';
import { roomEntry } from './roomEntry.ts';
import { createBrowser, until } from './stage.ts';

export const room = 'tea' as RoomId;
const open: { close(): Promise<void> }[] = [];

/** After each story. */
export const closeApps = async (): Promise<void> => {
  await Promise.all(open.splice(0).map((app) => app.close()));
};

/** A relay with one conversation of alice and bob, and browsers in which the whole app runs. */
export const setUp = () => {
  const relay = new HandRelay();
  const list = (user: string) => {
    const { doc } = relay.document(userDocumentName(user as UserId, 0));
    const { rooms, people } = userDocumentOf(doc);
    people.push(['alice', 'bob'].map((id) => ({ id: id as UserId, name: id, username: id })));
    rooms.push([roomEntry(room)]);
  };
  list('alice');
  list('bob');
  const browser = () => {
    const http = new HandHttp(relay);
    const surroundings = createBrowser(relay);
    const remembered = new Map<string, string>();
    return {
      ...surroundings,
      http,
      /** Neither socket nor HTTP. */
      cut: () => {
        http.isUp = false;
        surroundings.goOffline();
      },
      mend: () => {
        http.isUp = true;
        surroundings.goOnline();
      },
      openTab: () => {
        const app = createApp({
          ...surroundings.environment,
          fetch: http.fetch,
          pageUpdate: { waiting: cell(false), apply: () => undefined },
          canWorkOffline: true,
          openSearchIndex: (name) => new SearchIndex(name, new BroadcastChannel(name)),
          device: { name: 'test', kind: 'main' },
          remembered: {
            getItem: (key) => remembered.get(key) ?? null,
            setItem: (key, value) => void remembered.set(key, value),
          },
        });
        open.push(app);
        return app;
      },
    };
  };
  return { relay, browser };
};

export const me = (app: App): Me => {
  const state = app.state.get();
  if (state.phase !== 'signed-in') throw new Error(`nobody is signed in: ${state.phase}`);
  return state.me;
};

export const signedIn = async (app: App, identifier: string): Promise<Me> => {
  await until(app.state, () => app.state.get().phase !== 'loading');
  await app.signIn({ identifier, password: 'a password' });
  return me(app);
};

export const started = async (app: App): Promise<App> => {
  await until(app.state, () => app.state.get().phase !== 'loading');
  return app;
};

export const opened = async (person: Me): Promise<Conversation> => {
  const conversation = person.openConversation(room);
  await until(conversation.view, () => conversation.view.get().phase === 'open');
  return conversation;
};

export const messages = ({ view }: Conversation): readonly MessageView[] => view.get().messages;
export const shows = (conversation: Conversation, holds: (messages: readonly MessageView[]) => boolean) =>
  until(conversation.view, () => holds(messages(conversation)));
export const summary = (person: Me) => person.conversations.get().items[0];

/** This device's disk takes nothing more into one of its stores. @returns what frees it again */
export const fillDisk = (store: string): (() => void) => {
  const { value: put }: { value?: IDBObjectStore['put'] } =
    Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put') ?? {};
  if (put === undefined) throw new Error('there is no IndexedDB');
  const disk = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...row
  ) {
    if (this.name !== store) return put.apply(this, row);
    throw new DOMException('the disk is full', 'QuotaExceededError');
  });
  return () => disk.mockRestore();
};
