/**
 * A browser evaluates what is imported together in one task, and answers nobody until that is over: so the parts of the
 * app come one after the other, each in a task of its own. The page's head fetches all of them at once.
 */
const begin = async (): Promise<void> => {
  if (document.querySelector('link[rel="stylesheet"]') !== null && !hasColours())
    throw new Error('The stylesheet did not arrive.');
  await import('yjs');
  await import('react-dom/client');
  await import('./app/createApp.ts');
  await import('./ui/Ui.tsx');
  await import('./main.tsx');
};

/** A stylesheet that did not arrive is there, and empty. */
const hasColours = (): boolean =>
  getComputedStyle(document.documentElement).getPropertyValue('--paper') !== '';

/** Nothing of the app may have come, not even its colours. */
const sayWhatIsMissing = (): void => {
  const sentence = document.createElement('p');
  sentence.role = 'alert';
  sentence.textContent = 'A part of Skein did not arrive. Nothing that you wrote is lost.';
  const again = document.createElement('button');
  again.textContent = 'Try again';
  again.style.marginTop = '1rem';
  again.addEventListener('click', () => location.reload());
  document.querySelector('#root')?.replaceChildren(sentence, again);
  document.body.style.padding = '2rem';
};

await begin().catch((error: unknown) => {
  sayWhatIsMissing();
  throw error;
});

export {};
