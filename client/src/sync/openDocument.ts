import type { DocumentName } from '@skein/shared/documents';
import type { Refusal } from '@skein/shared/refusals';
import type * as Y from 'yjs';
import type { Live } from './live.ts';
import type { Replica } from './replica.ts';

/** A document that this tab has open, whichever of its copies counts right now. */
export interface OpenDocument {
  readonly name: DocumentName;
  /** Undefined while it is being opened. */
  readonly replica: Live<Replica | undefined>;
  /** Why the relay does not give it, or take changes to it. */
  readonly refused: Live<Refusal | undefined>;
  /** The copy that counts, once it is open; undefined when it was closed meanwhile. */
  whenOpen(): Promise<Replica | undefined>;
  markRefused(reason: Refusal): void;
  /** Own messages that no relay has stamped. */
  unstampedCount(): number;
  /** Resolves once durable on this device. @throws NotDurableError after undoing it */
  write(change: (doc: Y.Doc) => void, undo: (doc: Y.Doc) => void): Promise<void>;
  /** A change that may wait for its turn to become durable; made at once when the document is there. */
  change(change: (doc: Y.Doc) => void): void;
}
