import { userDocumentName } from '@skein/shared/documents';
import type { MessageId, UserId } from '@skein/shared/ids';
import { userDocumentOf } from '@skein/shared/userDocument';
import { afterEach, expect, it } from 'vitest';
import { closeApps, fillDisk, opened, room, setUp, shows, signedIn } from '../../test/appStage.ts';
import { until } from '../../test/stage.ts';

afterEach(closeApps);

const id = 'came-back' as MessageId;

/** Alice looks at a conversation in which a message of hers came back. */
const returnedToAlice = async () => {
  const { relay, browser } = setUp();
  const { returned } = userDocumentOf(relay.document(userDocumentName('alice' as UserId, 0)).doc);
  returned.set(id, { room, text: 'tea?', reason: 'sender-signed-out', sentAt: 1, returnedAt: 2 });
  const hers = await opened(await signedIn(browser().openTab(), 'alice'));
  await until(hers.view, () => hers.view.get().returned.length === 1);
  const shown: string[] = [];
  hers.view.subscribe(() => {
    const { returned: mail, messages } = hers.view.get();
    shown.push([...mail, ...messages].map(({ text }) => text).join());
  });
  return { hers, shown: () => new Set(shown), relayHasMail: () => returned.has(id) };
};

it('what is sent again is sent once, and shown once at every moment', async () => {
  const { hers, shown, relayHasMail } = await returnedToAlice();
  // Twice, as somebody in a hurry does.
  await Promise.all([hers.retryReturned(id), hers.retryReturned(id)]);
  await shows(hers, ([again]) => again?.delivery === 'sent');
  await until(hers.view, () => hers.view.get().returned.length === 0);
  expect(shown()).toEqual(new Set(['tea?']));
  expect(relayHasMail()).toBe(false);
});

it('what cannot be sent again stays in the mail, and can be sent when it can', async () => {
  const { hers, shown, relayHasMail } = await returnedToAlice();
  const freeDisk = fillDisk('updates');
  await expect(hers.retryReturned(id)).rejects.toThrow();
  freeDisk();
  expect(hers.view.get()).toMatchObject({ returned: [{ id }], messages: [] });
  expect(relayHasMail()).toBe(true);
  await hers.retryReturned(id);
  await shows(hers, ([again]) => again?.delivery === 'sent');
  expect(shown()).toEqual(new Set(['tea?']));
});
