import type { HandIn } from '@skein/shared/api/schemas';
import type { MessageId, RoomId } from '@skein/shared/ids';
import { MESSAGE_BYTES, RETURNED_PER_PERSON } from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { ReturnedMessage } from '@skein/shared/userDocument';
import type { Devices } from '../directory/devices.ts';
import type { Relay } from '../relay/contract.ts';
import type { Session } from './betterAuth.ts';

interface Parts {
  readonly devices: Devices;
  readonly relay: Pick<Relay, 'stamped' | 'writeUser'>;
  readonly now: () => number;
}

/**
 * The one thing a device may do after it was signed out elsewhere: what it had not sent becomes returned mail of its
 * person. Once; asked again, as by a device that missed the answer, it is confirmed and nothing changes.
 *
 * @throws RefusedError `conflict`, `too-large`, `too-many`, and nothing was taken
 */
export const handIn = async (
  { devices, relay, now }: Parts,
  { user, device }: Session,
  { device: sender, returned }: HandIn,
): Promise<void> => {
  // Somebody else has signed in, and out, in the same browser since.
  if (sender !== device) throw new RefusedError('conflict', 'device');
  if ((await devices.device(device))?.handedInAt !== null) return;
  const entries = await undelivered(relay, returned);
  for (const [id, entry] of entries)
    if (Buffer.byteLength(JSON.stringify(entry)) > MESSAGE_BYTES)
      throw new RefusedError('too-large', `returned ${id}`);
  let isFull = false;
  await relay.writeUser(user, (document) => {
    const fresh = entries.filter(([id]) => !document.returned.has(id));
    isFull = document.returned.size + fresh.length > RETURNED_PER_PERSON;
    if (isFull) return;
    for (const [id, entry] of fresh) document.returned.set(id, { ...entry, returnedAt: now() });
  });
  if (isFull) throw new RefusedError('too-many', 'returned');
  await devices.handedIn(device);
};

type Entry = readonly [id: MessageId, entry: Omit<ReturnedMessage, 'returnedAt'>];

/** A message whose stamp was on its way when the device was signed out did arrive. */
const undelivered = async (
  relay: Parts['relay'],
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
