import { makeConversations } from '../../fixtures/population.ts';
import { heapBytes, isQuiet, isRight, watch } from '../watch.ts';
import type { Workload } from '../workload.ts';

const CONVERSATIONS = 1_000;
const MESSAGES_EACH = 3;

/** The app opens with no network and a thousand conversations. */
export const start: Workload = {
  prepare: async (cast) => {
    const alice = await cast.signsUp('Alice', { keepsItsData: true });
    const bob = await cast.signsUp('Bob');
    await makeConversations(bob.api, alice.person.id, CONVERSATIONS, MESSAGES_EACH);
    const unread = CONVERSATIONS * MESSAGES_EACH;
    await watch(alice.context, unread);
    await alice.goesHome();
    await alice.hasTheAppInstalled();
    await isRight(alice.page);
    await isQuiet(alice);
    return async () => {
      await alice.closesTheBrowser();
      await alice.goesOffline();
      await alice.startsTheBrowser();
      await watch(alice.context, unread);
      await alice.opensTheApp();
      const { listAt, rightAt } = await isRight(alice.page);
      const heap = await heapBytes(alice.page);
      await alice.comesBack();
      return {
        conversations: CONVERSATIONS,
        listMs: Math.round(listAt),
        listRightMs: Math.round(rightAt),
        heapMB: Math.round(heap / 2 ** 20),
      };
    };
  },
};
