import * as Y from 'yjs';
import type { UserId } from '../ids.ts';
import { type Refusal, RefusedError } from '../refusals.ts';
import { applicable } from './applicable.ts';
import { checkBranches } from './branches.ts';
import { type Changes, type DocumentState, noChanges, type Writer } from './case.ts';
import { SEGMENT_RULES, USER_RULES } from './constitution.ts';
import type { Court } from './court.ts';
import { type DecodedUpdate, decodeUpdate } from './decode.ts';
import { encodeUpdate } from './encode.ts';
import { judgeErasures } from './erasures.ts';
import { judgeItems } from './items.ts';
import { locate } from './locate.ts';
import { type Range, within } from './ranges.ts';
import { type Claims, newWriters } from './writers.ts';

export type { Changes, DocumentState, StructId, Writer } from './case.ts';

export type Verdict =
  /** An honest repeat. */
  | { readonly answer: 'nothing' }
  /** `update` is exactly what was judged: apply this, not what came. `missing`: ask for the rest with sync step 1. */
  | {
      readonly answer: 'admit';
      readonly update: Uint8Array<ArrayBuffer>;
      readonly changes: Changes;
      readonly missing: boolean;
    }
  /** Nothing of it can be applied yet: ask with sync step 1. */
  | { readonly answer: 'missing' }
  /** `detail` names root and id, never content. */
  | { readonly answer: 'refuse'; readonly reason: Refusal; readonly detail: string };

const segmentRules = new Map(Object.entries(SEGMENT_RULES));
const userRules = new Map(Object.entries(USER_RULES));

const judgeAt = <State extends DocumentState>(
  court: Court<State>,
  { structs, deletions }: DecodedUpdate,
  writers: Y.Map<UserId>,
  claims: Claims,
): Verdict => {
  const { doc, rules, judged } = court;
  const known = (client: number): number => Y.getState(doc.store, client);
  const cut = applicable(structs, known);
  const located = locate(cut.items, doc, [...rules.keys()]);

  let { missing } = cut;
  const going = new Map<number, Range[]>();
  for (const [client, ranges] of deletions) {
    const last = located.get(client)?.at(-1)?.item;
    const end = last ? last.clock + last.length : known(client);
    const ofClient = [...judgeErasures(court, client, ranges), ...within(ranges, known(client), end)];
    if (ofClient.length > 0) going.set(client, ofClient);
    if (within(ranges, end, Number.POSITIVE_INFINITY).length > 0) missing = true;
  }
  if (located.size === 0 && going.size === 0) return { answer: missing ? 'missing' : 'nothing' };

  judged.changes.newWriters = newWriters(located.keys(), doc, writers, judged.writer.user, claims);
  judgeItems(court, located, deletions);
  checkBranches(located, doc);
  const items = new Map([...located].map(([client, rows]) => [client, rows.map(({ item }) => item)]));
  return { answer: 'admit', update: encodeUpdate(items, going), changes: judged.changes, missing };
};

const judgeFor = (update: DecodedUpdate, state: DocumentState, writer: Writer, claims: Claims): Verdict => {
  const changes = noChanges();
  if (state.kind === 'segment') {
    const { doc, writers } = state.segment;
    return judgeAt({ doc, rules: segmentRules, judged: { state, writer, changes } }, update, writers, claims);
  }
  if (state.user !== writer.user) throw new RefusedError('author-foreign', 'the document of somebody else');
  const { doc, writers } = state.document;
  return judgeAt({ doc, rules: userRules, judged: { state, writer, changes } }, update, writers, claims);
};

/**
 * May this person make every change of this update? What the document already has is not judged, what depends on
 * something unknown is cut off, and what is admitted is encoded afresh: nothing can be applied but what was judged.
 * Never touches the document, and never throws, whatever the bytes.
 * @param update bytes, or what gives them decoded, as often as it is judged
 */
export const judge = (
  update: Uint8Array | (() => DecodedUpdate),
  state: DocumentState,
  writer: Writer,
  claims: Claims = () => undefined,
): Verdict => {
  try {
    const decoded = typeof update === 'function' ? update() : decodeUpdate(update);
    return judgeFor(decoded, state, writer, claims);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { answer: 'refuse', reason: error.reason, detail: error.detail ?? '' };
  }
};
