import { useCallback, useState } from 'react';
import { notes } from '../components/Notes.tsx';
import { useMe } from '../contexts.ts';
import { sentenceOf } from '../words/failure.ts';

/** Signs out at once, or first says what would be lost. */
export const useSignOut = () => {
  const me = useMe();
  const [unsent, setUnsent] = useState(0);
  const stay = useCallback(() => setUnsent(0), []);
  const leave = useCallback(() => {
    const count = me.unsentCount();
    if (count > 0) return setUnsent(count);
    me.signOut().catch((error: unknown) => void notes.add({ description: sentenceOf(error) }));
  }, [me]);
  return { leave, stay, unsent };
};
