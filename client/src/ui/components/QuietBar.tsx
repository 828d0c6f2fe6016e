import type { ReactNode } from 'react';
import styles from './QuietBar.module.css';

/** One line above everything: what the state of things means for the person. */
export const QuietBar = ({ children }: { readonly children: ReactNode }) => (
  <div className={styles['slot']} role="status" data-open={children !== undefined || undefined}>
    <div className={styles['inner']}>
      {children !== undefined && <p className={styles['bar']}>{children}</p>}
    </div>
  </div>
);
