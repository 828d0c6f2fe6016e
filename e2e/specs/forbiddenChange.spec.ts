import { newMessageId } from '@skein/shared/ids';
import { expect, test } from '../fixtures/stage.ts';
import { bringStockYjs } from '../fixtures/stock/inPage.ts';
import { writesAForgery } from '../fixtures/stock/tamper.ts';

const FORGERY = 'Bob never said this';

for (const network of ['online', 'offline'] as const) {
  test(`a script in one of two tabs forges a message while ${network}: both heal and lose nothing else`, async ({
    cast,
  }) => {
    const alice = await cast.signsUp('Alice');
    const bob = await cast.signsUp('Bob');
    const room = await alice.startsDirectWith(bob);
    await bob.opens('Alice');
    await alice.writes('an honest word');
    await bob.sees('an honest word');
    await bringStockYjs(alice.page);
    await alice.reloads();
    const other = await alice.opensAnotherTab();
    await other.sees('an honest word');
    await alice.sees('an honest word');
    const before = await alice.databases();

    if (network === 'offline') {
      await alice.goesOffline();
      await other.writes('written before the forgery');
      await alice.sees('written before the forgery');
    }
    await writesAForgery(alice.page, room, {
      id: newMessageId(),
      author: bob.person.id,
      device: 'a-device-of-bob',
      sentAt: Date.now(),
      kind: 'text',
      text: FORGERY,
    });
    await other.writes('written after the forgery');
    if (network === 'offline') await alice.comesBack();

    const honest = [
      'an honest word',
      ...(network === 'offline' ? ['written before the forgery'] : []),
      'written after the forgery',
      'and all goes on',
    ];
    await alice.writes('and all goes on');
    for (const screen of [alice, other]) for (const text of honest) await screen.seesDelivery(text, 'read');
    await bob.sees(...honest);
    expect(bob.frames.contain(FORGERY)).toBe(false);

    await expect.poll(() => alice.databases()).not.toEqual(before);
    await alice.reloads();
    await alice.sees(...honest);
    await expect.poll(() => alice.keeps(room, FORGERY)).toBe(false);
    const { messages } = await bob.api.messages(room);
    expect(messages.map(({ text }) => text).toSorted()).toEqual(honest.toSorted());
  });
}
