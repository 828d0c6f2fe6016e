import { X } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { DateFilter } from './DateFilter.tsx';
import { type FilterKind, withoutFilter } from './filters.ts';
import { periodName } from './period.ts';
import { useSearchPlace } from './searchPlace.ts';
import { WHEN_WORDS } from './suggestions.ts';
import styles from './FilterBar.module.css';

interface ChipProps {
  /** What it narrows to; without it the chip asks. */
  readonly set?: string | undefined;
  readonly children: ReactNode;
  readonly onSet: () => void;
  readonly onRemove: () => void;
}

const Chip = ({ set, children, onSet, onRemove }: ChipProps) =>
  set === undefined ? (
    <button type="button" className={styles['chip']} onClick={onSet}>
      {children}
    </button>
  ) : (
    <button type="button" className={styles['chip']} data-set onClick={onRemove}>
      <span className="spoken">Remove: </span>
      <span className={styles['words']}>{set}</span>
      <X aria-hidden />
    </button>
  );

interface FilterBarProps {
  readonly onWrite: () => void;
  readonly onLeave: () => void;
}

/** What narrows the search, each by a click as well as by a word. */
export const FilterBar = ({ onWrite, onLeave }: FilterBarProps) => {
  const me = useMe();
  const place = useSearchPlace();
  const { text, filters } = useLive(place.written);
  const people = useLive(me.people);
  const { items } = useLive(me.conversations);
  const { from, in: room, date, has } = filters;
  const author = from === me.user.id ? 'you' : from && (people.get(from)?.name ?? 'somebody');
  const title = room && (items.find(({ id }) => id === room)?.title ?? 'a conversation');

  const write = (word: string): void => {
    place.write(`${text.trimEnd()} ${word}`.trimStart());
    onWrite();
  };
  const remove = (kind: FilterKind): void => {
    place.filter(withoutFilter(filters, kind));
    onWrite();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // What one of them has opened is closed by itself.
    const isInside = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key !== 'Escape' || !isInside || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onLeave();
  };
  return (
    <div role="group" aria-label="Narrow the search" className={styles['bar']} onKeyDown={onKeyDown}>
      <Chip set={author && `From ${author}`} onSet={() => write('from:')} onRemove={() => remove('from')}>
        From
      </Chip>
      <Chip set={title && `In ${title}`} onSet={() => write('in:')} onRemove={() => remove('in')}>
        In
      </Chip>
      {date === undefined ? (
        <DateFilter
          className={styles['chip']}
          onPick={(picked) => place.filter({ ...filters, date: picked })}
        />
      ) : (
        <Chip
          set={`${WHEN_WORDS[date.when]} ${periodName(date.period)}`}
          onSet={() => undefined}
          onRemove={() => remove('date')}
        >
          Date
        </Chip>
      )}
      {(['link', 'file'] as const).map((what) => (
        <Chip
          key={what}
          set={has === what ? `Has a ${what}` : undefined}
          onSet={() => place.filter({ ...filters, has: what })}
          onRemove={() => remove('has')}
        >
          {what === 'link' ? 'Link' : 'File'}
        </Chip>
      ))}
    </div>
  );
};
