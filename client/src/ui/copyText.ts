import { notes } from './components/Notes.tsx';

/** Puts a text into the clipboard and says how that went. */
export const copyText = async (text: string, done = 'Copied'): Promise<void> => {
  try {
    // Over plain HTTP there is no clipboard at all: that fails like one that the browser keeps shut.
    await navigator.clipboard.writeText(text);
    notes.add({ description: done, timeout: 2_000 });
  } catch {
    notes.add({ description: 'The browser did not allow copying. Select the text instead.' });
  }
};
