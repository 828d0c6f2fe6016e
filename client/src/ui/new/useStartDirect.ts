import { useCallback } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { parseUserId } from '@skein/shared/ids';
import { useMe, useRouter } from '../contexts.ts';
import { useTask } from '../useTask.ts';

/** Opens the conversation with a person, making it where there is none. */
export const useStartDirect = () => {
  const me = useMe();
  const router = useRouter();
  const task = useTask();
  const start = (person: Person): Promise<boolean> =>
    task.run(async () => {
      const user = parseUserId(person.id);
      if (!user) throw new Error(`the relay gave a person without an id`);
      // One that is here already opens without the relay.
      const known = me.conversations.get().items.find(({ peer }) => peer?.id === user);
      router.navigate({ name: 'conversation', room: known?.id ?? (await me.startDirect(user)) });
    });
  const noteOf = useCallback(
    (person: Person) => (person.id === me.user.id ? 'this is you' : undefined),
    [me],
  );
  return { start, noteOf, running: task.running, failure: task.failure };
};
