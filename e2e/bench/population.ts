import type { Api } from '../fixtures/api.ts';

const AT_ONCE = 8;

/** Does it for each, some at a time. */
export const forEachOf = async <Item>(
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<void>,
): Promise<void> => {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) await act(items[index] as Item, index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

/** Groups in which one person writes to another. @returns their rooms, the newest last */
export const makeConversations = async (
  writer: Api,
  reader: string,
  count: number,
  messagesEach: number,
): Promise<string[]> => {
  const rooms: string[] = [];
  await forEachOf(Array.from({ length: count }), async (_, index) => {
    const { id } = await writer.createRoom({ kind: 'group', title: `Circle ${index}`, members: [reader] });
    rooms.push(id);
  });
  await forEachOf(rooms, (room, index) => says(writer, room, index, messagesEach));
  return rooms;
};

export const says = async (writer: Api, room: string, topic: number, count: number): Promise<void> => {
  for (let each = 0; each < count; each++)
    await writer.writes(room, `About topic ${topic} there is a word ${each} to say, and some more after it.`);
};
