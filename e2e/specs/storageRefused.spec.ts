import { diskForgets, diskRefuses, opensKeepingData, opensKeepingNothing } from '../fixtures/profile.ts';
import { expect, test } from '../fixtures/stage.ts';

test('a browser that is told to keep nothing says what to do, and works as soon as it may', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const stranger = await cast.opensABrowser('/', { keepsItsData: true });
  await stranger.closesTheBrowser();
  await opensKeepingNothing(stranger);
  await expect(stranger.page.getByRole('heading', { name: 'This browser keeps nothing' })).toBeVisible();
  await expect(stranger.page.getByText('Allow cookies and data of')).toBeVisible();

  await stranger.closesTheBrowser();
  await opensKeepingData(stranger);
  await stranger.signsInByHand(alice.person);
  await expect(stranger.newConversation).toBeVisible();
});

test('a new device with no room at all says so, whoever signs in, and goes on when there is some', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsDirectWith(alice);
  await bob.writes('hello Alice');
  const full = await cast.opensABrowser();
  await full.hasSpaceFor(1);
  await full.signsInByHand(alice.person);
  const noRoom = full.page.getByRole('heading', { name: 'There is no room left here' });
  await expect(noRoom).toBeVisible();
  await full.reloads();
  await expect(noRoom).toBeVisible();

  await full.hasSpaceFor(undefined);
  await full.button('Try again').click();
  await full.opens('Bob');
  await full.sees('hello Alice');
  await full.writes('hello Bob');
  await bob.sees('hello Bob');
  await full.opensDevices();
  // Trying in vain made no device of its own each time.
  await expect(full.dialog.getByRole('listitem')).toHaveCount(2);
});

test('storage that does not open is left alone, and said to be out of reach', async ({ cast }) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('while all was well');
  await alice.seesDelivery('while all was well', 'sent');
  await alice.hasTheAppInstalled();
  await alice.goesOffline();
  await alice.writes('not sent yet');
  await alice.closesTheBrowser();
  const mend = await diskRefuses(alice.profile);
  await alice.opensTheBrowser();
  const outOfReach = alice.page.getByRole('heading', { name: 'Skein cannot open what it keeps here' });
  await expect(outOfReach).toBeVisible();
  await alice.closesTheBrowser();
  await mend();
  await alice.comesBack();
  await alice.opensTheBrowser();
  await alice.opens('Bob');
  await alice.seesInOrder('while all was well', 'not sent yet');
  await alice.seesDelivery('not sent yet', 'sent');
});

test('a device whose databases are damaged is made whole by the relay, and sends what it had not sent', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('while all was well', 'said in haste');
  await alice.seesDelivery('said in haste', 'sent');
  await alice.goesOffline();
  await alice.writes('not sent yet');
  await alice.chooses('Edit', 'while all was well');
  await alice.composer.fill('while all was very well');
  await alice.page.keyboard.press('Enter');
  await alice.sees('while all was very well');
  await alice.retracts('said in haste');
  await alice.reacts('👍', 'while all was very well');
  await alice.composer.fill('half a thought');
  for (const text of ['not sent yet', 'very well', 'half a thought'])
    await expect.poll(() => alice.keepsBesideItsDatabases()).toContain(text);
  await alice.closesTheBrowser();
  await diskForgets(alice.profile);

  await alice.comesBack();
  await alice.opensTheBrowser();
  await alice.opens('Bob');
  await alice.seesDelivery('not sent yet', 'sent');
  await expect(alice.composer).toHaveValue('half a thought');
  await alice.writes('and it goes on');
  await bob.opens('Alice');
  await bob.seesInOrder('while all was very well', 'not sent yet', 'and it goes on');
  await bob.doesNotSee('said in haste');
  await expect(bob.reaction('👍', 'while all was very well')).toBeVisible();
  await alice.seesDelivery('and it goes on', 'read');
  await expect.poll(() => alice.keepsBesideItsDatabases()).not.toContain('not sent yet');
  await alice.opensDevices();
  await expect(alice.dialog.getByRole('listitem')).toHaveCount(1);
});

test('databases that vanish under an open page are made anew of what is open, with no network and nothing lost', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await alice.startsDirectWith(bob);
  await alice.writes('while all was well');
  await alice.seesDelivery('while all was well', 'sent');
  await alice.hasTheAppInstalled();
  await alice.goesOffline();
  await alice.writes('not sent yet');
  await alice.losesItsDatabases();
  await expect.poll(() => alice.keeps(room, 'not sent yet')).toBe(true);
  await alice.writes('as if nothing had happened');

  await alice.page.close();
  await alice.opensTheApp();
  await alice.opens('Bob');
  await alice.seesInOrder('while all was well', 'not sent yet', 'as if nothing had happened');
  await alice.comesBack();
  await alice.seesDelivery('as if nothing had happened', 'sent');
  await bob.opens('Alice');
  await bob.seesInOrder('while all was well', 'not sent yet', 'as if nothing had happened');
});

test('what a broken disk does not keep stays in the composer, and goes when it is sent once more', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.page.evaluate(() => {
    const descriptor = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put');
    Object.defineProperty(IDBObjectStore.prototype, 'put', {
      configurable: true,
      value: () => {
        throw new DOMException('the disk is broken', 'UnknownError');
      },
    });
    addEventListener('mended', () =>
      Object.defineProperty(IDBObjectStore.prototype, 'put', descriptor ?? {}),
    );
  });
  await alice.composer.fill('Earl Grey?');
  await alice.button('Send').click();
  await expect(alice.page.getByText('this device could not keep it')).toBeVisible();
  await expect(alice.composer).toHaveValue('Earl Grey?');
  await expect(alice.message('Earl Grey?')).toHaveCount(0);

  await alice.page.evaluate(() => dispatchEvent(new Event('mended')));
  await alice.button('Send').click();
  await alice.seesDelivery('Earl Grey?', 'sent');
  await expect(alice.page.getByText('this device could not keep it')).toHaveCount(0);
  await bob.opens('Alice');
  await bob.sees('Earl Grey?');
});
