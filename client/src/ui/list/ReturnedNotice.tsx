import { Undo2 } from 'lucide-react';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { counted } from '../words/people.ts';
import styles from './ReturnedNotice.module.css';

/** What came back waits above the list until it is dealt with. */
export const ReturnedNotice = ({ onOpen }: { readonly onOpen: () => void }) => {
  const returned = useLive(useMe().returned);
  if (returned.length === 0) return null;
  return (
    <button type="button" className={styles['notice']} onClick={onOpen}>
      <Undo2 aria-hidden />
      {counted(returned.length, 'message')} came back
    </button>
  );
};
