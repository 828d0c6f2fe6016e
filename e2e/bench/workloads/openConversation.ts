import { expect } from '@playwright/test';
import { segmentName } from '@skein/shared/documents';
import type { RoomId } from '@skein/shared/ids';
import { writesHistory } from '../../fixtures/history.ts';
import { type Opened, openAsOneDocument, openAsSegment } from '../oneDocument.ts';
import { isQuiet } from '../watch.ts';
import type { Cast, Figures, Workload } from '../workload.ts';

const SMALL = 1_000;
const LARGE = 100_000;

const textOf = (number: number): string =>
  `This is number ${number} of what two people had to say to each other.`;

/** Somebody with one conversation of so many messages, and nobody but the relay at work. */
const listener = async (cast: Cast, count: number) => {
  const speaker = await cast.signsUp('Speaker');
  const reader = await cast.signsUp('Reader');
  const room = await speaker.startsDirectWith(reader);
  await reader.closesTheBrowser();
  await speaker.page.close();
  // Some at a time, in whatever order; the newest one is the last.
  await writesHistory(speaker, room, count - 1, textOf);
  await speaker.api.writes(room, textOf(count));
  const { head } = await speaker.api.room(room);
  await speaker.closesTheBrowser();

  const signsInAgain = async (): Promise<void> => {
    await reader.startsTheBrowser();
    const { username, password } = reader.person;
    await reader.api.signIn({ identifier: username, password, device: { name: 'Borrowed', kind: 'sub' } });
  };
  // A conversation opens where one stopped: all of it is read.
  await signsInAgain();
  await reader.opensTheApp(`/c/${room}`);
  await expect(reader.message(textOf(count)).or(reader.button('Jump to latest')).first()).toBeVisible({
    timeout: 60_000,
  });
  if (!(await reader.message(textOf(count)).isVisible())) await reader.button('Jump to latest').click();
  await expect(reader.message(textOf(count))).toBeVisible({ timeout: 60_000 });
  await expect(reader.page).not.toHaveTitle(/^\(/);
  await isQuiet(reader);
  await reader.closesTheBrowser();
  return {
    /** The app on a device that has nothing of it yet. */
    opens: async (): Promise<Opened> => {
      await signsInAgain();
      const before = reader.frames.bytes;
      await reader.opensTheApp(`/c/${room}`);
      await expect(reader.message(textOf(count))).toBeVisible({ timeout: 60_000 });
      const ms = await reader.page.evaluate(() => performance.now());
      const bytes = reader.frames.bytes - before;
      await reader.closesTheBrowser();
      return { ms, bytes };
    },
    /** Beside it, the open segment alone, and all as one document. */
    compares: async (): Promise<{ segment: Opened; one: Opened }> => {
      await signsInAgain();
      const { token } = await reader.api.token();
      const document = segmentName(room as RoomId, head);
      const at = { url: reader.url, document, token, newest: textOf(count) };
      const segment = await openAsSegment(await reader.context.newPage(), at);
      const one = await openAsOneDocument(await reader.context.newPage(), count, textOf);
      await reader.closesTheBrowser();
      return { segment, one };
    },
  };
};

/** From the first moment of the page to its newest message, with nothing on the device: what history lies before it is no cost. */
export const openConversation: Workload = {
  prepare: async (cast) => {
    const small = await listener(cast, SMALL);
    const large = await listener(cast, LARGE);
    return async (): Promise<Figures> => {
      const [of1k, of100k] = [await small.opens(), await large.opens()];
      const { segment, one } = await large.compares();
      return {
        openMs1k: Math.round(of1k.ms),
        openMs100k: Math.round(of100k.ms),
        openBytes1k: of1k.bytes,
        openBytes100k: of100k.bytes,
        segmentMs100k: Math.round(segment.ms),
        segmentBytes100k: segment.bytes,
        oneDocumentMs100k: Math.round(one.ms),
        oneDocumentBytes100k: one.bytes,
      };
    };
  },
};
