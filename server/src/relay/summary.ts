import { type DecodedUpdate, decodeUpdate } from '@skein/shared/admission/decode';
import { holding, type Range } from '@skein/shared/admission/ranges';
import * as Y from 'yjs';

/** What a document comes to, without its content: enough to see that somebody has all of it and brings nothing. */
export interface Summary {
  readonly stateVector: Uint8Array;
  /** An update that deletes all that is deleted, and is all that somebody with this state vector may lack. */
  readonly deletions: Uint8Array;
}

export const summaryOf = (doc: Y.Doc): Summary => {
  const stateVector = Y.encodeStateVector(doc);
  return { stateVector, deletions: Y.encodeStateAsUpdate(doc, stateVector) };
};

export const hasClient = ({ stateVector }: Summary, client: number): boolean =>
  Y.decodeStateVector(stateVector).has(client);

/** Does whoever has this state vector lack nothing but, perhaps, deletions? */
export const isCovered = ({ stateVector }: Summary, by: Uint8Array): boolean => {
  const has = Y.decodeStateVector(by);
  return [...Y.decodeStateVector(stateVector)].every(([client, clock]) => (has.get(client) ?? 0) >= clock);
};

/** Is all of an update in the document already? */
export const contains = (
  { stateVector, deletions }: Summary,
  { structs, deletions: others }: DecodedUpdate,
): boolean => {
  const known = Y.decodeStateVector(stateVector);
  for (const [client, ofClient] of structs)
    for (const { kind, clock, length } of ofClient)
      if (kind === 'item' && clock + length > (known.get(client) ?? 0)) return false;
  if (others.size === 0) return true;
  const gone = decodeUpdate(deletions).deletions;
  for (const [client, ranges] of others)
    if (!ranges.every((range) => isWithin(gone.get(client) ?? [], range))) return false;
  return true;
};

const isWithin = (ranges: readonly Range[], { clock, length }: Range): boolean => {
  const around = holding(ranges, clock, (range) => range);
  return around !== undefined && clock + length <= around.clock + around.length;
};
