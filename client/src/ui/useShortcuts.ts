import { useEffect } from 'react';
import type { ConversationSummary } from '../app/model.ts';
import { useRouter } from './contexts.ts';
import type { SearchPlace } from './search/searchPlace.ts';

/** Ctrl/⌘ K searches, Ctrl/⌘ Shift N begins a conversation, Alt ↑ ↓ goes to the one above or below, Shift Esc reads all. */
export const useShortcuts = (
  items: readonly ConversationSummary[],
  search: SearchPlace,
  openNew: () => void,
  readAll: () => void,
): void => {
  const router = useRouter();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
      const command = event.ctrlKey || event.metaKey;
      if (command && !event.shiftKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        search.begin();
      } else if (command && event.shiftKey && event.key.toLowerCase() === 'n') {
        event.preventDefault();
        openNew();
      } else if (event.shiftKey && event.key === 'Escape') {
        event.preventDefault();
        readAll();
      } else if (event.altKey && !command && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
        const route = router.route.get();
        const here = items.findIndex(({ id }) => route.name === 'conversation' && id === route.room);
        const next = items[event.key === 'ArrowDown' ? here + 1 : Math.max(here - 1, 0)];
        if (!next) return;
        event.preventDefault();
        router.navigate(
          { name: 'conversation', room: next.id },
          route.name === 'conversation' ? 'replace' : 'push',
        );
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [items, search, openNew, readAll, router]);
};
