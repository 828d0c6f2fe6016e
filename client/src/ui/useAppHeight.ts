import { useEffect } from 'react';

/** iOS slides the page up under an on-screen keyboard instead of shrinking it: the app takes the height that is seen. */
export const useAppHeight = (): void => {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport || !matchMedia('(pointer: coarse)').matches) return undefined;
    const fit = (): void => {
      // Zoomed in by hand: the layout stays, the person moves over it.
      if (viewport.scale > 1.01) return;
      document.documentElement.style.setProperty('--app-height', `${Math.round(viewport.height)}px`);
      window.scrollTo(0, 0);
    };
    fit();
    viewport.addEventListener('resize', fit);
    return () => {
      viewport.removeEventListener('resize', fit);
      document.documentElement.style.removeProperty('--app-height');
    };
  }, []);
};
