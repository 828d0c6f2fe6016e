import { talk } from '../load/talk.ts';
import { rounded } from '../load/statistics.ts';
import type { Workload } from './workload.ts';

const MESSAGES = 100_000;
const WINDOW = 100;

/** One device sends very much, and only itself gets it back. */
export const oneSender: Workload = {
  title: `${MESSAGES.toLocaleString('en')} messages from one device`,
  run: async (system) => {
    const [room = ''] = await system.makeRooms(1, 1);
    const seat = await system.sit(room, 0);
    await talk([seat], { speakers: 1, window: WINDOW, until: { messages: 2_000 } });
    const before = await system.child().cpuSeconds();
    const { seconds } = await talk([seat], { speakers: 1, window: WINDOW, until: { messages: MESSAGES } });
    const cpu = (await system.child().cpuSeconds()) - before;
    await seat.leave();
    return {
      messages: MESSAGES,
      messagesPerSecond: rounded(MESSAGES / seconds),
      cpuMicrosecondsPerMessage: rounded((cpu / MESSAGES) * 1_000_000),
    };
  },
};
