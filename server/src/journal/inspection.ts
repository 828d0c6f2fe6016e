import type { DocumentName } from '@skein/shared/documents';
import { documentOfKey, factOfKey, isFactKey } from './layout.ts';
import { JournalRowDamagedError, type Json } from './port.ts';
import { decodeJsonRow, decodeRow } from './row.ts';
import type { Row } from './rowStore.ts';

/** A document as its rows tell it: what is sound, oldest first, and how many rows are not. */
interface FoundDocument {
  readonly kind: 'document';
  readonly document: DocumentName;
  readonly updates: readonly Uint8Array[];
  readonly damaged: number;
}

/** `value` is undefined when the row is damaged. */
interface FoundFact {
  readonly kind: 'fact';
  readonly key: string;
  readonly value: Json | undefined;
}

/** What the journal itself needs, or what nobody knows. */
interface FoundRow {
  readonly kind: 'other';
  readonly key: string;
  readonly isDamaged: boolean;
}

export type Found = FoundDocument | FoundFact | FoundRow;

/** Everything that rows hold, damaged or not. The rows of a document lie side by side. */
export async function* inspect(everything: AsyncIterable<readonly Row[]>): AsyncGenerator<Found> {
  let document: DocumentName | undefined;
  let rows: Row[] = [];
  for await (const some of everything)
    for (const row of some) {
      const of = documentOfKey(row.key);
      if (document !== undefined && of !== document) {
        yield documentOf(document, rows);
        rows = [];
      }
      document = of;
      if (of !== undefined) rows.push(row);
      else if (isFactKey(row.key))
        yield {
          kind: 'fact',
          key: factOfKey(row.key),
          value: sound(() => decodeJsonRow(row.value, row.key)),
        };
      else {
        const isDamaged = sound(() => decodeRow(row.value, row.key)) === undefined;
        yield { kind: 'other', key: row.key, isDamaged };
      }
    }
  if (document !== undefined) yield documentOf(document, rows);
}

export const documentOf = (document: DocumentName, rows: readonly Row[]): FoundDocument => {
  const updates = rows.flatMap(({ value }) => sound(() => decodeRow(value, document)) ?? []);
  return { kind: 'document', document, updates, damaged: rows.length - updates.length };
};

const sound = <Content>(decode: () => Content): Content | undefined => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof JournalRowDamagedError || error instanceof SyntaxError) return undefined;
    throw error;
  }
};
