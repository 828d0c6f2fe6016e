import type { ReactNode } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { Picture } from './Picture.tsx';
import styles from './PersonLine.module.css';

interface PersonLineProps {
  readonly person: Person;
  readonly present?: boolean;
  /** Beside the name, for instance a role. */
  readonly note?: string;
  /** At the end of the line. */
  readonly children?: ReactNode;
}

/** A person in a list of people: name, and username to tell two of one name apart. */
export const PersonLine = ({ person, present = false, note, children }: PersonLineProps) => (
  <span className={styles['line']}>
    <Picture id={person.id} name={person.name} size={36} present={present} />
    <span className={styles['text']}>
      <span className={styles['first']}>
        <span className={styles['name']}>{person.name}</span>
        {note !== undefined && <span className={styles['note']}>&nbsp;· {note}</span>}
      </span>
      <span className={styles['username']}>
        {!person.deleted && `@${person.username}`}
        {present && <span className="spoken">, here now</span>}
      </span>
    </span>
    {children}
  </span>
);
