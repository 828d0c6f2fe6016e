import { useEffect } from 'react';
import type { Live, Me, Theme } from '../app/model.ts';
import { useLive } from './useLive.ts';

export const showTheme = (theme: Theme): void => {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
};

/** The browser's own frame follows the paper, whichever theme it is from. */
const colourFrame = (): void => {
  const paper = getComputedStyle(document.body).backgroundColor;
  for (const meta of document.querySelectorAll('meta[name="theme-color"]'))
    meta.setAttribute('content', paper);
};

/** Nobody has chosen: what stands since the first paint stays. */
const UNKNOWN: Live<Theme | undefined> = { get: () => undefined, subscribe: () => () => undefined };

export const useTheme = (me: Me | undefined): void => {
  const theme = useLive<Theme | undefined>(me?.theme ?? UNKNOWN);
  useEffect(() => {
    if (theme !== undefined) showTheme(theme);
    colourFrame();
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', colourFrame);
    return () => system.removeEventListener('change', colourFrame);
  }, [theme]);
};
