import type { HandIn } from '@skein/shared/api/schemas';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { MESSAGE_BYTES, RETURNED_PER_PERSON } from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { ReturnedMessage } from '@skein/shared/userDocument';
import type { Deletions } from '../directory/deletions.ts';
import type { Devices } from '../directory/devices.ts';
import type { Channels, Relay } from '../relay/contract.ts';
import type { Session } from './betterAuth.ts';

export interface HandingInParts {
  readonly devices: Devices;
  readonly deletions: Deletions;
  readonly relay: Pick<Relay, 'stamped' | 'writeUser'> & Pick<Channels, 'attend'>;
  readonly now: () => number;
}

/**
 * The one thing a device may do after it was signed out elsewhere: what it had not sent becomes returned mail of its
 * person. Once; asked again, as by a device that missed the answer, it is confirmed and nothing changes.
 *
 * @throws RefusedError `conflict`, `too-large`, `too-many`, `account-deleted`, and nothing was taken
 */
export const handIn = async (
  parts: HandingInParts,
  session: Session,
  { device: sender, returned }: HandIn,
): Promise<void> => {
  // Somebody else has signed in, and out, in the same browser since.
  if (sender !== session.device) throw new RefusedError('conflict', 'device');
  let disconnection: Refusal | undefined;
  const end = parts.relay.attend(session, (reason) => {
    disconnection = reason;
  });
  try {
    await take(parts, session, returned, () => disconnection);
  } finally {
    end();
  }
};

/** @param isOver why its person may not have it any more: what was erased with an account must not come back */
const take = async (
  { devices, deletions, relay, now }: HandingInParts,
  { user, device }: Session,
  returned: HandIn['returned'],
  isOver: () => Refusal | undefined,
): Promise<void> => {
  // It may have been deleted just before that could be heard of here.
  if (await deletions.isDeleted(user)) throw new RefusedError('account-deleted');
  if ((await devices.device(device))?.handedInAt !== null) return;
  const entries = await undelivered(relay, returned);
  for (const [id, entry] of entries)
    if (Buffer.byteLength(JSON.stringify(entry)) > MESSAGE_BYTES)
      throw new RefusedError('too-large', `returned ${id}`);
  let refusal: Refusal | undefined;
  await relay.writeUser(user, (document) => {
    const fresh = entries.filter(([id]) => !document.returned.has(id));
    const isFull = document.returned.size + fresh.length > RETURNED_PER_PERSON;
    refusal = isOver() ?? (isFull ? 'too-many' : undefined);
    if (refusal !== undefined) return;
    for (const [id, entry] of fresh) document.returned.set(id, { ...entry, returnedAt: now() });
  });
  if (refusal !== undefined) throw new RefusedError(refusal, 'returned');
  await devices.handedIn(device);
};

type Entry = readonly [id: MessageId, entry: Omit<ReturnedMessage, 'returnedAt'>];

/** A message whose stamp was on its way when the device was signed out did arrive. */
const undelivered = async (
  relay: HandingInParts['relay'],
  returned: HandIn['returned'],
): Promise<readonly Entry[]> => {
  const entries = new Map(
    returned.map(
      ({ id, room, text, reason, sentAt, replyTo }): Entry => [
        id as MessageId,
        {
          room: room as RoomId,
          text,
          reason: reason as Refusal,
          sentAt,
          ...(replyTo === undefined ? {} : { replyTo: replyTo as MessageId }),
        },
      ],
    ),
  );
  for (const room of new Set([...entries.values()].map((entry) => entry.room))) {
    const ids = [...entries].filter(([, entry]) => entry.room === room).map(([id]) => id);
    for (const id of await relay.stamped(room, ids)) entries.delete(id);
  }
  return [...entries];
};
