import type { MessageId, RoomId } from '@skein/shared/ids';
import { newMessageId } from '@skein/shared/ids';
import { DELETION_RETRY_MS } from '@skein/shared/limits';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../directory/database.ts';
import { createDirectory } from '../directory/directory.ts';
import { PastDevices } from '../directory/pastDevices.ts';
import { setStage, silentLog } from '../relay/testing.ts';
import { Accounts } from './accounts.ts';
import { type Auth, createAuth } from './betterAuth.ts';
import { AccountDeletion } from './deletion.ts';
import { handIn } from './handingIn.ts';
import { Tokens } from './tokens.ts';

const ADDRESS = '192.0.2.1';
const PASSWORD = 'correct horse battery';
const PHONE = { name: 'a secret name', kind: 'main' } as const;

/** Alice and Bob with accounts, over a relay and a directory that can be held back. */
const begin = async () => {
  const { relay, clock, journal, store } = await setStage();
  const database = openDatabase(':memory:');
  /** What happens while the directory waits for the relay. */
  const askingRelay = { midst: (): Promise<void> => Promise.resolve() };
  const directory = createDirectory(
    database,
    {
      ...relay,
      createRoom: async (room) => {
        await relay.createRoom(room);
        await askingRelay.midst();
      },
      closeSegment: async (room) => {
        const seq = await relay.closeSegment(room);
        await askingRelay.midst();
        return seq;
      },
    },
    Date.now,
  );
  const real = createAuth({ database, secret: 'x'.repeat(43), secureCookies: false });
  /** A test may do something in the midst of what is asked of it. */
  const auth: Auth = { ...real };
  const pastDevices = new PastDevices({ ...directory, relay, log: silentLog });
  const tokens = new Tokens(auth, await auth.keys());
  const accounts = new Accounts(
    { ...directory, auth, tokens, relay, pastDevices },
    { signUp: 'open', signUpsPerHour: 0 },
  );
  const deletion = new AccountDeletion({ ...directory, relay, log: silentLog, schedule: clock.schedule });
  onTestFinished(async () => {
    journal().release();
    await deletion.close();
    await pastDevices.close();
    await relay.close();
    await database.destroy();
  });
  const signsUp = (username: string) =>
    accounts.signUp(
      { name: username, username, email: `${username}@example.org`, password: PASSWORD, device: PHONE },
      ADDRESS,
    );
  const [alice, bob] = [(await signsUp('alice')).session, (await signsUp('bob')).session];
  await relay.userDocumentIndex(alice.user);
  /** From now on nobody gets to the directory; who asks gets there in the order of asking. */
  const holdDirectory = (): Promise<() => void> =>
    new Promise((held) => {
      void database.transaction().execute(() => new Promise<void>((release) => held(release)));
    });
  const isOnDisk = (text: string): boolean =>
    store.keys({ from: ' ', to: '\x7f' }).some((key) => Buffer.from(store.get(key) ?? []).includes(text));
  return {
    relay,
    clock,
    journal,
    database,
    directory,
    auth,
    real,
    accounts,
    deletion,
    alice,
    bob,
    holdDirectory,
    askingRelay,
    isOnDisk,
  };
};

const refused = (reason: string) => ({ status: 'rejected', reason: { reason } });

describe('an account that is deleted at the same time', () => {
  const handing = (device: string) => ({
    device,
    returned: [
      {
        id: newMessageId() as string,
        room: 'somewhere',
        text: 'about rutabaga',
        reason: 'sender-signed-out' as const,
        sentAt: 1,
      },
    ],
  });

  test.each(['before it is asked about', 'while the journal is asked'] as const)(
    'takes nothing that a device hands in: deleted %s',
    async (when) => {
      const { relay, directory, accounts, deletion, alice, isOnDisk } = await begin();
      await accounts.endDevice(alice);
      const isEarly = when === 'before it is asked about';
      if (isEarly) await deletion.delete(alice.user);
      const slow = {
        ...relay,
        stamped: async (room: RoomId, ids: readonly MessageId[]) => {
          if (!isEarly) await deletion.delete(alice.user);
          return await relay.stamped(room, ids);
        },
      };
      const parts = { ...directory, relay: slow, now: Date.now };
      await expect(handIn(parts, alice, handing(alice.device))).rejects.toMatchObject({
        reason: 'account-deleted',
      });
      expect(isOnDisk('rutabaga')).toBe(false);
    },
  );

  test('keeps nothing of what was handed in just before, in the same step', async () => {
    const { relay, journal, directory, accounts, deletion, alice, isOnDisk } = await begin();
    await accounts.endDevice(alice);
    journal().hold();
    const handedIn = handIn({ ...directory, relay, now: Date.now }, alice, handing(alice.device));
    await journal().untilHeld(1);
    const deleted = deletion.delete(alice.user);
    while (!(await directory.deletions.isDeleted(alice.user)));
    journal().release();
    await Promise.all([handedIn, deleted]);
    expect(isOnDisk('rutabaga')).toBe(false);
  });

  test.each(['first', 'last'] as const)('leaves no invite, asked for %s', async (order) => {
    const { database, directory, alice, holdDirectory } = await begin();
    const release = await holdDirectory();
    const invites = (): Promise<unknown> => directory.invites.create(alice.user);
    const deletes = (): Promise<unknown> => directory.deletions.begin(alice.user);
    const both = order === 'first' ? [invites(), deletes()] : [deletes(), invites()];
    release();
    const settled = await Promise.allSettled(both);
    if (order === 'last') expect(settled[1]).toMatchObject(refused('account-deleted'));
    expect(await database.selectFrom('invites').selectAll().execute()).toEqual([]);
  });

  test.each(['before its session is made', 'before its device is known'] as const)(
    'lets no device in: deleted %s',
    async (when) => {
      const { database, auth, real, accounts, deletion, alice } = await begin();
      if (when === 'before its session is made')
        auth.begin = async (user) => {
          await deletion.delete(user);
          return await real.begin(user);
        };
      else
        auth.begin = async (user) => {
          const cookies = await real.begin(user);
          await deletion.delete(user);
          return cookies;
        };
      auth.signIn = async () => await auth.begin(alice.user);
      const signsIn = accounts.signIn({ identifier: 'alice', password: PASSWORD, device: PHONE }, ADDRESS);
      await expect(signsIn).rejects.toMatchObject({ reason: 'account-deleted' });
      const linked = { ...PHONE, user: alice.user, by: alice.device, browser: '', address: ADDRESS };
      await expect(accounts.letIn(linked)).rejects.toMatchObject({ reason: 'link-denied' });
      const devices = await database
        .selectFrom('devices')
        .selectAll()
        .where('user', '=', alice.user)
        .execute();
      expect(devices.map(({ id, name }) => [id, name])).toEqual([[alice.device, '']]);
      const sessions = database.selectFrom('session').select('id').where('userId', '=', alice.user);
      expect(await sessions.execute()).toEqual([{ id: alice.device }]);
    },
  );

  test('gives its devices no names', async () => {
    const { directory, deletion, alice } = await begin();
    await deletion.delete(alice.user);
    await directory.devices.change(alice.device, { name: 'a secret name' });
    expect((await directory.devices.device(alice.device))?.name).toBe('');
  });

  test.each([
    [
      'added to a group',
      async ({ directory, alice, bob, room }: Meeting) =>
        directory.membership.add(room, bob.user, alice.user),
    ],
    [
      'in a new group',
      async ({ directory, alice, bob }: Meeting) =>
        directory.conversations.create(bob.user, { kind: 'group', title: 'New', members: [alice.user] }),
    ],
    [
      'talked to',
      async ({ directory, alice, bob }: Meeting) => directory.conversations.direct(bob.user, alice.user),
    ],
  ] as const)('is not %s', async (_, meets) => {
    const house = await begin();
    const { directory, deletion, alice, bob, askingRelay } = house;
    const title = 'Choir';
    const { id } = await directory.conversations.create(bob.user, { kind: 'group', title, members: [] });
    askingRelay.midst = () => deletion.delete(alice.user);
    await expect(meets({ ...house, room: id as RoomId })).rejects.toMatchObject({ reason: 'person-unknown' });
    expect(await directory.rooms.of(alice.user)).toEqual([]);
  });
});

test('a deletion that was cut off is gone on with after DELETION_RETRY_MS', async () => {
  const { relay, clock, journal, directory, deletion, alice, isOnDisk } = await begin();
  await relay.writeUser(alice.user, ({ drafts }) =>
    drafts.set('somewhere' as RoomId, { text: 'about rutabaga', at: 1 }),
  );
  const ended = journal();
  ended.crash();
  await deletion.delete(alice.user);
  // Whoever comes next opens it again.
  while (journal() === ended) await relay.createRoom('another' as RoomId).catch(() => undefined);
  clock.advance(DELETION_RETRY_MS - 1);
  await relay.createRoom('yetanother' as RoomId);
  expect(await directory.deletions.unfinished()).toEqual([alice.user]);
  expect(isOnDisk('rutabaga')).toBe(true);
  clock.advance(1);
  while ((await directory.deletions.unfinished()).length > 0);
  expect(isOnDisk('rutabaga')).toBe(false);
});

type Meeting = Awaited<ReturnType<typeof begin>> & { readonly room: RoomId };
