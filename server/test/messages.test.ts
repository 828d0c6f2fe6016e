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
