import styles from './NobodyThere.module.css';

/** Stands in for the composer where the other person has deleted their account. */
export const NobodyThere = () => (
  <p className={styles['nobody']}>This account was deleted. What was written here stays with you.</p>
);
