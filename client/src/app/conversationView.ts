import type { UserId } from '@skein/shared/ids';
import type { RoomEntry } from '@skein/shared/userDocument';
import type { Refusal } from '@skein/shared/refusals';
import type { Chain } from '../sync/chain.ts';
import type { OpenDocument } from '../sync/openDocument.ts';
import { timelineOf } from '../sync/segmentTimeline.ts';
import { conversationFacts, stampedIn } from './conversationFacts.ts';
import type { ConversationMail } from './conversationMail.ts';
import { peerOf } from './conversationList.ts';
import type { ConversationParts } from './conversationParts.ts';
import { messageViews } from './messageViews.ts';
import type { ConversationView, MessageView, ReturnedItem } from './conversationModel.ts';
import type { Originals } from './originals.ts';
import { personOf } from './people.ts';

/** Before anything is known of a conversation, or after it is gone. */
export const emptyView = (
  phase: ConversationView['phase'],
  entry: Pick<RoomEntry, 'kind' | 'title' | 'role'> | undefined,
  reason?: Refusal,
): ConversationView => ({
  phase,
  ...(reason === undefined ? {} : { reason }),
  kind: entry?.kind ?? 'group',
  title: entry?.title ?? '',
  myRole: entry?.role ?? 'member',
  messages: [],
  window: 0,
  returned: [],
  earlier: 'none',
  later: 'none',
  readSeq: 0,
  lastSeq: 0,
  unread: 0,
  typing: [],
  present: new Set(),
});

/** What is shown of a conversation that is in the person's list. */
export const conversationView = (
  entry: RoomEntry,
  chain: Chain,
  mail: ConversationMail,
  originals: Originals,
  { signedIn, people }: ConversationParts,
  joined: ReadonlyMap<UserId, number>,
): ConversationView => {
  const { user } = signedIn.identity;
  const known = people.get();
  const shown = chain.shown();
  const latest = chain.latest();
  const facts = conversationFacts(signedIn, entry, latest, chain.beside(latest));
  const items = mail.items();
  const cameBack = new Set(items.map(({ id }) => id));
  const window = chain.isAtEnd() ? facts : { ...facts, stamped: stampedIn(shown, user), pending: [] };
  // The word that a message came back may be here before the word that it left the conversation.
  const messages = messageViews(window, entry, known, user, originals.get, joined).filter(
    ({ id, seq }) => seq !== undefined || !cameBack.has(id),
  );
  const ids = new Set(messages.map(({ id }) => id));
  const returned = items.filter(({ id }) => !mail.isShownAs(id, ids));
  const marked = signedIn.userDocuments.current.get()?.marks.get(entry.id);
  const refused = chain.head()?.refused.get();
  const peer = peerOf(entry, known, user);
  return {
    phase: phaseOf(shown, messages.length > 0, refused, signedIn.connection.state.get().phase, user),
    ...(refused === undefined ? {} : { reason: refused }),
    kind: entry.kind,
    title: peer?.name ?? entry.title,
    ...(peer ? { peer } : {}),
    myRole: entry.role,
    messages,
    window: chain.window(),
    returned: within(returned, messages, chain),
    earlier: chain.earlier.get(),
    later: chain.later.get(),
    readSeq: facts.readSeq,
    lastSeq: facts.lastSeq,
    unread: facts.unread,
    ...(marked === undefined ? {} : { markedFrom: marked.seq }),
    typing: [...facts.typing].map((typist) => personOf(known, typist)),
    present: facts.present,
  };
};

/** What came back stands where it was written, if that is shown. */
const within = (
  mail: readonly ReturnedItem[],
  messages: readonly MessageView[],
  chain: Chain,
): readonly ReturnedItem[] => {
  // At the end all of it is seen, above the messages what is older than they are.
  if (chain.isAtEnd()) return mail;
  const [first, last] = [messages[0]?.at ?? 0, messages.at(-1)?.at ?? 0];
  return mail.filter(({ sentAt }) => first <= sentAt && sentAt < last);
};

const phaseOf = (
  shown: readonly OpenDocument[],
  hasMessages: boolean,
  refused: Refusal | undefined,
  connection: string,
  user: Parameters<typeof timelineOf>[1],
): ConversationView['phase'] => {
  const replicas = shown.map((document) => document.replica.get());
  if (hasMessages || replicas.some((replica) => replica && timelineOf(replica, user).meta !== undefined))
    return 'open';
  if (refused !== undefined) return 'gone';
  const isRead = replicas.every((replica) => replica?.isLoaded.get());
  return isRead && connection !== 'connected' && connection !== 'connecting' ? 'unavailable' : 'loading';
};
