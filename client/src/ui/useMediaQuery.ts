import { useCallback, useSyncExternalStore } from 'react';

const useMediaQuery = (query: string): boolean => {
  const subscribe = useCallback(
    (changed: () => void) => {
      const media = matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
};

/** List and conversation side by side. The stylesheets name the same width. */
export const useWide = (): boolean => useMediaQuery('(min-width: 760px)');

/** A finger, not a mouse: Enter makes a new line and nothing shows on hover. */
export const useTouch = (): boolean => useMediaQuery('(pointer: coarse)');
