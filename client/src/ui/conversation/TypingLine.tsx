import type { Person } from '@skein/shared/api/schemas';
import { typingSentence } from '../words/people.ts';
import styles from './TypingLine.module.css';

/** Its place is always kept, so that nothing moves when somebody begins to type. */
export const TypingLine = ({ people }: { readonly people: readonly Person[] }) => (
  <div className={styles['slot']}>
    {people.length > 0 && (
      <p className={styles['line']}>
        {typingSentence(people.map(({ name }) => name))}
        <span aria-hidden className={styles['dots']}>
          <span />
          <span />
          <span />
        </span>
      </p>
    )}
  </div>
);
