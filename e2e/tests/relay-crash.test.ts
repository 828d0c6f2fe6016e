import { request } from '@playwright/test';
import type { Room, Session, StampedMessage, Token } from '@skein/shared/api/schemas';
import { PAGE_SIZE } from '@skein/shared/limits';
import { expect, test } from 'vitest';
import { Api } from '../fixtures/api.ts';
import { type RelayProcess, startRelay } from '../relayProcess.ts';
import { Author } from './crash/author.ts';
import { channelTransport, stockTransport } from './crash/transports.ts';
import { Witness } from './crash/witness.ts';

/** `SKEIN_CRASHES=50` kills it more often. */
const CRASHES = Number(process.env['SKEIN_CRASHES'] ?? 20);
const MESSAGES = 100 * CRASHES;
const NAMES = ['alice', 'bob', 'carol', 'dave'] as const;
/** Starting a relay takes a second, or several on a machine that has other things to do. */
const ENOUGH_MS = 30_000 * CRASHES;
const EACH_TIME = MESSAGES / CRASHES / NAMES.length;

// Every stock provider listens for the end of the process.
process.setMaxListeners(100);

test(
  `nothing that was stamped, seen or composed is lost when the relay is killed ${CRASHES} times`,
  async () => {
    const relay = await startRelay({ LOG_LEVEL: 'warn', MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    try {
      const witness = new Witness();
      const { api, room, authors, newcomer } = await gather(relay, witness);

      for (let crash = 0; crash < CRASHES; crash++) {
        // Somewhere in the middle of this time's messages, another place each time.
        const fatal = witness.seqs.size + 1 + ((crash * 37) % (EACH_TIME * NAMES.length - 20));
        for (const author of authors) author.talk(EACH_TIME);
        await witness.until(() => witness.seqs.size >= fatal);
        await relay.isKilled();
        for (const author of authors) author.finish();
        await relay.restarts();
        for (const author of authors) author.retry();
      }
      await witness.until(() => authors.every(({ stamped }) => stamped.size >= MESSAGES));
      await relay.isKilled();
      await relay.restarts();

      expect(witness.complaints).toEqual([]);
      const composed = authors.flatMap((author) => author.composed);
      expect(composed).toHaveLength(MESSAGES);
      const kept = await allMessages(api, room);
      expect(kept.map(({ id }) => id).toSorted()).toEqual(composed.toSorted());
      expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: MESSAGES }, (_, index) => index + 1));
      expect(new Map(kept.map(({ id, seq }) => [id, seq]))).toEqual(
        new Map([...witness.seqs].toSorted(([, a], [, b]) => a - b)),
      );
      const reader = newcomer();
      await witness.until(() => reader.stamped.size >= MESSAGES);
      // What was carried forward stands in two segments until the word of that has come.
      await witness.until(() => [reader, ...authors].every((author) => author.shown().length === MESSAGES));
      expect(witness.complaints).toEqual([]);
      for (const author of [reader, ...authors])
        expect(author.shown().toSorted()).toEqual(composed.toSorted());
      for (const author of [reader, ...authors]) author.close();
    } finally {
      await relay.stop();
    }
  },
  ENOUGH_MS,
);

interface Person {
  readonly api: Api;
  readonly session: Session;
  readonly token: Token;
}

interface Gathering {
  readonly api: Api;
  readonly room: Room;
  readonly authors: readonly Author[];
  /** Another stock client of one of them, that has nothing yet. */
  readonly newcomer: () => Author;
}

/** Four people in a group: two with a stock client, two with the app's own connection. */
const gather = async (relay: RelayProcess, witness: Witness): Promise<Gathering> => {
  const people: Person[] = [];
  for (const name of NAMES) {
    const api = new Api(await request.newContext(), relay.url);
    const session = await api.signUp({
      name,
      username: name,
      email: `${name}@example.org`,
      password: 'correct horse battery',
      device: { name: 'laptop', kind: 'main' },
    });
    people.push({ api, session, token: await api.token() });
  }
  const [alice, ...others] = people;
  if (alice === undefined) throw new Error('Nobody came.');
  const room = await alice.api.createRoom({
    kind: 'group',
    title: 'Unshaken',
    members: others.map(({ session }) => session.user.id),
  });
  const author = ({ session, token }: Person, connect: typeof stockTransport): Author =>
    new Author(
      { user: session.user.id, device: session.device.id, room: room.id },
      connect(relay.url, token),
      witness,
    );
  return {
    api: alice.api,
    room,
    authors: people.map((person, index) =>
      author(person, index % 2 === 0 ? stockTransport : channelTransport),
    ),
    newcomer: () => author(alice, stockTransport),
  };
};

const allMessages = async (api: Api, { id }: Room): Promise<readonly StampedMessage[]> => {
  const all: StampedMessage[] = [];
  for (;;) {
    const { messages } = await api.messages(id, { after: all.at(-1)?.seq ?? 0, limit: PAGE_SIZE });
    if (messages.length === 0) return all;
    all.push(...messages);
  }
};
