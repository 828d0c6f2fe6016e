import { SlidersHorizontal, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { parseUserId } from '@skein/shared/ids';
import { SEARCH_QUERY_LENGTH } from '@skein/shared/limits';
import { Failure } from '../components/Failure.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { SearchField } from '../components/SearchField.tsx';
import { useMe, useRouter } from '../contexts.ts';
import { useStartDirect } from '../new/useStartDirect.ts';
import type { Route } from '../router.ts';
import { FilterBar } from './FilterBar.tsx';
import { FILTER_KINDS, withoutFilter } from './filters.ts';
import { activeOption, neighbour, type Option } from './options.ts';
import { SearchResults } from './SearchResults.tsx';
import { useSearchPlace } from './searchPlace.ts';
import { useSearch } from './useSearch.ts';
import styles from './SearchPane.module.css';

interface SearchPaneProps {
  /** Stands there while nobody searches. */
  readonly children: ReactNode;
}

/** Whoever left the field goes back to where they were before it. */
const useWayBack = () => {
  const cameFrom = useRef<HTMLElement>(undefined);
  return {
    remember: (from: EventTarget | null) => {
      if (from instanceof HTMLElement) cameFrom.current = from;
    },
    goBack: () => {
      if (cameFrom.current?.isConnected) cameFrom.current.focus();
      cameFrom.current = undefined;
    },
  };
};

/** One field for everything that can be found: conversations, people, and what was said. */
export const SearchPane = ({ children }: SearchPaneProps) => {
  const me = useMe();
  const router = useRouter();
  const place = useSearchPlace();
  const direct = useStartDirect();
  const view = useSearch();
  const field = useRef<HTMLInputElement>(null);
  const [walkedTo, setWalkedTo] = useState<string>();
  const wayBack = useWayBack();
  const listId = useId();
  const { written, searching, options } = view;
  const active = activeOption(options, walkedTo);

  useEffect(
    () =>
      place.onBegin(() => {
        const focus = (): void => field.current?.focus();
        // At once: what is typed next is meant for the field.
        if (field.current?.offsetParent !== null) return focus();
        // On a phone the list is not there while a conversation is.
        router.navigate({ name: 'home' });
        requestAnimationFrame(focus);
      }),
    [place, router],
  );

  const go = (route: Route): void =>
    router.navigate(route, router.route.get().name === 'conversation' ? 'replace' : 'push');

  const choose = (option: Option): void => {
    switch (option.kind) {
      case 'suggestion':
        place.filter({ ...written.filters, ...option.suggestion.filters }, view.before);
        field.current?.focus();
        break;
      case 'all-conversations':
        view.showAllNames();
        break;
      case 'conversation':
        go({ name: 'conversation', room: option.conversation.id });
        place.clear();
        break;
      case 'person':
        if (parseUserId(option.person.id))
          void direct.start(option.person).then((started) => started && place.clear());
        break;
      case 'message':
        // The results stay: what was meant may be the next one.
        setWalkedTo(option.key);
        go({ name: 'conversation', room: option.result.room, message: option.result.id });
        break;
      case 'more':
        view.more();
        break;
    }
  };

  const leave = (): void => {
    place.clear();
    setWalkedTo(undefined);
    wayBack.goBack();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (!searching || event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (event.altKey) return;
      const next = neighbour(options, walkedTo, event.key === 'ArrowDown' ? 1 : -1);
      setWalkedTo(next?.key);
    } else if (event.key === 'Enter') {
      if (active) choose(active);
    } else if (event.key === 'Escape') {
      leave();
    } else if (event.key === 'Backspace' && written.text === '') {
      const last = FILTER_KINDS.findLast((kind) => written.filters[kind] !== undefined);
      if (last === undefined) return;
      place.filter(withoutFilter(written.filters, last));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className={styles['field']} role="search">
        <SearchField
          ref={field}
          label="Search"
          data-search
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={searching && options.length > 0}
          aria-controls={listId}
          aria-activedescendant={
            searching && active ? `${listId} ${active.key}`.replaceAll(' ', '-') : undefined
          }
          value={written.text}
          maxLength={SEARCH_QUERY_LENGTH}
          onFocus={(event) => {
            me.search.prepare();
            wayBack.remember(event.relatedTarget);
          }}
          onChange={(event) => {
            setWalkedTo(undefined);
            place.write(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        {searching ? (
          <IconButton label="Leave the search" onClick={leave}>
            <X />
          </IconButton>
        ) : (
          <IconButton
            label="Search filters"
            onClick={() => {
              place.open(true);
              field.current?.focus();
            }}
          >
            <SlidersHorizontal />
          </IconButton>
        )}
      </div>
      {searching && <FilterBar onWrite={() => field.current?.focus()} onLeave={leave} />}
      {direct.failure !== undefined && <Failure>{direct.failure}</Failure>}
      {searching ? (
        <SearchResults id={listId} view={view} active={active?.key} onChoose={choose} />
      ) : (
        children
      )}
    </>
  );
};
