import { type DocumentName, parseDocumentName } from '@skein/shared/documents';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { SearchableMessage, SegmentContent } from './port.ts';

/** Another way to index, and everything is indexed anew. */
const FORM = 1;

/** What can be found of a segment: everything that its viewer sees there, own messages that no relay has yet included. */
export const contentOf = (
  document: DocumentName,
  timeline: readonly TimelineMessage[],
): SegmentContent | undefined => {
  const reference = parseDocumentName(document);
  if (reference?.kind !== 'segment') return undefined;
  const messages = timeline
    .filter(({ retracted }) => !retracted)
    .map(({ id, author, sentAt, stamp, text, attachments = [] }) => ({
      id,
      author,
      at: stamp?.at ?? sentAt,
      text,
      hasFile: attachments.length > 0,
    }));
  return { document, room: reference.room, version: versionOf(messages), messages };
};

/** Two contents have one version only if they are the same, as far as 64 bits can tell. */
const versionOf = (messages: readonly SearchableMessage[]): string => {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const { id, at, text } of messages) {
    const line = `${id} ${at} ${text}\n`;
    for (let index = 0; index < line.length; index++) {
      const unit = line.charCodeAt(index);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x85ebca6b);
    }
  }
  return [FORM, messages.length, low >>> 0, high >>> 0].join('.');
};
