import { writesHistory } from '../fixtures/history.ts';
import { expect, test } from '../fixtures/stage.ts';

test('what was read is found with no network, also after a restart: by beginnings, by other forms, in any script', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice', { keepsItsData: true });
  const bob = await cast.signsUp('Bob');
  const room = await bob.startsDirectWith(alice);
  await bob.writes('who has the kettle', 'we run at six', '明天的会议取消了', 'Das Café ist zu');
  await alice.opens('Bob');
  await alice.sees('Das Café ist zu');
  await expect.poll(() => alice.keeps(room, 'Das Café ist zu')).toBe(true);
  await alice.hasTheAppInstalled();
  await alice.searches('kettle');
  await alice.finds('who has the kettle');

  await alice.goesOffline();
  await alice.closesTheBrowser();
  await alice.opensTheBrowser();
  await alice.searches('ket');
  await alice.finds('who has the kettle');
  await alice.isTold('on this device');
  await alice.searches('running');
  await alice.finds('we run at six');
  await alice.searches('会议');
  await alice.finds('明天的会议取消了');
  await alice.searches('cafe');
  await alice.finds('Das Café ist zu');
  await alice.searches('teapot');
  await alice.findsNothing();

  await alice.searches('six');
  await alice.foundMessage('we run at six').click();
  await alice.sees('we run at six');
  await alice.writes('said offline');
  await alice.searches('offline');
  await alice.finds('said offline');
});

test('what was edited is found by its last wording, what was retracted not at all, by anybody', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await alice.writes('the treasure is under the oak', 'the weather is fine');
  await alice.seesDelivery('the weather is fine', 'sent');
  await bob.searches('treasure');
  await bob.finds('the treasure is under the oak');

  await alice.chooses('Edit', 'the weather is fine');
  await alice.composer.fill('the weather is bad');
  await alice.page.keyboard.press('Enter');
  await alice.sees('the weather is bad');
  await alice.retracts('the treasure is under the oak');

  for (const person of [alice, bob]) {
    await person.searches('treasure');
    await person.findsNothing();
    await person.searches('weather');
    await person.finds('the weather is bad');
    await person.searches('fine');
    await person.findsNothing();
  }
  await bob.goesOffline();
  await bob.searches('treasure');
  await bob.findsNothing();
});

test('the relay finds what a device never had; it is marked, stands once, and is one step away', async ({
  cast,
}) => {
  test.slow();
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const room = await bob.startsDirectWith(alice);
  await bob.writes('the beginning of a long story');
  await bob.seesDelivery('the beginning of a long story', 'sent');
  await writesHistory(bob, room, 1_100);
  await bob.writes('the end of a long story');

  const borrowed = await cast.opensABrowser();
  const { username, password } = alice.person;
  await borrowed.api.signIn({ identifier: username, password, device: { name: 'Borrowed', kind: 'sub' } });
  await borrowed.goesHome();
  await borrowed.searches('story');
  await borrowed.finds('the end of a long story', 'the beginning of a long story');
  await expect(borrowed.foundMessage('the beginning')).toContainText('not on this device');
  await expect(borrowed.foundMessage('the end')).not.toContainText('not on this device');

  await borrowed.foundMessage('the beginning').click();
  await borrowed.sees('the beginning of a long story');
  await expect(borrowed.message('the beginning of a long story')).toBeInViewport();
  await expect(borrowed.message('number 1')).toBeInViewport();

  await borrowed.goesOffline();
  await borrowed.isTold('the relay is out of reach');
  await borrowed.searches('number 1100');
  await borrowed.finds('number 1100');
});

test('a search is narrowed by words or clicks, by person, conversation, day and link', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const carol = await cast.signsUp('Carol');
  const group = await alice.startsGroup('Climbing', bob, carol);
  const direct = await bob.startsDirectWith(alice);
  await bob.api.writes(group, 'rope from bob');
  await carol.api.writes(group, 'rope from carol, see https://rope.example');
  await bob.api.writes(direct, 'rope between us');
  await alice.goesHome();
  await alice.seesUnread('Bob', 1);

  await alice.searches('rope from:bo');
  await expect(alice.results.getByRole('option', { name: /^From Bob/ })).toBeVisible();
  await alice.page.keyboard.press('Enter');
  await expect(alice.searchField).toHaveValue('rope ');
  await alice.finds('rope between us', 'rope from bob');

  await alice.button('In').click();
  await alice.results.getByRole('option', { name: 'In Climbing' }).click();
  await alice.finds('rope from bob');
  await alice.button('Remove: From Bob').click();
  await alice.finds('rope from carol', 'rope from bob');
  await alice.button('Link').click();
  await alice.finds('rope from carol');
  await alice.button('Leave the search').click();

  await alice.searches('rope before:today ');
  await alice.findsNothing();
  await expect(alice.searchField).toHaveValue('rope ');
  await alice.searchField.fill('');
  await alice.page.keyboard.press('Backspace');
  await alice.button('Search filters').click();
  await alice.button('Date').click();
  await alice.button('Search there').click();
  await alice.finds('rope between us', 'rope from carol', 'rope from bob');

  await alice.button('Leave the search').click();
  await alice.opens('Climbing');
  await alice.button('Search in this conversation').click();
  await expect(alice.searchField).toBeFocused();
  await alice.page.keyboard.type('rope');
  await alice.finds('rope from carol', 'rope from bob');
});

test('by keyboard alone: to the field, along the results, into one, and back to where one was', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsGroup('Climbing', alice);
  await bob.writes('the first rope', 'the second rope');
  await alice.opens('Climbing');
  await alice.sees('the second rope');
  const { keyboard } = alice.page;
  await alice.composer.focus();

  await keyboard.press('Control+k');
  await expect(alice.searchField).toBeFocused();
  await keyboard.type('rope');
  await alice.finds('the second rope', 'the first rope');
  await keyboard.press('ArrowDown');
  const first = alice.foundMessage('the first rope');
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await expect(alice.searchField).toHaveAttribute(
    'aria-activedescendant',
    (await first.getAttribute('id')) ?? '',
  );
  await keyboard.press('Escape');
  await expect(alice.composer).toBeFocused();
  await alice.seesConversation('Climbing');

  // From what narrows the search too, and it is the search that is left.
  await keyboard.press('Control+k');
  await keyboard.type('rope');
  await alice.button('From').focus();
  await keyboard.press('Escape');
  await expect(alice.composer).toBeFocused();
  await alice.seesConversation('Climbing');

  await keyboard.press('Control+k');
  await keyboard.type('first');
  await alice.finds('the first rope');
  await keyboard.press('Enter');
  await expect(alice.page).toHaveURL(/\/c\/\w+\/\w+/);
  await expect(alice.message('the first rope')).toBeInViewport();

  await keyboard.press('Control+k');
  await alice.searchField.fill('climb');
  await expect(alice.results.getByRole('option', { name: 'Climbing' })).toBeVisible();
  await keyboard.press('Enter');
  await expect(alice.searchField).toHaveValue('');
  await alice.seesConversation('Climbing');
});

test('whoever left a conversation finds nothing of it, and whoever signs out leaves nothing to find', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await alice.startsDirectWith(bob);
  await bob.startsGroup('Climbing', alice);
  await bob.writes('the rope is under the stone');
  await alice.searches('rope');
  await alice.finds('the rope is under the stone');
  await bob.removesMember('Alice');
  await alice.findsNothing();

  expect(await alice.databases()).toContainEqual(expect.stringMatching(/\/search$/));
  await alice.button('Leave the search').click();
  await alice.signsOut();
  expect((await alice.databases()).filter((name) => name.includes(alice.person.id))).toEqual([]);
});

test('on a phone: from the list to a result, and back to the other ones', async ({ cast }) => {
  const alice = await cast.signsUp('Alice', { viewport: { width: 390, height: 844 }, hasTouch: true });
  const bob = await cast.signsUp('Bob');
  const room = await bob.startsGroup('Climbing', alice);
  await bob.api.writes(room, 'the first rope');
  await writesHistory(bob, room, 60);
  await bob.api.writes(room, 'the second rope');
  await alice.seesUnread('Climbing', 62);

  await alice.searchField.tap();
  await alice.page.keyboard.type('rope');
  await alice.finds('the second rope', 'the first rope');
  await alice.foundMessage('the first rope').tap();
  await expect(alice.message('the first rope')).toBeInViewport();
  await expect(alice.searchField).toBeHidden();
  await alice.button('Back').tap();
  await expect(alice.searchField).toHaveValue('rope');
  await alice.finds('the second rope', 'the first rope');
  await alice.foundMessage('the second rope').tap();
  await expect(alice.message('the second rope')).toBeInViewport();
  await alice.page.goBack();
  await expect(alice.searchField).toHaveValue('rope');
  await alice.button('Leave the search').tap();
  await expect(alice.searchField).toHaveValue('');

  // From within a conversation the field is one step away, and so is the way back.
  await alice.conversation('Climbing').tap();
  await alice.button('Search in this conversation').tap();
  await expect(alice.searchField).toBeFocused();
  await expect(alice.button('Remove: In Climbing')).toBeVisible();
  await alice.page.keyboard.type('number 7');
  await alice.finds('number 7');
  await alice.foundMessage('number 7').tap();
  await expect(alice.message('number 7')).toBeInViewport();
});

test('two tabs of one browser search at once and find the same, whatever happens meanwhile', async ({
  cast,
}) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  await bob.startsDirectWith(alice);
  await bob.writes('the first rope', 'the second rope');
  const other = await alice.opensAnotherTab('/');
  const tabs = [alice, other];
  await Promise.all(tabs.map((tab) => tab.searches('rope')));
  for (const tab of tabs) await tab.finds('the second rope', 'the first rope');

  await bob.writes('the third rope');
  for (const tab of tabs) await tab.finds('the third rope', 'the second rope', 'the first rope');
  await bob.retracts('the second rope');
  for (const tab of tabs) await tab.finds('the third rope', 'the first rope');

  // What one of them writes with no network is found in both.
  await alice.goesOffline();
  await other.foundMessage('the first rope').click();
  await other.writes('my own rope');
  for (const tab of tabs) await tab.finds('my own rope', 'the third rope', 'the first rope');
  await other.page.close();
  await alice.searches('own');
  await alice.finds('my own rope');
});
