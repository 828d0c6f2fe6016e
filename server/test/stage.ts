import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  CreateRoom,
  Devices,
  Invite,
  Messages,
  People,
  Posted,
  Problem,
  Room,
  Session,
  Token,
} from '@skein/shared/api/schemas';
import { newMessageId } from '@skein/shared/ids';
import { expect, onTestFinished, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import { type Log, type Schedule, systemSchedule } from '../src/relay/ports.ts';
import { createServer } from '../src/server.ts';

// Real passwords, disks and sockets take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASSWORD = 'correct horse battery';

export interface Stage {
  readonly url: string;
  readonly dataDir: string;
  /** Time stands still but for this. */
  readonly passes: (milliseconds: number) => void;
  readonly visitor: () => Visitor;
  /** Somebody with an account, at a first device. */
  readonly person: (username: string) => Promise<Visitor>;
}

/** The whole relay with real stores in a folder of its own, until the test is over. */
export const stage = async (
  env: Record<string, string> = {},
  schedule: Schedule = systemSchedule,
): Promise<Stage> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'skein-server-'));
  const config = readConfig({ PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env });
  let now = Date.now();
  const errors: object[] = [];
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (fields, message) => errors.push({ ...fields, message }),
  };
  const clock = (): number => now;
  const server = await createServer(config, { log, clock, schedule, clientDir: join(dataDir, 'no-client') });
  onTestFinished(async () => {
    await server.close();
    await rm(dataDir, { recursive: true });
    // Whatever a test does, nothing of it is for a developer to look at.
    expect(errors).toEqual([]);
  }, 60_000);
  const url = `http://127.0.0.1:${server.port}`;
  const visitor = (): Visitor => new Visitor(url);
  return {
    url,
    dataDir: config.dataDir,
    visitor,
    passes: (milliseconds) => {
      now += milliseconds;
    },
    person: async (username) => {
      const somebody = visitor();
      await somebody.signsUp(username);
      return somebody;
    },
  };
};

/** An answer of the relay that is not what was hoped for. */
class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.reason);
    this.problem = problem;
  }
}

/** Somebody's browser, or a program: a jar for one cookie, or a token. */
export class Visitor {
  readonly #url: string;
  #cookie = '';
  #session: Session | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  /** What a thief would copy. */
  get cookie(): string {
    return this.#cookie;
  }

  get session(): Session {
    if (this.#session === undefined) throw new Error('Nobody is signed in here.');
    return this.#session;
  }

  get id(): string {
    return this.session.user.id;
  }

  get device(): string {
    return this.session.device.id;
  }

  async signsUp(username: string, more: object = {}): Promise<Session> {
    const name = username.slice(0, 1).toUpperCase() + username.slice(1);
    const device = { name: 'laptop', kind: 'main' };
    const body = { name, username, email: `${username}@example.org`, password: PASSWORD, device, ...more };
    this.#session = await this.post<Session>('/api/auth/sign-up', body);
    return this.#session;
  }

  async signsIn(identifier: string, password: string = PASSWORD): Promise<Session> {
    const body = { identifier, password, device: { name: 'phone', kind: 'sub' } };
    this.#session = await this.post<Session>('/api/auth/sign-in', body);
    return this.#session;
  }

  async token(): Promise<string> {
    return (await this.post<Token>('/api/auth/token')).token;
  }

  startsGroup(
    title: string,
    members: readonly Visitor[] = [],
    more: Partial<CreateRoom> = {},
  ): Promise<Room> {
    return this.post('/api/rooms', { kind: 'group', title, members: members.map(({ id }) => id), ...more });
  }

  talksTo(other: Visitor): Promise<Room> {
    return this.post('/api/rooms', { kind: 'direct', with: other.id });
  }

  room({ id }: Pick<Room, 'id'>): Promise<Room> {
    return this.get(`/api/rooms/${id}`);
  }

  adds(other: Visitor, { id }: Pick<Room, 'id'>): Promise<Room> {
    return this.post(`/api/rooms/${id}/members`, { user: other.id });
  }

  removes(other: Visitor, { id }: Pick<Room, 'id'>): Promise<void> {
    return this.ask('DELETE', `/api/rooms/${id}/members/${other.id}`);
  }

  says(text: string, { id }: Pick<Room, 'id'>, message: string = newMessageId()): Promise<Posted> {
    return this.post(`/api/rooms/${id}/messages`, { id: message, text });
  }

  async reads({ id }: Pick<Room, 'id'>, query = ''): Promise<string[]> {
    const { messages } = await this.get<Messages>(`/api/rooms/${id}/messages${query}`);
    return messages.map(({ text }) => text);
  }

  async finds(query: string): Promise<People['people']> {
    return (await this.get<People>(`/api/people?q=${encodeURIComponent(query)}`)).people;
  }

  async devices(): Promise<Devices['devices']> {
    return (await this.get<Devices>('/api/devices')).devices;
  }

  invites(): Promise<Invite> {
    return this.post('/api/invites');
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  post<Answer>(path: string, body?: unknown): Promise<Answer> {
    return this.ask('POST', path, body);
  }

  /** @throws ProblemError */
  async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.fetch(method, path, body);
    const text = await answer.text();
    const content: unknown = text === '' ? undefined : JSON.parse(text);
    if (!answer.ok) throw new ProblemError(content as Problem);
    return content as Answer;
  }

  async fetch(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const answer = await fetch(this.#url + path, {
      method,
      headers: {
        ...(this.#cookie === '' ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of answer.headers.getSetCookie()) this.#cookie = cookie.split(';', 1)[0] ?? '';
    return answer;
  }
}
