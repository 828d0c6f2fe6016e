import type { Shown } from '../../app/conversationModel.ts';
import { notes } from '../components/Notes.tsx';

type NotShown = Exclude<Shown, 'shown'>;

const SENTENCES: Record<NotShown, string> = {
  unknown: 'There is no such message here, or it is from a time when you were not in this conversation.',
  'out-of-reach': 'That is not on this device and cannot be fetched now.',
};

export const notShownSentence = (why: NotShown): string => SENTENCES[why];

export const sayNotShown = (why: NotShown): void => {
  notes.add({ description: notShownSentence(why) });
};
