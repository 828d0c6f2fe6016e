import { expect, test } from '../fixtures/stage.ts';

test('everything by keyboard: find, talk, answer, react, leave the dialog', async ({ cast }) => {
  const alice = await cast.signsUp('Alice');
  const bob = await cast.signsUp('Bob');
  const { keyboard } = alice.page;

  await alice.tabsTo(alice.newConversation);
  await keyboard.press('Enter');
  const search = alice.page.getByRole('textbox', { name: 'Find people' });
  await alice.tabsTo(search);
  await keyboard.type(bob.person.username);
  await expect(alice.found(bob.person)).toBeVisible();
  await alice.tabsTo(alice.found(bob.person));
  await keyboard.press('Enter');
  await alice.tabsTo(alice.composer);
  await keyboard.type('typed, not clicked');
  await keyboard.press('Shift+Enter');
  await keyboard.type('on two lines');
  await keyboard.press('Enter');
  await expect(alice.composer).toHaveValue('');
  await bob.seesUnread('Alice', 1);
  await bob.opens('Alice');
  await expect(bob.messages).toContainText(['typed, not clicked']);

  await keyboard.press('ArrowUp');
  await expect(alice.composer).toHaveValue('typed, not clicked\non two lines');
  await keyboard.press('Escape');
  await expect(alice.composer).toHaveValue('');

  await alice.tabsTo(alice.newConversation);
  await keyboard.press('Enter');
  await expect(alice.page.getByRole('dialog')).toBeVisible();
  await keyboard.press('Escape');
  await expect(alice.page.getByRole('dialog')).toHaveCount(0);
  await expect(alice.newConversation).toBeFocused();
});
