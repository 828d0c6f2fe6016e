import type { RoomId } from '@skein/shared/ids';
import { expect, it } from 'vitest';
import { HandRelay } from '../../test/handRelay.ts';
import { createBrowser, until } from '../../test/stage.ts';
import { Drafts } from './drafts.ts';

const room = 'tea' as RoomId;

it('an emptied composer is empty on every device at once, what stands in one when its person leaves', async () => {
  const laptop = createBrowser(new HandRelay());
  const alice = await laptop.openTab('alice', 'laptop');
  const { userDocuments } = alice;
  const written = (): string | undefined => userDocuments.current.get()?.drafts.get(room)?.text;
  await until(userDocuments, () => userDocuments.current.get() !== undefined);
  const drafts = new Drafts(alice);

  drafts.set(room, { text: 'half a' });
  drafts.set(room, { text: 'half a thought' });
  expect(drafts.text(room)).toBe('half a thought');
  laptop.leave();
  await until(userDocuments, () => written() === 'half a thought');

  drafts.set(room, { text: '' });
  expect(written()).toBeUndefined();
  drafts.close();
  await alice.close();
});
