import type { DocumentName } from '@skein/shared/documents';
import type * as Y from 'yjs';

/** What lies on this device, for whoever makes something else of it. */
export interface Stored {
  /** Every segment that the device holds. */
  segments(): Promise<readonly DocumentName[]>;
  /** As it lies there: to look at, not to change. The caller destroys it. */
  read(document: DocumentName): Promise<Y.Doc>;
  /** Told of every document that was fetched though nobody looks at it, with its content. */
  onKept(listener: (document: DocumentName, doc: Y.Doc) => void): () => void;
  /** Told of every document that is not held any more. */
  onForgotten(listener: (document: DocumentName) => void): () => void;
}
