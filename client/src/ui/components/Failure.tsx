import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Failure.module.css';

/** Why something did not work, where the person is looking. */
export const Failure = ({ children }: { readonly children: ReactNode }) => (
  <p role="alert" className={styles['failure']}>
    <CircleAlert aria-hidden className={styles['icon']} />
    <span>{children}</span>
  </p>
);
