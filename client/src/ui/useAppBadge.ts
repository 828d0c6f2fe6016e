import { useEffect } from 'react';
import type { ConversationList } from '../app/model.ts';

/** The number on the icon of the installed app; a dot for what is only marked. Browsers without icons have none. */
export const useAppBadge = ({ loaded, unread, hasUnread }: ConversationList): void => {
  useEffect(() => {
    if (!loaded || !('setAppBadge' in navigator)) return;
    const shown = hasUnread
      ? navigator.setAppBadge(unread > 0 ? unread : undefined)
      : navigator.clearAppBadge();
    // A page that is not installed may not: there is no icon to show it on.
    shown.catch(() => undefined);
  }, [loaded, unread, hasUnread]);
  useEffect(
    () => () => {
      // Whoever signed out has nothing to come back to here.
      if ('clearAppBadge' in navigator) navigator.clearAppBadge().catch(() => undefined);
    },
    [],
  );
};
