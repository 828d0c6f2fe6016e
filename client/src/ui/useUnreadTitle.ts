import { useEffect } from 'react';

const NAME = 'Skein';

/** "(3) Ada Lovelace – Skein": what a tab says when only its title is seen. */
export const useUnreadTitle = (unread: number, place: string | undefined): void => {
  useEffect(() => {
    const title = place === undefined ? NAME : `${place} – ${NAME}`;
    document.title = unread > 0 ? `(${unread}) ${title}` : title;
  }, [unread, place]);
  useEffect(
    () => () => {
      // Whoever signed out has nothing unread here.
      document.title = NAME;
    },
    [],
  );
};
