import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** What will be here. */
  readonly children: ReactNode;
  /** The first step. */
  readonly action?: ReactNode;
  readonly picture?: ReactNode;
  /** 1 where it is all that the page shows. */
  readonly level?: 1 | 2;
}

export const EmptyState = ({ title, children, action, picture, level = 2 }: EmptyStateProps) => {
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <div className={styles['empty']}>
      {picture}
      <Heading className={styles['title']}>{title}</Heading>
      <p className={styles['text']}>{children}</p>
      {action !== undefined && <div className={styles['action']}>{action}</div>}
    </div>
  );
};
