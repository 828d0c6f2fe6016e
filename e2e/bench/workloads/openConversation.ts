import { expect } from '@playwright/test';
import type { Device } from '../../fixtures/device.ts';
import { writesHistory } from '../../fixtures/history.ts';
import { openAsOneDocument } from '../oneDocument.ts';
import type { Cast, Figures, Workload } from '../workload.ts';

const SMALL = 1_000;
const LARGE = 100_000;

const textOf = (number: number): string =>
  `This is number ${number} of what two people had to say to each other.`;

/** Somebody with one conversation of so many messages. */
const listener = async (cast: Cast, speaker: Device, count: number) => {
  const reader = await cast.signsUp('Reader');
  const room = await speaker.startsDirectWith(reader);
  await speaker.goesHome();
  await writesHistory(speaker, room, count, textOf);
  await reader.closesTheBrowser();
  /** On a device that has nothing of it yet. */
  return async (): Promise<{ ms: number; bytes: number }> => {
    await reader.startsTheBrowser();
    const { username, password } = reader.person;
    await reader.api.signIn({ identifier: username, password, device: { name: 'Borrowed', kind: 'sub' } });
    const before = reader.frames.bytes;
    await reader.opensTheApp(`/c/${room}`);
    await expect(reader.message(textOf(count))).toBeVisible({ timeout: 60_000 });
    const ms = await reader.page.evaluate(() => performance.now());
    const bytes = reader.frames.bytes - before;
    await reader.closesTheBrowser();
    return { ms, bytes };
  };
};

/** From the first moment of the page to its newest message, with nothing on the device: what history lies before it is no cost. */
export const openConversation: Workload = {
  prepare: async (cast) => {
    const alice = await cast.signsUp('Alice');
    const small = await listener(cast, alice, SMALL);
    const large = await listener(cast, alice, LARGE);
    return async (): Promise<Figures> => {
      const [of1k, of100k] = [await small(), await large()];
      const [one1k, one100k] = [openAsOneDocument(SMALL, textOf), openAsOneDocument(LARGE, textOf)];
      return {
        openMs1k: Math.round(of1k.ms),
        openMs100k: Math.round(of100k.ms),
        openBytes1k: of1k.bytes,
        openBytes100k: of100k.bytes,
        oneDocumentMs1k: Math.round(one1k.ms),
        oneDocumentMs100k: Math.round(one100k.ms),
        oneDocumentBytes1k: one1k.bytes,
        oneDocumentBytes100k: one100k.bytes,
      };
    };
  },
};
