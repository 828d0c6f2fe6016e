import { type DocumentName, type DocumentRef, segmentName, userDocumentName } from '@skein/shared/documents';
import { STEP_INTERVAL_MS } from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { Journal } from '../journal/port.ts';
import { Admitting } from './admitting.ts';
import { StoredArchive } from './archive.ts';
import { Arrivals } from './arrivals.ts';
import { Attendances, isMeant } from './attendances.ts';
import { ClientIds } from './clientIds.ts';
import { Commands } from './commands.ts';
import { Committing } from './committing.ts';
import { Compactor } from './compactor.ts';
import type { Attendance, Channels, Relay, RelayEvent } from './contract.ts';
import { DocumentChannel } from './documentChannel.ts';
import { Documents } from './documents.ts';
import { Erasing } from './erasing.ts';
import type { LiveDocument } from './liveDocument.ts';
import {
  type Clock,
  type Grant,
  type Log,
  type MessagePolicy,
  type Schedule,
  systemSchedule,
} from './ports.ts';
import { Parking } from './parking.ts';
import { Places } from './places.ts';
import { Postmaster } from './postmaster.ts';
import { Preparation } from './preparation.ts';
import { Rate, type RateLimit } from './rate.ts';
import { Reading } from './reading.ts';
import { Registry } from './registry.ts';
import { Segments } from './segments.ts';
import { Steps } from './steps.ts';
import { Storage } from './storage.ts';
import { Users } from './users.ts';

export interface RelayOptions {
  /** Opens the journal, and opens it again after a failed append. */
  readonly openJournal: () => Promise<Journal>;
  readonly log: Log;
  readonly policy?: MessagePolicy;
  readonly rate?: RateLimit;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
  readonly stepInterval?: number;
  /** 32 random bits. */
  readonly randomClientId?: () => number;
}

const nameOf = (ref: DocumentRef): DocumentName =>
  ref.kind === 'segment' ? segmentName(ref.room, ref.index) : userDocumentName(ref.user, ref.index);

const attendanceOf = ({ user, device }: Grant, document: DocumentRef): Attendance => ({
  user,
  device,
  ...(document.kind === 'segment' ? { room: document.room } : {}),
});

/** @throws whatever `openJournal` throws */
export const createRelay = async (options: RelayOptions): Promise<Relay & Channels> => {
  const { openJournal, log, policy = () => undefined, clock = Date.now, schedule = systemSchedule } = options;
  const storage = new Storage(await openJournal(), openJournal, schedule, log);
  const clientIds = new ClientIds(options.randomClientId);
  const compactor = new Compactor(storage, log);
  await compactor.resume();
  const documents = new Documents(storage, clientIds, clock, (name) => compactor.add(name));
  const registry = new Registry(storage);
  const segments = new Segments(documents, registry);
  const users = new Users(documents, registry);
  const preparation = new Preparation(storage, documents, registry, policy);
  const rate = new Rate(options.rate ?? { perSecond: 0, burst: 0 }, clock);
  const postmaster = new Postmaster(segments, users, registry, policy);
  const admitting = new Admitting({ registry, segments, users, postmaster, rate, log });

  const listeners = new Set<(event: RelayEvent) => void>();
  const tell = (event: RelayEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.error({ error, event: event.type }, 'a listener to the relay failed');
      }
    }
  };
  const arrivals = new Arrivals(tell);
  const attendances = new Attendances();
  const channels = new Map<DocumentChannel, () => void>();
  const closeChannels = (reason: Refusal): void => {
    for (const channel of channels.keys()) channel.refuse(reason, '');
  };

  const steps = new Steps({
    documents,
    segments,
    users,
    admitting,
    preparation,
    committing: new Committing({ storage, compactor, tell }),
    rate,
    clock,
    schedule,
    interval: options.stepInterval ?? STEP_INTERVAL_MS,
    log,
    rest: () => {
      registry.prune();
      documents.prune((live) => steps.isWaiting(live));
    },
    disperse: (reason) => {
      documents.discard();
      registry.discard();
      clientIds.renew();
      closeChannels(reason);
    },
  });
  const parking = new Parking({ documents, steps, clock, schedule, log });
  const commands = new Commands(registry, segments, users, preparation, policy);
  const erasing = new Erasing({ storage, documents, registry, steps, log });
  const reading = new Reading(storage, documents, registry, steps);
  const places = new Places(storage, documents, registry, steps);

  /** What is loaded may be let go of while the caller waits for a step to end. */
  const attend = async (ref: DocumentRef): Promise<LiveDocument> => {
    if (closing) throw new RefusedError('going-away');
    return documents.attend(nameOf(ref));
  };
  let closing: Promise<void> | undefined;

  return {
    epoch: storage.epoch,
    archive: new StoredArchive(storage, documents, steps),
    createRoom: (room) => steps.command(commands.createRoom(room)),
    closeSegment: (room) => steps.command(commands.closeSegment(room)),
    userDocumentIndex: (user) => steps.command(commands.userDocumentIndex(user)),
    writeUser: (user, write) => steps.command(commands.writeUser(user, write)),
    keepCursors: (room, user, devices) => steps.command(commands.keepCursors(room, user, devices)),
    chain: (room) => reading.chain(room),
    summary: (room, user, readable) => reading.summary(room, user, readable),
    stamped: (room, ids) => reading.stamped(room, ids),
    messages: (room, page, readable) => reading.messages(room, page, readable),
    place: (room, wanted, readable) => places.find(room, wanted, readable),
    eraseUser: (user) => erasing.user(user),
    post: async (room, message, granting) => {
      const { author: user, device } = message;
      let disconnection: Refusal | undefined;
      const isOver = (): Refusal | undefined => disconnection;
      const end = attendances.add({ user, device, room }, (reason) => {
        disconnection = reason;
      });
      try {
        const grant = await granting;
        if (rate.wait(grant.user) > 0) throw new RefusedError('too-fast');
        rate.spend(grant.user, 1);
        return await steps.command(commands.post(room, message, grant, isOver));
      } finally {
        end();
      }
    },
    documentCount: () => documents.count,
    isPresent: (user) => arrivals.isPresent(user),
    disconnect: (which, reason) => {
      attendances.disconnect(which, reason);
      steps.drop(({ sender, live }) => isMeant(which, attendanceOf(sender.grant, live.ref)));
    },
    attend: (attendance, disconnected) => attendances.add(attendance, disconnected),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    firstSeq: async (document) => {
      if (document.kind === 'user') {
        const head = await registry.askedHead(document.user);
        return head !== undefined && document.index <= head ? 0 : undefined;
      }
      return (await reading.chain(document.room))?.firstSeqs[document.index];
    },
    open: (document, grant, peer) => {
      const isOwn = document.kind === 'user';
      const channel = new DocumentChannel(document, grant, peer, {
        steps,
        attend,
        isKept: (live) => documents.isKept(live),
        wake: (live) => documents.load(live.name),
        clock,
        schedule,
        refused: ({ user, device }, ref, reason, detail) =>
          log.info({ user, device, document: nameOf(ref), reason, detail }, 'a channel was refused'),
        ended: (channel) => {
          channels.get(channel)?.();
          channels.delete(channel);
          if (isOwn) arrivals.leave(grant.user, grant.device);
        },
      });
      channels.set(
        channel,
        attendances.add(attendanceOf(grant, document), (reason) => channel.refuse(reason, '')),
      );
      if (isOwn) arrivals.arrive(grant.user, grant.device);
      return channel;
    },
    close: () => {
      closing ??= (async () => {
        storage.stop();
        parking.stop();
        await steps.finish();
        closeChannels('going-away');
        await compactor.idle();
        await storage.close();
      })();
      return closing;
    },
  };
};
