import type { ReactNode } from 'react';
import type { StorageFailure } from '../../app/model.ts';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { MarkSymbol } from '../components/NameMark.tsx';
import styles from './Start.module.css';

interface Advice {
  readonly title: string;
  readonly text: ReactNode;
}

const adviceOn = (why: StorageFailure): Advice => {
  switch (why) {
    case 'full':
      return {
        title: 'There is no room left here',
        text: 'Skein keeps your conversations on this device, and this browser has no room for them. Free up some space on the device, then try again. Nothing was deleted.',
      };
    case 'refused':
      return {
        title: 'This browser keeps nothing',
        text: (
          <>
            Skein keeps your conversations on this device, and this browser is set to keep nothing of this
            page. Allow cookies and data of <strong>{window.location.host}</strong> in its settings, then try
            again, or open Skein in another browser. Nothing was deleted.
          </>
        ),
      };
    case 'newer':
      return {
        title: 'A newer Skein was here',
        text: 'What this browser keeps was written by a newer version of Skein. Close all of its tabs, then open it again to get that version. Nothing was deleted.',
      };
    case 'broken':
      return {
        title: 'Skein cannot open what it keeps here',
        text: (
          <>
            The browser gives no access to its storage. Close the browser and open it again, which often
            helps. If it does not, delete the data of <strong>{window.location.host}</strong> in its settings:
            what is sent is safe at the relay and comes back, what you had not sent does not. Skein deleted
            nothing.
          </>
        ),
      };
  }
};

interface UnreadableProps {
  readonly why: StorageFailure;
  readonly cause: string;
}

/** The browser's storage did not open, or takes nothing. Nothing is deleted here: the next try may find everything. */
export const Unreadable = ({ why, cause }: UnreadableProps) => {
  const { title, text } = adviceOn(why);
  return (
    <main className={styles['unreadable']}>
      <EmptyState
        picture={<MarkSymbol size={48} />}
        title={title}
        level={1}
        action={<Button onClick={() => window.location.reload()}>Try again</Button>}
      >
        {text}
        {why === 'broken' && <span className={styles['cause']}>{cause}</span>}
      </EmptyState>
    </main>
  );
};
