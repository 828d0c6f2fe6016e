// A browser evaluates what is imported together in one task, and answers nobody until that is over: so the parts of the
// app come one after the other, each in a task of its own. The page's head fetches all of them at once.
await import('yjs');
await import('react-dom/client');
await import('./app/createApp.ts');
await import('./ui/Ui.tsx');
await import('./main.tsx');

export {};
