import { SquarePen } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import type { RoomId } from '@skein/shared/ids';
import type { Overlay } from '../SignedIn.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { NameMark } from '../components/NameMark.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { useApp, useMe } from '../contexts.ts';
import { NewDeviceNotice } from '../devices/NewDeviceNotice.tsx';
import { OfflineNotice } from '../offlineNotice/OfflineNotice.tsx';
import { SearchPane } from '../search/SearchPane.tsx';
import { useLive } from '../useLive.ts';
import { ConversationList } from './ConversationList.tsx';
import { MeButton } from './MeButton.tsx';
import { ReturnedNotice } from './ReturnedNotice.tsx';
import styles from './ListPane.module.css';

interface ListPaneProps {
  readonly current: RoomId | undefined;
  readonly onOpen: (overlay: Overlay) => void;
  readonly onSignOut: () => void;
  /** Stands in for the list of somebody who has no conversation, where there is only one pane. */
  readonly alone: ReactNode;
}

/** Up and down walk from the search field into the rows and along them. */
const walk = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.altKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-search], [data-row]')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[here + (event.key === 'ArrowDown' ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
};

export const ListPane = ({ current, onOpen, onSignOut, alone }: ListPaneProps) => {
  const app = useApp();
  const me = useMe();
  const { loaded, items } = useLive(me.conversations);
  const conversations = (
    <>
      <NewDeviceNotice />
      <ReturnedNotice onOpen={() => onOpen('returned')} />
      {!loaded && <Skeleton look="list" rows={8} label="Opening your conversations" />}
      {loaded && items.length === 0 && (alone ?? <p className={styles['none']}>No conversations yet.</p>)}
      {items.length > 0 && <ConversationList items={items} current={current} />}
    </>
  );

  return (
    <nav className={styles['pane']} aria-label="Your conversations" onKeyDown={walk}>
      <header className={styles['header']}>
        <h1 className={styles['name']}>
          <NameMark />
        </h1>
        <div className={styles['actions']}>
          <IconButton label="New conversation" onClick={() => onOpen('new-conversation')}>
            <SquarePen />
          </IconButton>
          <MeButton onOpen={onOpen} onSignOut={onSignOut} />
        </div>
      </header>
      {items.length > 0 ? <SearchPane>{conversations}</SearchPane> : conversations}
      {!app.canWorkOffline && (
        <div className={styles['notice']}>
          <OfflineNotice />
        </div>
      )}
    </nav>
  );
};
