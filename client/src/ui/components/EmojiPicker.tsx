import { type KeyboardEvent, useState } from 'react';
import { findEmoji } from './emojiList.ts';
import { SearchField } from './SearchField.tsx';
import styles from './EmojiPicker.module.css';

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void;
}

const COLUMNS = 8;

/** Arrow keys walk the grid; the search field is above its first row. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -COLUMNS,
    ArrowDown: COLUMNS,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const here = cells.indexOf(document.activeElement as HTMLElement);
  const inSearch = here < 0;
  if (inSearch && event.key !== 'ArrowDown') return;
  const next = inSearch ? cells[0] : cells[Math.min(here + step, cells.length - 1)];
  event.preventDefault();
  if (next) next.focus();
  else event.currentTarget.querySelector('input')?.focus();
};

export const EmojiPicker = ({ onPick }: EmojiPickerProps) => {
  const [query, setQuery] = useState('');
  const groups = findEmoji(query);
  return (
    <div className={styles['picker']} role="group" aria-label="Emoji" onKeyDown={walk}>
      <SearchField label="Find emoji" value={query} onChange={(event) => setQuery(event.target.value)} />
      <div className={styles['groups']}>
        {groups.map(({ name, emoji }) => (
          <section key={name} aria-label={name}>
            <h3 className={styles['name']}>{name}</h3>
            <div className={styles['grid']}>
              {emoji.map(([one, words]) => (
                <button
                  key={one}
                  type="button"
                  className={styles['emoji']}
                  aria-label={words}
                  title={words.split(' ')[0]}
                  onClick={() => onPick(one)}
                >
                  {one}
                </button>
              ))}
            </div>
          </section>
        ))}
        {groups.length === 0 && <p className={styles['none']}>No emoji has this name.</p>}
      </div>
    </div>
  );
};
