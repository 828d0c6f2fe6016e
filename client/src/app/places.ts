import type { Place } from '@skein/shared/api/schemas';
import { parseDocumentName, segmentName } from '@skein/shared/documents';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { isCarriedForward, timeline } from '@skein/shared/timeline';
import type * as Y from 'yjs';
import { firstContact } from '../sync/contact.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { Api } from './api.ts';

/** A message, or the first one from a `seq` or an arrival on. */
export type Wanted = { readonly message: MessageId } | { readonly seq: number } | { readonly at: number };

/** There is no such message for this person; or it is not on this device, and the relay cannot be asked now. */
export type NoPlace = 'unknown' | 'out-of-reach';

/** Where in a conversation a message stands: asked of the relay, or else looked for in what the device keeps. */
export const findPlace = async (
  room: RoomId,
  wanted: Wanted,
  signedIn: SignedInPerson,
  api: Api,
): Promise<Place | NoPlace> => {
  if (await firstContact(signedIn.connection)) {
    try {
      return await api.call('place', { ids: { room }, query: wanted });
    } catch (error) {
      if (error instanceof RefusedError && !error.retry) return 'unknown';
    }
  }
  return (await placeHere(room, wanted, signedIn)) ?? 'out-of-reach';
};

const answers = (wanted: Wanted, { message, seq, at }: Place): boolean => {
  if ('message' in wanted) return message === wanted.message;
  return 'seq' in wanted ? seq >= wanted.seq : at >= wanted.at;
};

/** From the newest segment back: what is wanted is not before one that begins before it. */
const placeHere = async (
  room: RoomId,
  wanted: Wanted,
  signedIn: SignedInPerson,
): Promise<Place | undefined> => {
  let best: Place | undefined;
  for (const segment of (await segmentsKept(room, signedIn)).toReversed()) {
    const places = await placesIn(room, segment, signedIn);
    const found = places.find((place) => answers(wanted, place));
    if ('message' in wanted) {
      if (found !== undefined) return found;
      continue;
    }
    best = found ?? best ?? places.at(-1);
    if (found !== places[0]) break;
  }
  return best;
};

/** Whether the message stands in this segment, as it was stamped there or carried into it. */
export const standsIn = (doc: Y.Doc, message: MessageId): boolean => {
  const stamp = segmentOf(doc).stamps.get(message);
  return stamp !== undefined && !isCarriedForward(stamp);
};

/** The segments of these messages, one after the other, from the newest back, as far as the device keeps them unopened. */
export async function* placesKept(
  room: RoomId,
  messages: readonly MessageId[],
  signedIn: SignedInPerson,
): AsyncGenerator<readonly [message: MessageId, segment: number]> {
  if (messages.length === 0) return;
  let missing = messages;
  for (const segment of (await segmentsKept(room, signedIn)).toReversed()) {
    const name = segmentName(room, segment);
    if (signedIn.replicas.find(name) !== undefined) continue;
    const doc = await signedIn.stored.read(name);
    const here = missing.filter((message) => standsIn(doc, message));
    doc.destroy();
    for (const message of here) yield [message, segment];
    missing = missing.filter((message) => !here.includes(message));
    if (missing.length === 0) return;
  }
}

/** Indexes of the segments that this device has a copy of, ascending. */
const segmentsKept = async (room: RoomId, { stored }: SignedInPerson): Promise<readonly number[]> =>
  (await stored.segments())
    .flatMap((document) => {
      const reference = parseDocumentName(document);
      return reference?.kind === 'segment' && reference.room === room ? [reference.index] : [];
    })
    .toSorted((a, b) => a - b);

const placesIn = async (
  room: RoomId,
  segment: number,
  { stored, identity }: SignedInPerson,
): Promise<readonly Place[]> => {
  const doc = await stored.read(segmentName(room, segment));
  const shown = timeline(segmentOf(doc), identity.user);
  doc.destroy();
  return shown.flatMap(({ id, stamp }) =>
    stamp === undefined ? [] : [{ message: id, segment, seq: stamp.seq, at: stamp.at }],
  );
};
