import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppEnvironment } from '@skein/client/app/appEnvironment';
import { createApp } from '@skein/client/app/createApp';
import type { Conversation, MessageView } from '@skein/client/app/conversationModel';
import type { App, Me } from '@skein/client/app/model';
import { SearchIndex } from '@skein/client/search/searchIndex';
import { systemClock } from '@skein/client/sync/environment';
import { cell, createListeners, type Source } from '@skein/client/sync/live';
import { webLock } from '@skein/client/sync/webLock';
import { readConfig } from '@skein/server/config';
import { placesIn } from '@skein/server/operations/dataFolder';
import { askRelayForBackup } from '@skein/server/operations/operatorSocket';
import { restore } from '@skein/server/operations/restore';
import { createServer, type Server } from '@skein/server/server';
import { newMessageId, type RoomId } from '@skein/shared/ids';

const PASSWORD = 'correct horse battery';
const silence = () => undefined;
const log = { error: silence, warn: silence, info: silence };

/** A whole relay in this process, with everything it keeps in a folder of its own. */
export class Relay {
  readonly #folder = mkdtempSync(join(tmpdir(), 'skein-devices-'));
  readonly #settings: Readonly<Record<string, string>>;
  #server: Server | undefined;
  #port = 0;

  constructor(settings: Readonly<Record<string, string>> = {}) {
    this.#settings = settings;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the same port as before, if there was one. */
  async start(): Promise<void> {
    const config = readConfig({
      PORT: String(this.#port),
      HOST: '127.0.0.1',
      DATA_DIR: this.#folder,
      SIGN_UPS_PER_HOUR: '0',
      ...this.#settings,
    });
    this.#server = await createServer(config, { log, clientDir: this.#folder });
    this.#port = this.#server.port;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  /** @returns the folder of the backup, made while the relay runs */
  async isBackedUp(): Promise<string> {
    const report = await askRelayForBackup(placesIn(this.#folder).operator, `${this.#folder}-backup`);
    if (report === undefined) throw new Error('The relay does not listen to its operator.');
    return report.folder;
  }

  /** All that came after the backup is lost to the relay, which goes on at the same address. */
  async isRestored(backup: string): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
    await restore(backup, this.#folder);
    rmSync(backup, { recursive: true });
    await this.start();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

let browsers = 0;

/** One browser on one device: its storage, its cookies, its network. */
export class Browser {
  readonly #relay: Relay;
  readonly #profile: string;
  readonly #online = cell(true);
  readonly #visible = cell(true);
  readonly #leaving = createListeners();
  readonly #cookies = new Map<string, string>();
  readonly #remembered = new Map<string, string>();
  readonly #tabs = new Set<App & { close(): Promise<void> }>();
  #refused: string | undefined;

  constructor(relay: Relay) {
    this.#relay = relay;
    browsers += 1;
    this.#profile = `browser-${browsers}-${Math.random()}`;
  }

  goOffline(): void {
    this.#online.set(false);
  }

  goOnline(): void {
    this.#online.set(true);
  }

  /** Whatever this browser asks there fails on the way. */
  refuses(path: string | undefined): void {
    this.#refused = path;
  }

  /** The only one. */
  get tab(): App {
    const [tab] = this.#tabs;
    if (tab === undefined) throw new Error('no tab is open');
    return tab;
  }

  /** Names of everything kept in this browser. */
  async databases(): Promise<string[]> {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    return names.filter((name) => name.startsWith(this.#profile));
  }

  /** Closes a tab, or all: what was held back is written first, as a browser lets a page do. */
  async close(tab?: App & { close(): Promise<void> }): Promise<void> {
    this.#leaving.notify();
    for (const each of tab ? [tab] : this.#tabs) {
      this.#tabs.delete(each);
      await each.close();
    }
  }

  async open(): Promise<App & { close(): Promise<void> }> {
    const environment: AppEnvironment = {
      profile: this.#profile,
      origin: this.#relay.origin,
      fetch: (input, init) => this.#fetch(input as URL, init),
      WebSocket,
      tabChannel: (name) => new BroadcastChannel(name),
      exclusively: webLock,
      clock: systemClock,
      random: () => 0,
      randomBytes: (bytes) => crypto.getRandomValues(bytes),
      online: this.#online,
      visible: this.#visible,
      leaving: this.#leaving,
      pageUpdate: { waiting: cell(false), apply: () => undefined },
      canWorkOffline: true,
      openSearchIndex: (name) => new SearchIndex(name, new BroadcastChannel(name)),
      device: { name: 'Test on Node', kind: 'main' },
      remembered: {
        getItem: (key) => this.#remembered.get(key) ?? null,
        setItem: (key, value) => void this.#remembered.set(key, value),
      },
    };
    const app = createApp(environment);
    this.#tabs.add(app);
    await until(app.state, () => app.state.get().phase !== 'loading');
    return app;
  }

  /** A new account, signed in here. */
  async signUp(name: string): Promise<Me> {
    const app = await this.open();
    await app.signUp({ name, username: name, email: `${name}@example.org`, password: PASSWORD });
    return me(app);
  }

  async signIn(name: string): Promise<Me> {
    const app = await this.open();
    await app.signIn({ identifier: name, password: PASSWORD });
    return me(app);
  }

  /** Over HTTP, which is much faster than by a device; in no order. */
  async posts(room: RoomId, texts: readonly string[]): Promise<void> {
    const url = new URL(`/api/rooms/${room}/messages`, this.#relay.origin);
    const post = async (text: string): Promise<void> => {
      const body = JSON.stringify({ id: newMessageId(), text });
      const headers = { 'content-type': 'application/json' };
      const answer = await this.#fetch(url, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    };
    for (let done = 0; done < texts.length; done += 50)
      await Promise.all(texts.slice(done, done + 50).map(post));
  }

  async #fetch(url: URL, init?: RequestInit): Promise<Response> {
    if (!this.#online.get() || url.pathname === this.#refused) throw new TypeError('offline');
    const headers = new Headers(init?.headers);
    if (this.#cookies.size > 0)
      headers.set('cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';');
      const at = pair.indexOf('=');
      const isGone = attributes.some((attribute) => /^\s*max-age=0$/i.test(attribute));
      if (isGone) this.#cookies.delete(pair.slice(0, at));
      else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }
}

export const me = (app: App): Me => {
  const state = app.state.get();
  if (state.phase !== 'signed-in') throw new Error(`nobody is signed in: ${JSON.stringify(state)}`);
  return state.me;
};

/** Resolves as soon as the condition holds, looking again after every change of the source. */
export const until = (source: Source, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    let unsubscribe: () => void = () => undefined;
    const look = (): void => {
      if (!holds()) return;
      unsubscribe();
      resolve();
    };
    unsubscribe = source.subscribe(look);
    look();
  });

export const opened = async (person: Me, room: RoomId): Promise<Conversation> => {
  const conversation = person.openConversation(room);
  await until(conversation.view, () => conversation.view.get().phase === 'open');
  return conversation;
};

export const messages = ({ view }: Conversation): readonly MessageView[] => view.get().messages;
export const texts = (conversation: Conversation): string[] => messages(conversation).map(({ text }) => text);

/** Until the conversation shows exactly these texts, all of them stamped. */
export const settles = (conversation: Conversation, expected: readonly string[]): Promise<void> =>
  until(
    conversation.view,
    () =>
      JSON.stringify(texts(conversation)) === JSON.stringify(expected) &&
      messages(conversation).every(({ seq }) => seq !== undefined),
  );
