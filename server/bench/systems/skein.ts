import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, signUpMany } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import { openConversation, sitDown } from './skeinSeat.ts';
import { PEOPLE, type System } from './system.ts';

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Skein extends System {
  readonly accounts: readonly Account[];
  token(person: number): Promise<string>;
}

/** The shipped relay with everything switched on but the limit of what one person may send. */
export const startSkein = async (flags: readonly string[] = []): Promise<Skein> => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'skein-bench-'));
  const start = (port: string): Promise<Child> =>
    startChild(
      PROGRAM,
      {
        PORT: port,
        DATA_DIR: dataFolder,
        LOG_LEVEL: 'error',
        SIGN_UPS_PER_HOUR: '0',
        MESSAGE_RATE: '0',
        MESSAGE_BURST: '0',
      },
      flags,
    );
  let child = await start('0');
  const { url } = child;
  const accounts = await signUpMany(url, PEOPLE);
  const tokens = new Map<number, Promise<string>>();

  const personOf = (person: number): Account => {
    const account = accounts[person % accounts.length];
    if (account === undefined) throw new Error('There is nobody.');
    return account;
  };
  const token = (person: number): Promise<string> => {
    const known = tokens.get(person % PEOPLE) ?? personOf(person).token();
    tokens.set(person % PEOPLE, known);
    return known;
  };

  return {
    accounts,
    token,
    dataFolder,
    child: () => child,
    makeRooms: async (count) => {
      const rooms: string[] = [];
      while (rooms.length < count)
        rooms.push((await personOf(0).createGroup(`Room ${rooms.length}`, accounts.slice(1))).id);
      return rooms;
    },
    sit: async (room, person) => sitDown(url, personOf(person), await token(person), room),
    open: async (room) => openConversation(url, await token(1), room, (await personOf(1).room(room)).head),
    openWhole: async (room) =>
      openConversation(
        url,
        await token(1),
        room,
        (await personOf(1).room(room)).head,
        Number.POSITIVE_INFINITY,
      ),
    restart: async (signal) => {
      await child.end(signal);
      child = await start(new URL(url).port);
    },
    end: async () => {
      await child.end();
      await rm(dataFolder, { recursive: true });
    },
  };
};
