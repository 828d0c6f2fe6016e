import { useState } from 'react';
import type { ConversationView } from '../../app/conversationModel.ts';
import { newLineAfter, type NewLine } from './newLine.ts';

/** Where the "new messages" line stands, decided anew only when the conversation or the window's focus gives cause. */
export const useNewLine = (view: ConversationView): NewLine => {
  const [line, setLine] = useState<NewLine>(() => newLineAfter(undefined, view, true));
  const next = newLineAfter(line, view, document.hasFocus());
  if (next !== line) setLine(next);
  return next;
};
