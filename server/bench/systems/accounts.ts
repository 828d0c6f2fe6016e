import type { CreateRoom, PostMessage, Room, Session, SignUp, Token } from '@skein/shared/api/schemas';
import { newMessageId } from '@skein/shared/ids';

/** Somebody with an account, over HTTP. */
export class Account {
  readonly user: string;
  readonly device: string;
  readonly userDocument: string;
  readonly #url: string;
  readonly #cookie: string;

  private constructor(url: string, session: Session, cookie: string) {
    this.#url = url;
    this.#cookie = cookie;
    this.user = session.user.id;
    this.device = session.device.id;
    this.userDocument = `user/${session.user.id}/${session.userDocument}`;
  }

  static async signUp(url: string, username: string): Promise<Account> {
    const body: SignUp = {
      name: username,
      username,
      email: `${username}@example.org`,
      password: 'a long enough password',
      device: { name: 'bench', kind: 'main' },
    };
    const answer = await ask(url, 'POST', '/api/auth/sign-up', {}, body);
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    return new Account(url, (await answer.json()) as Session, cookie);
  }

  async token(): Promise<string> {
    const { token } = await this.#json<Token>('POST', '/api/auth/token', {});
    return token;
  }

  createGroup(title: string, members: readonly Account[]): Promise<Room> {
    const body: CreateRoom = { kind: 'group', title, members: members.map(({ user }) => user) };
    return this.#json('POST', '/api/rooms', body);
  }

  room(id: string): Promise<Room> {
    return this.#json('GET', `/api/rooms/${id}`);
  }

  async post(room: string, text: string): Promise<void> {
    const body: PostMessage = { id: newMessageId(), text, sentAt: Date.now() };
    await this.#json('POST', `/api/rooms/${room}/messages`, body);
  }

  async #json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await ask(this.#url, method, path, { cookie: this.#cookie }, body);
    return (await answer.json()) as Answer;
  }
}

const ask = async (
  url: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Response> => {
  const answer = await fetch(url + path, {
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
};

let signedUp = 0;

/** `count` people, each signed in on one device. */
export const signUpMany = async (url: string, count: number): Promise<Account[]> => {
  const accounts: Account[] = [];
  while (accounts.length < count)
    accounts.push(await Account.signUp(url, `bench${process.pid}_${signedUp++}`));
  return accounts;
};
