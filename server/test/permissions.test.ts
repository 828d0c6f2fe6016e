import { describe, expect, it } from 'vitest';
import { stage } from './stage.ts';

describe('a member who is removed while a message is on its way', () => {
  it('may read, when back, whatever was stamped of it: nothing was after the removal', async () => {
    const { person } = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.startsGroup('Climbing', [bob]);
    const stamped: string[] = [];
    let removedFirst = 0;
    for (let round = 0; round < 30; round++) {
      const said = Array.from({ length: 3 }, (_, index) => {
        const text = `${round} ${index}`;
        return bob.says(text, room).then(
          () => stamped.push(text),
          (error: Error) => {
            expect(error.message).toBe('removed-from-room');
            removedFirst += 1;
          },
        );
      });
      // Sometimes before, sometimes after the requests have been looked at.
      for (let turn = 0; turn < round % 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      await alice.removes(bob, room);
      await Promise.all(said);
      await alice.adds(bob, room);
    }
    const own = (await bob.reads(room)).filter((text) => stamped.includes(text));
    expect(own.toSorted()).toEqual(stamped.toSorted());
    expect(await alice.reads(room)).toHaveLength(stamped.length);
    expect(removedFirst).toBeGreaterThan(0);
    expect(stamped.length).toBeGreaterThan(0);
  });
});
