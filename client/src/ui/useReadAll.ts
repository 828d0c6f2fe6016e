import { useCallback } from 'react';
import { notes } from './components/Notes.tsx';
import { useMe } from './contexts.ts';

/** Reads everything, and says so when this device cannot keep that. */
export const useReadAll = (): (() => void) => {
  const me = useMe();
  return useCallback(() => {
    if (!me.conversations.get().hasUnread) return;
    me.markAllRead().then(
      () => notes.add({ description: 'Everything is marked as read.', timeout: 2_000 }),
      () => notes.add({ description: 'This device has no room left to remember all of that.' }),
    );
  }, [me]);
};
