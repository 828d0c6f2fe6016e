import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { NAME_LENGTH, PEOPLE_QUERY_MIN_LENGTH } from '@skein/shared/limits';
import { FIRST_FOCUS } from './Dialog.tsx';
import { PersonLine } from './PersonLine.tsx';
import { SearchField } from './SearchField.tsx';
import { type FoundPeople, useFoundPeople } from './useFoundPeople.ts';
import styles from './PeopleSearch.module.css';

interface PeopleSearchProps {
  readonly onPick: (person: Person) => void;
  /** People that cannot be picked, with the reason beside their name. */
  readonly noteOf?: (person: Person) => string | undefined;
  readonly disabled?: boolean;
  /** It takes the focus: with the dialog that it is in, or as soon as it appears. */
  readonly begins?: 'dialog' | 'at-once';
  /** What stands where the results will be. */
  readonly hint?: ReactNode;
}

const byKeyboard = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, button:not([disabled])')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[here + (event.key === 'ArrowDown' ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
};

/** What is said where there is nobody to show, or beside those who are. */
const hintOf = ({ state, people, failure }: FoundPeople, query: string, hint: ReactNode): ReactNode => {
  switch (state) {
    case 'nothing-asked':
      return query === '' && hint !== undefined
        ? hint
        : `Write at least ${PEOPLE_QUERY_MIN_LENGTH} letters of a name or username.`;
    case 'asking':
      return people.length === 0 && 'Searching…';
    case 'failed':
      return failure;
    case 'found':
      return people.length === 0 && 'Nobody here has this name. Send them an invite link instead.';
  }
};

export const PeopleSearch = ({ onPick, noteOf, disabled = false, begins, hint }: PeopleSearchProps) => {
  const [query, setQuery] = useState('');
  const found = useFoundPeople(query);
  const resultsId = useId();
  const input = useRef<HTMLInputElement>(null);
  // Before anything is asked for, only whom one can pick is proposed.
  const shown = query === '' ? found.people.filter((person) => noteOf?.(person) === undefined) : found.people;
  const words = hintOf(found, query, hint);
  const pick = (person: Person): void => {
    setQuery('');
    input.current?.focus();
    onPick(person);
  };
  return (
    <div className={styles['search']} onKeyDown={byKeyboard} role="group" aria-label="People">
      <SearchField
        ref={input}
        label="Find people"
        value={query}
        maxLength={NAME_LENGTH}
        aria-controls={resultsId}
        autoFocus={begins === 'at-once'}
        {...(begins === 'dialog' ? FIRST_FOCUS : {})}
        onChange={(event) => setQuery(event.target.value)}
      />
      <div id={resultsId} className={styles['results']} aria-live="polite">
        {words !== false && <p className={styles['hint']}>{words}</p>}
        {shown.length > 0 && (
          <ul className={styles['people']}>
            {shown.map((person) => {
              const note = noteOf?.(person);
              return (
                <li key={person.id}>
                  <button
                    type="button"
                    className={styles['person']}
                    disabled={disabled || note !== undefined}
                    onClick={() => pick(person)}
                  >
                    <PersonLine person={person} {...(note === undefined ? {} : { note })} />
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </div>
  );
};
