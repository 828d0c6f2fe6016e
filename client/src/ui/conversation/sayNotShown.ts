import type { Shown } from '../../app/model.ts';
import { notes } from '../components/Notes.tsx';

const SENTENCES: Record<Exclude<Shown, 'shown'>, string> = {
  unknown: 'There is no such message here, or it is from a time when you were not in this conversation.',
  'out-of-reach': 'That message is not on this device and cannot be fetched now.',
};

export const sayNotShown = (why: Exclude<Shown, 'shown'>): void => {
  notes.add({ description: SENTENCES[why] });
};
