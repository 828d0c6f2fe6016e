import { expect } from '@playwright/test';
import { makeConversations } from '../../fixtures/population.ts';
import { isRight, watch } from '../watch.ts';
import type { Workload } from '../workload.ts';

const CONVERSATIONS = 1_000;
const MESSAGES_EACH = 3;
const RECENT = 20;

/** Somebody with a thousand conversations signs in on one more device. */
export const newDevice: Workload = {
  prepare: async (cast) => {
    const alice = await cast.signsUp('Alice');
    const bob = await cast.signsUp('Bob');
    const rooms = await makeConversations(bob.api, alice.person.id, CONVERSATIONS, MESSAGES_EACH);
    for (const [index, room] of rooms.slice(-RECENT).entries())
      await bob.api.writes(room, `the latest ${index};`);
    return async () => {
      const device = await alice.comesWithAnotherDevice();
      await watch(device.context, CONVERSATIONS * MESSAGES_EACH + RECENT);
      const before = Date.now();
      await device.opensTheApp();
      await expect
        .poll(() => rooms.slice(-RECENT).every((_, index) => device.frames.contain(`the latest ${index};`)), {
          intervals: [20],
          timeout: 60_000,
        })
        .toBe(true);
      const recent = Date.now() - before;
      const { listAt, rightAt } = await isRight(device.page);
      await device.leavesTheStage();
      return {
        conversations: CONVERSATIONS,
        listMs: Math.round(listAt),
        listRightMs: Math.round(rightAt),
        recentMessagesMs: recent,
      };
    };
  },
};
