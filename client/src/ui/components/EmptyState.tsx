import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** What will be here. */
  readonly children: ReactNode;
  /** The first step. */
  readonly action?: ReactNode;
  readonly picture?: ReactNode;
}

export const EmptyState = ({ title, children, action, picture }: EmptyStateProps) => (
  <div className={styles['empty']}>
    {picture}
    <h2 className={styles['title']}>{title}</h2>
    <p className={styles['text']}>{children}</p>
    {action !== undefined && <div className={styles['action']}>{action}</div>}
  </div>
);
