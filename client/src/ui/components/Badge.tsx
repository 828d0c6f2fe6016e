import { badgeCount } from '../words/people.ts';
import styles from './Badge.module.css';

/** How many are unread. */
export const Badge = ({ count }: { readonly count: number }) => (
  <span className={styles['badge']}>
    <span aria-hidden>{badgeCount(count)}</span>
    <span className="spoken">{count} unread</span>
  </span>
);

/** Somebody wrote this person's name. */
export const MentionBadge = () => (
  <span className={styles['badge']}>
    <span aria-hidden>@</span>
    <span className="spoken">mentions you</span>
  </span>
);

/** The person marked it unread: something to come back to, without a count. */
export const UnreadDot = () => (
  <span className={styles['dot']}>
    <span className="spoken">marked unread</span>
  </span>
);
