import { forEachOf, makeConversations, says } from '../../fixtures/population.ts';
import { isQuiet, isRight, watch } from '../watch.ts';
import type { Workload } from '../workload.ts';

const ROOMS = 40;
const MESSAGES_EACH = 125;

/** A device comes back after a week in which much was said. */
export const catchUp: Workload = {
  prepare: async (cast) => {
    const alice = await cast.signsUp('Alice', { keepsItsData: true });
    const bob = await cast.signsUp('Bob');
    const rooms = await makeConversations(bob.api, alice.person.id, ROOMS, 1);
    let unread = ROOMS;
    await alice.hasTheAppInstalled();
    await isQuiet(alice);
    return async () => {
      await alice.closesTheBrowser();
      await forEachOf(rooms, (room, index) => says(bob.api, room, index, MESSAGES_EACH));
      unread += ROOMS * MESSAGES_EACH;
      await alice.startsTheBrowser();
      await watch(alice.context, unread);
      await alice.opensTheApp();
      const { listAt, rightAt } = await isRight(alice.page);
      await isQuiet(alice);
      const longTasks = await alice.page.evaluate(() => globalThis.watched.longTasks);
      return {
        messages: ROOMS * MESSAGES_EACH,
        listMs: Math.round(listAt),
        listRightMs: Math.round(rightAt),
        longTasks: longTasks.length,
        longestTaskMs: Math.round(Math.max(0, ...longTasks)),
      };
    };
  },
};
