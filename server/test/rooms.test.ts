import type { Room } from '@skein/shared/api/schemas';
import { ROOM_MEMBERS, ROOMS_MADE_PER_HOUR } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

const names = ({ members }: Room): string[] => members.map(({ username, role }) => `${username} ${role}`);

describe('starting conversations', () => {
  it('has a rate for each person, that a configuration without limits lifts', async () => {
    const { person, passes } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    for (let count = 0; count < ROOMS_MADE_PER_HOUR; count++) await alice.talksTo(bob);
    await expect(alice.talksTo(bob)).rejects.toThrow('too-fast');
    await expect(alice.startsGroup('One more')).rejects.toThrow('too-fast');
    await bob.talksTo(alice);
    passes(60 * 60 * 1000);
    await alice.startsGroup('One more');

    const unlimited = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const [carol, dave] = [await unlimited.person('carol'), await unlimited.person('dave')];
    for (let count = 0; count <= ROOMS_MADE_PER_HOUR; count++) await carol.talksTo(dave);
  });
});

describe('a direct conversation', () => {
  it('is one and the same, whoever of the two asks, and at once', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const rooms = await Promise.all([alice.talksTo(bob), bob.talksTo(alice), alice.talksTo(bob)]);
    expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
    expect(rooms[0]).toMatchObject({ kind: 'direct', title: '', head: 0, lastSeq: 0 });
    expect(names(rooms[0])).toHaveLength(2);
    expect((await bob.talksTo(alice)).id).toBe(rooms[0].id);
    expect((await alice.get<{ rooms: Room[] }>('/api/rooms')).rooms).toHaveLength(1);
  });

  it('needs somebody else who exists', async () => {
    const { person, visitor } = await stage();
    const alice = await person('alice');
    await expect(alice.talksTo(alice)).rejects.toThrow('request-invalid');
    await expect(alice.post('/api/rooms', { kind: 'direct', with: 'nobody' })).rejects.toThrow(
      'person-unknown',
    );
    await expect(visitor().post('/api/rooms', { kind: 'direct', with: alice.id })).rejects.toThrow(
      'token-missing',
    );
  });

  it('has no owner: nobody is added, removed or leaves', async () => {
    const { person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.talksTo(bob);
    expect(names(room).toSorted()).toEqual(['alice member', 'bob member']);
    await expect(alice.adds(carol, room)).rejects.toThrow('request-invalid');
    await expect(alice.removes(bob, room)).rejects.toThrow('request-invalid');
    await expect(alice.removes(alice, room)).rejects.toThrow('request-invalid');
  });
});

describe('a group', () => {
  it('begins with its owner and those who were named', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.startsGroup(' Climbing ', [bob, bob, alice]);
    expect(room).toMatchObject({ kind: 'group', title: 'Climbing', head: 0, lastSeq: 0 });
    expect(names(room)).toEqual(['alice owner', 'bob member']);
    expect(await bob.room(room)).toEqual(room);
  });

  it('is nothing to strangers', async () => {
    const { person } = await stage();
    const [alice, eve] = [await person('alice'), await person('eve')];
    const room = await alice.startsGroup('Climbing');
    await expect(eve.room(room)).rejects.toThrow('room-forbidden');
    await expect(eve.says('hello', room)).rejects.toThrow('room-forbidden');
    await expect(eve.reads(room)).rejects.toThrow('room-forbidden');
    await expect(eve.adds(eve, room)).rejects.toThrow('room-forbidden');
    await expect(eve.room({ id: 'no-such-room' })).rejects.toThrow('document-unknown');
    expect((await eve.get<{ rooms: Room[] }>('/api/rooms')).rooms).toEqual([]);
  });

  it('is the owner’s to change', async () => {
    const { person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.startsGroup('Climbing', [bob]);
    await expect(bob.adds(carol, room)).rejects.toThrow('owner-only');
    await expect(bob.removes(alice, room)).rejects.toThrow('owner-only');
    const rename = { title: 'Hiking' };
    await expect(bob.ask('PATCH', `/api/rooms/${room.id}`, rename)).rejects.toThrow('owner-only');
    expect(await alice.ask('PATCH', `/api/rooms/${room.id}`, rename)).toMatchObject(rename);
    await expect(alice.removes(carol, room)).rejects.toThrow('person-unknown');
  });

  it('goes to the longest member when its owner leaves', async () => {
    const { person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.startsGroup('Climbing', [bob, carol]);
    await alice.removes(alice, room);
    expect(names(await bob.room(room))).toEqual(['bob owner', 'carol member']);
    await expect(alice.room(room)).rejects.toThrow('removed-from-room');
    await bob.removes(bob, room);
    await carol.removes(carol, room);
    await expect(carol.room(room)).rejects.toThrow('removed-from-room');
  });

  it('shows who joins nothing from before, and who comes back only what they were there for', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.startsGroup('Climbing');
    await alice.says('before', room);
    expect(names(await alice.adds(bob, room))).toEqual(['alice owner', 'bob member']);
    await bob.says('hello', room);
    expect(await bob.reads(room)).toEqual(['hello']);
    await alice.removes(bob, room);
    await alice.says('while he is away', room);
    await expect(bob.reads(room)).rejects.toThrow('removed-from-room');
    await expect(bob.says('let me in', room)).rejects.toThrow('removed-from-room');
    await alice.adds(bob, room);
    await alice.says('welcome back', room);
    expect(await bob.reads(room)).toEqual(['hello', 'welcome back']);
    expect(await alice.reads(room)).toEqual(['before', 'hello', 'while he is away', 'welcome back']);
  });

  it('shows who joins everything when it was started so', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.startsGroup('Climbing', [], { history: 'all' } as object);
    await alice.says('before', room);
    await alice.adds(bob, room);
    expect(await bob.reads(room)).toEqual(['before']);
    expect((await alice.adds(bob, room)).head).toBe(0);
  });

  it('has a bound', async () => {
    const { person } = await stage();
    const alice = await person('alice');
    const members = Array.from({ length: ROOM_MEMBERS }, (_, index) => `person${index}`);
    await expect(alice.post('/api/rooms', { kind: 'group', title: 'All', members })).rejects.toThrow(
      'request-invalid',
    );
    await expect(
      alice.post('/api/rooms', { kind: 'group', title: 'Ghosts', members: ['nobody'] }),
    ).rejects.toThrow('person-unknown');
  });
});
