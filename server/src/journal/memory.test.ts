import { journalContract } from './contract.ts';
import { MemoryStore, openMemoryJournal } from './memory.ts';

journalContract('memory', async () => {
  const store = new MemoryStore();
  return () => openMemoryJournal(store);
});
