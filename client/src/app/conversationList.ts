import { segmentName } from '@skein/shared/documents';
import type { UserId } from '@skein/shared/ids';
import { PREVIEW_LENGTH } from '@skein/shared/limits';
import type { RoomEntry } from '@skein/shared/userDocument';
import { derived, gathering, type Live, type Source } from '../sync/live.ts';
import { othersIn } from '../sync/presence.ts';
import type { OpenDocument } from '../sync/openDocument.ts';
import { type SegmentTimeline, timelineOf } from '../sync/segmentTimeline.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import { type ConversationFacts, conversationFacts } from './conversationFacts.ts';
import { deliveryOf } from './delivery.ts';
import type { ConversationList, ConversationSummary } from './model.ts';
import { type KnownPerson, type People, personOf } from './people.ts';
import { remembered } from './remembered.ts';
import { share } from './share.ts';

/** Much may arrive at once: what follows within this time is told together. */
const GATHER_MS = 100;

/** The other person of a direct conversation. */
export const peerOf = (entry: RoomEntry, people: People, me: UserId): KnownPerson | undefined => {
  if (entry.kind !== 'direct') return undefined;
  const other = entry.members.find((member) => member !== me);
  return other === undefined ? undefined : personOf(people, other);
};

/** The conversations of a person, as this device knows them: the relay's list with everything newer that is here. */
export const createConversationList = (
  signedIn: SignedInPerson,
  people: Live<People>,
  drafts: Source & { text(room: RoomEntry['id']): string },
): Live<ConversationList> => {
  const { replicas, departures, readPositions, userDocuments, rooms, identity, environment } = signedIn;

  const openOf = (entry: RoomEntry) => {
    const head = replicas.find(segmentName(entry.id, entry.head));
    return { head, aside: replicas.openedOf(entry.id).filter((document) => document !== head) };
  };
  const seenIn = (document: OpenDocument): SegmentTimeline | undefined => {
    const replica = document.replica.get();
    return replica && timelineOf(replica, identity.user);
  };

  /** All that `summaryOf` looks at. */
  const partsOf = (entry: RoomEntry): readonly unknown[] => {
    const { head, aside } = openOf(entry);
    const { present, typing } = othersIn(head?.replica.get(), identity.user);
    return [
      entry,
      people.get(),
      userDocuments.current.get()?.marks.get(entry.id),
      drafts.text(entry.id),
      readPositions.get(entry.id),
      present.size > 0,
      [...typing].join(' '),
      head && seenIn(head),
      ...aside.map(seenIn),
    ];
  };

  const summaryOf = (entry: RoomEntry): ConversationSummary => {
    const known = people.get();
    const { head, aside } = openOf(entry);
    const facts = conversationFacts(signedIn, entry, head ? [head] : [], aside);
    const peer = peerOf(entry, known, identity.user);
    const mark = userDocuments.current.get()?.marks.get(entry.id);
    const draft = drafts.text(entry.id);
    const preview = previewOf(entry, facts, known, identity.user);
    return {
      id: entry.id,
      kind: entry.kind,
      title: peer?.name ?? entry.title,
      ...(peer ? { peer } : {}),
      memberCount: entry.members.length,
      at: Math.max(entry.at, facts.stamped.at(-1)?.stamp?.at ?? 0, facts.pending.at(-1)?.sentAt ?? 0),
      unread: facts.unread,
      mentioned: facts.unread > 0 && isMentioned(entry, facts, identity.user),
      markedUnread: mark !== undefined,
      ...(preview ? { preview } : {}),
      ...(draft === '' ? {} : { draft }),
      present: facts.present.size > 0,
      typing: [...facts.typing].map((user) => personOf(known, user)),
    };
  };

  const summariesOf = remembered(({ id }: RoomEntry) => id, partsOf, summaryOf);

  return derived<ConversationList>(
    (former) => {
      const entries = rooms.entries.get().filter(({ id }) => departures.reason(id) === undefined);
      const items = summariesOf(entries).toSorted((a, b) => b.at - a.at);
      return share(former, {
        loaded: userDocuments.isComplete(),
        items,
        unread: items.reduce((sum, item) => sum + item.unread, 0),
        hasUnread: items.some(({ unread, markedUnread }) => unread > 0 || markedUnread),
      });
    },
    [rooms.entries, departures, readPositions, userDocuments, people, drafts],
    { sources: [replicas, replicas.activity], soon: gathering(environment.clock, GATHER_MS) },
  );
};

const isMentioned = (entry: RoomEntry, { stamped, readSeq }: ConversationFacts, me: UserId): boolean => {
  const isHere = stamped.some(
    ({ mentions, stamp, author }) => mentions.includes(me) && author !== me && (stamp?.seq ?? 0) > readSeq,
  );
  return isHere || (entry.mentions > 0 && readSeq <= entry.readSeq);
};

const previewOf = (
  entry: RoomEntry,
  { stamped, pending, positions }: ConversationFacts,
  people: People,
  me: UserId,
): ConversationSummary['preview'] => {
  const others = entry.members.filter((member) => member !== me);
  const here = pending.at(-1) ?? stamped.at(-1);
  const fromRelay = entry.preview;
  const isNewer = here !== undefined && (!here.stamp || here.stamp.seq >= (fromRelay?.seq ?? 0));
  const newest = isNewer
    ? { author: here.author, text: here.text, retracted: here.retracted, seq: here.stamp?.seq }
    : fromRelay && {
        author: fromRelay.author,
        text: fromRelay.text,
        retracted: fromRelay.retracted === true,
        seq: fromRelay.seq,
      };
  if (newest === undefined) return undefined;
  const own = newest.author === me;
  return {
    author: personOf(people, newest.author),
    own,
    text: [...newest.text].slice(0, PREVIEW_LENGTH).join(''),
    retracted: newest.retracted,
    ...(own ? { delivery: deliveryOf(newest.seq, me, others, positions) } : {}),
  };
};
