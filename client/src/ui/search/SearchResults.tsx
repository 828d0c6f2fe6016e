import { useEffect, useRef } from 'react';
import { EmptyState } from '../components/EmptyState.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { useToday } from '../useNow.ts';
import { counted } from '../words/people.ts';
import { OptionRow } from './OptionRow.tsx';
import type { Option } from './options.ts';
import { nothingFound, statusOf } from './status.ts';
import type { SearchView } from './useSearch.ts';
import styles from './SearchResults.module.css';

interface SearchResultsProps {
  readonly id: string;
  readonly view: SearchView;
  /** Key of the option that Enter takes. */
  readonly active: string | undefined;
  readonly onChoose: (option: Option) => void;
}

/** The field keeps the focus; what it would take is marked here. */
export const SearchResults = ({ id, view, active, onChoose }: SearchResultsProps) => {
  const me = useMe();
  const today = useToday();
  const { left } = useLive(me.search.backlog);
  const list = useRef<HTMLDivElement>(null);
  const { finding, sections, options, names } = view;
  const status = statusOf(finding, names);
  const nothing = nothingFound(finding, left);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <>
      <p role="status" className={styles['status']}>
        {status}
      </p>
      <div className={styles['scroller']}>
        <div ref={list} role="listbox" id={id} aria-label="Search results">
          {sections.map(({ title, options: inSection }) => (
            <div key={title} role="group" aria-label={title}>
              {sections.length > 1 && (
                <div aria-hidden className={styles['title']}>
                  {title}
                </div>
              )}
              {inSection.map((option) => (
                <OptionRow
                  key={option.key}
                  id={`${id} ${option.key}`.replaceAll(' ', '-')}
                  option={option}
                  query={finding.query?.text ?? ''}
                  selected={option.key === active}
                  today={today}
                  onChoose={onChoose}
                />
              ))}
            </div>
          ))}
        </div>
        {nothing !== undefined && names === 0 && <EmptyState title="Nothing found">{nothing}</EmptyState>}
        {finding.query === undefined && options.length === 0 && (
          <EmptyState title="Search everything">
            Names of conversations and people, and the words of messages. Narrow it with the buttons above, or
            write from:, in:, on:, before:, after: or has:link.
          </EmptyState>
        )}
        {left > 0 && (
          <p className={styles['backlog']}>
            {counted(left, 'part')} of conversations on this device cannot be searched here yet.
          </p>
        )}
      </div>
    </>
  );
};
