import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

describe('messages over HTTP', () => {
  it('are stamped in one order and read by their place in it', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    expect(await alice.says('one', room)).toMatchObject({ seq: 1 });
    expect(await bob.says('two', room)).toMatchObject({ seq: 2 });
    await alice.says('three', room);
    expect(await bob.reads(room)).toEqual(['one', 'two', 'three']);
    expect(await bob.reads(room, '?before=3')).toEqual(['one', 'two']);
    expect(await bob.reads(room, '?before=3&limit=1')).toEqual(['two']);
    expect(await bob.reads(room, '?after=1&limit=1')).toEqual(['two']);
    expect(await alice.room(room)).toMatchObject({ lastSeq: 3 });
  });

  it('come once, however often they are sent', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const first = await alice.says('hello', room, 'the-same');
    await bob.says('hi', room);
    expect(await alice.says('hello', room, 'the-same')).toEqual(first);
    expect(await bob.reads(room)).toEqual(['hello', 'hi']);
  });

  it('come back when they hold a refused word', async () => {
    const { person } = await stage({ REFUSED_WORDS: 'rhubarb' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await expect(alice.says('Rhubarb!', room)).rejects.toThrow('word-refused');
    expect(await bob.reads(room)).toEqual([]);
  });

  it('are refused when they are not messages', async () => {
    const { person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await expect(alice.says('   ', room)).rejects.toThrow('request-invalid');
    await expect(alice.says('x'.repeat(8_001), room)).rejects.toThrow('request-invalid');
    await expect(alice.says('hello', room, 'no id!')).rejects.toThrow('request-invalid');
    await expect(alice.reads(room, '?limit=1000')).rejects.toThrow('request-invalid');
    await expect(alice.reads(room, '?before=soon')).rejects.toThrow('request-invalid');
  });

  it('come only so fast', async () => {
    const { person } = await stage({ MESSAGE_RATE: '1', MESSAGE_BURST: '2' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    await alice.says('one', room);
    await alice.says('two', room);
    await expect(alice.says('three', room)).rejects.toThrow('too-fast');
    await bob.says('four', room);
  });
});

describe('the place of a message', () => {
  it('is told to who may read it, by id, by seq or by time', async () => {
    const { person, passes } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.startsGroup('Tea', [bob]);
    const first = await alice.says('before Carol', room);
    passes(60_000);
    await alice.adds(carol, room);
    const second = await alice.says('after', room);
    const at = (who: typeof alice, query: string) => who.get(`/api/rooms/${room.id}/place?${query}`);
    const places = {
      first: { message: first.id, segment: 0, seq: 1, at: first.at },
      second: { message: second.id, segment: 1, seq: 2, at: second.at },
    };
    expect(await at(bob, `message=${first.id}`)).toEqual(places.first);
    expect(await at(bob, 'seq=1')).toEqual(places.first);
    expect(await at(bob, `at=${first.at + 1}`)).toEqual(places.second);
    expect(await at(carol, 'at=0')).toEqual(places.second);
    await expect(at(carol, `message=${first.id}`)).rejects.toThrow('not-found');
    await expect(at(bob, 'message=nobody')).rejects.toThrow('not-found');
    await expect(at(bob, '')).rejects.toThrow('request-invalid');
    await expect(at(bob, 'seq=1&at=1')).rejects.toThrow('request-invalid');
    await expect(at(await person('mallory'), 'seq=1')).rejects.toThrow('room-forbidden');
  });
});
