import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Account, signUpMany } from './accounts.ts';
import { type Child, startChild } from './child.ts';
import { openConversation, sitDown } from './skeinSeat.ts';
import { type Opened, PEOPLE, type System } from './system.ts';

const PROGRAM = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

const ROOMS_OF_A_CREW = 1_000;

/** The shipped relay with everything switched on but the limit of what one person may send. */
export const startSkein = async (flags: readonly string[] = []): Promise<System> => {
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
  /** Nobody may be in more than some thousand rooms: there are more people where there are more rooms. */
  const crews: (readonly Account[])[] = [await signUpMany(url, PEOPLE)];
  const crewOfRoom = new Map<string, readonly Account[]>();
  const tokens = new Map<Account, Promise<string>>();

  const personOf = (room: string, person: number): Account => {
    const crew = crewOfRoom.get(room);
    const account = crew?.[person % crew.length];
    if (account === undefined) throw new Error('There is nobody.');
    return account;
  };
  const token = (account: Account): Promise<string> => {
    const known = tokens.get(account) ?? account.token();
    tokens.set(account, known);
    return known;
  };
  const opened = async (room: string, wanted?: number): Promise<Opened> => {
    const account = personOf(room, 1);
    return openConversation(url, await token(account), room, (await account.room(room)).head, wanted);
  };

  return {
    dataFolder,
    child: () => child,
    makeRooms: async (count, people = PEOPLE) => {
      const rooms: string[] = [];
      while (rooms.length < count) {
        const crew = (crews[Math.floor(rooms.length / ROOMS_OF_A_CREW)] ??= await signUpMany(url, PEOPLE));
        const first = rooms.length * people;
        const members = Array.from(
          { length: people },
          (_, at) => crew[(first + at) % crew.length] as Account,
        );
        const [founder, ...others] = members;
        if (founder === undefined) throw new Error('There is nobody.');
        const { id } = await founder.createGroup(`Room ${rooms.length}`, others);
        crewOfRoom.set(id, members);
        rooms.push(id);
      }
      return rooms;
    },
    sit: async (room, person) => {
      const account = personOf(room, person);
      return sitDown(url, account, await token(account), room);
    },
    open: (room) => opened(room),
    openWhole: (room) => opened(room, Number.POSITIVE_INFINITY),
    heapBytes: async () => {
      const figures = await (await fetch(`${url}/metrics`)).text();
      return Number(/^skein_heap_bytes (\S+)$/m.exec(figures)?.[1]);
    },
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
