import { useCallback, useState } from 'react';
import { DeleteAccountDialog } from './account/DeleteAccountDialog.tsx';
import { ExportDialog } from './account/ExportDialog.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import { useMe, useRouter } from './contexts.ts';
import { ConversationScreen } from './conversation/ConversationScreen.tsx';
import { DevicesDialog } from './devices/DevicesDialog.tsx';
import { LinkDeviceDialog } from './devices/LinkDeviceDialog.tsx';
import { Alone } from './list/Alone.tsx';
import { ListPane } from './list/ListPane.tsx';
import { NothingChosen } from './list/NothingChosen.tsx';
import { InviteDialog } from './new/InviteDialog.tsx';
import { NewConversationDialog } from './new/NewConversationDialog.tsx';
import { ReturnedDialog } from './returned/ReturnedDialog.tsx';
import { createSearchPlace, SearchPlaceProvider } from './search/searchPlace.ts';
import { SignOutDialog } from './signOut/SignOutDialog.tsx';
import { useSignOut } from './signOut/useSignOut.ts';
import { StorageDialog } from './storage/StorageDialog.tsx';
import { useAppBadge } from './useAppBadge.ts';
import { useLive } from './useLive.ts';
import { useWide } from './useMediaQuery.ts';
import { useReadAll } from './useReadAll.ts';
import { useShortcuts } from './useShortcuts.ts';
import { useUnreadTitle } from './useUnreadTitle.ts';
import styles from './SignedIn.module.css';

/** What stands over both panes. */
export type Overlay =
  | 'new-conversation'
  | 'devices'
  | 'link-device'
  | 'returned'
  | 'storage'
  | 'export'
  | 'delete-account';

interface SignedInProps {
  /** The person has just made an account with the invite link that is open. */
  readonly invited: boolean;
}

export const SignedIn = ({ invited }: SignedInProps) => {
  const me = useMe();
  const router = useRouter();
  const route = useLive(router.route);
  const conversations = useLive(me.conversations);
  const wide = useWide();
  const signOut = useSignOut();
  const [overlay, setOverlay] = useState<Overlay>();
  const closeOverlay = useCallback(() => setOverlay(undefined), []);
  const openNew = useCallback(() => setOverlay('new-conversation'), []);
  const goHome = useCallback(() => router.navigate({ name: 'home' }, 'replace'), [router]);
  const [search] = useState(() => createSearchPlace());
  useShortcuts(conversations.items, search, openNew, useReadAll());

  const room = route.name === 'conversation' ? route.room : undefined;
  const title = conversations.items.find(({ id }) => id === room)?.title;
  useUnreadTitle(conversations.unread, title);
  useAppBadge(conversations);
  const alone = conversations.loaded && conversations.items.length === 0;

  return (
    <div className={styles['frame']}>
      <ConnectionBar />
      <SearchPlaceProvider value={search}>
        <main className={styles['panes']} data-place={room === undefined ? 'list' : 'conversation'}>
          <ListPane
            current={room}
            onOpen={setOverlay}
            onSignOut={signOut.leave}
            alone={alone && !wide ? <Alone /> : undefined}
          />
          <div className={styles['main']}>
            {room !== undefined && <ConversationScreen key={room} room={room} />}
            {room === undefined && alone && wide && <Alone />}
            {room === undefined && !alone && <NothingChosen onNew={openNew} />}
          </div>
        </main>
      </SearchPlaceProvider>
      <NewConversationDialog open={overlay === 'new-conversation'} onClose={closeOverlay} />
      <DevicesDialog
        open={overlay === 'devices'}
        onClose={closeOverlay}
        onLink={() => setOverlay('link-device')}
      />
      {overlay === 'link-device' && <LinkDeviceDialog onClose={closeOverlay} />}
      <ReturnedDialog open={overlay === 'returned'} onClose={closeOverlay} />
      <StorageDialog open={overlay === 'storage'} onClose={closeOverlay} />
      <ExportDialog open={overlay === 'export'} onClose={closeOverlay} />
      <DeleteAccountDialog open={overlay === 'delete-account'} onClose={closeOverlay} />
      <SignOutDialog unsent={signOut.unsent} onClose={signOut.stay} />
      {route.name === 'link' && <LinkDeviceDialog key={route.code} code={route.code} onClose={goHome} />}
      {route.name === 'invite' && <InviteDialog code={route.code} accepted={invited} />}
    </div>
  );
};
