import type { DocumentRef } from '@skein/shared/documents';
import { RefusedError } from '@skein/shared/refusals';
import type { Authorization, Identity, Log, RoomAuthorization } from '../relay/ports.ts';
import type { Devices } from './devices.ts';
import { type Members, maySee, present } from './members.ts';

interface Parts {
  /** Who a token is, its device signed in. @throws RefusedError */
  readonly identify: (token: string) => Promise<Identity>;
  readonly devices: Devices;
  readonly members: Members;
  readonly log: Log;
  readonly now: () => number;
}

type No = Exclude<Authorization, { answer: 'yes' }>;

/** The room-authorization hook as the directory answers it. */
export const createAuthorization = (parts: Parts): RoomAuthorization => ({
  identify: async (token) => {
    try {
      return { answer: 'yes', identity: await parts.identify(token) };
    } catch (error) {
      return notYes(error, parts.log);
    }
  },
  authorize: async (identity, document, firstSeq) => {
    try {
      if (identity.expiresAt <= parts.now()) return { answer: 'no', reason: 'token-expired' };
      const device = await parts.devices.device(identity.device);
      if (device?.endedAt !== null) return { answer: 'no', reason: 'device-revoked' };
      const { moderator } = await mayOpen(parts, identity, document, firstSeq);
      const devices = await parts.devices.ever(identity.user);
      return { answer: 'yes', grant: { ...identity, devices, access: 'write', moderator } };
    } catch (error) {
      return notYes(error, parts.log);
    }
  },
});

const notYes = (error: unknown, log: Log): No => {
  if (error instanceof RefusedError) return { answer: 'no', reason: error.reason };
  log.error({ error }, 'the directory could not be asked');
  return { answer: 'cannot-ask' };
};

/** @throws RefusedError `room-forbidden`, `removed-from-room`, `segment-forbidden` */
const mayOpen = async (
  { members }: Parts,
  { user }: Identity,
  document: DocumentRef,
  firstSeq: number,
): Promise<{ readonly moderator: boolean }> => {
  if (document.kind === 'user') {
    if (document.user !== user) throw new RefusedError('room-forbidden');
    return { moderator: false };
  }
  const spans = await members.spans(document.room, user);
  if (spans.length === 0) throw new RefusedError('room-forbidden');
  const span = present(spans);
  if (span === undefined) throw new RefusedError('removed-from-room');
  if (!maySee(spans, firstSeq)) throw new RefusedError('segment-forbidden');
  return { moderator: span.role === 'owner' };
};
