import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { MarkSymbol } from '../components/NameMark.tsx';
import styles from './Start.module.css';

/** The browser's storage did not open. Nothing is deleted here: the next try may find everything. */
export const Unreadable = ({ cause }: { readonly cause: string }) => (
  <main className={styles['unreadable']}>
    <EmptyState
      picture={<MarkSymbol size={48} />}
      title="Skein cannot open what it keeps here"
      action={<Button onClick={() => window.location.reload()}>Try again</Button>}
    >
      The browser gives no access to its storage. It may have no room left, or a newer version of Skein may be
      open in another tab. Nothing was deleted. ({cause})
    </EmptyState>
  </main>
);
