import { useEffect } from 'react';
import type { App } from '../app/model.ts';
import { notes } from './components/Notes.tsx';
import { useLive } from './useLive.ts';

/** Nobody looks and nothing stands in a composer that would be lost from sight by a restart. */
const isIdle = (): boolean =>
  document.visibilityState === 'hidden' &&
  [...document.querySelectorAll('textarea')].every((field) => field.value === '');

/** A newer version waits for a moment when nobody would notice, or for the person's word. */
export const useUpdate = (app: App): void => {
  const { waiting } = useLive(app.update);
  useEffect(() => {
    if (!waiting) return undefined;
    const note = notes.add({
      description: 'A newer version of Skein is ready.',
      timeout: 0,
      actionProps: { children: 'Use it now', onClick: () => app.applyUpdate() },
    });
    const applyWhenIdle = (): void => {
      if (isIdle()) app.applyUpdate();
    };
    document.addEventListener('visibilitychange', applyWhenIdle);
    applyWhenIdle();
    return () => {
      document.removeEventListener('visibilitychange', applyWhenIdle);
      notes.close(note);
    };
  }, [app, waiting]);
};
