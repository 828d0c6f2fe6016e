import { isRefusal } from '@skein/shared/refusals';
import type { Journal } from '../journal/port.ts';
import type { Channels } from '../relay/contract.ts';
import type { Log } from '../relay/ports.ts';
import type { Meter } from './meter.ts';

/** Whoever is refused is logged with the reason: so it is counted there, and nothing can be forgotten. */
export const measuredLog = (log: Log, meter: Meter): Log => {
  const counting =
    (level: keyof Log) =>
    (fields: object, message: string): void => {
      if ('reason' in fields && isRefusal(fields.reason)) meter.refusals.inc({ reason: fields.reason });
      log[level](fields, message);
    };
  return { info: counting('info'), warn: counting('warn'), error: counting('error') };
};

/** A step of the relay is one append. */
export const measuredJournal = (journal: Journal, meter: Meter): Journal => {
  const append = journal.append.bind(journal);
  return Object.assign(journal, {
    append: async (...[entries, facts]: Parameters<Journal['append']>) => {
      const end = meter.commits.startTimer();
      try {
        await append(entries, facts);
      } catch (error) {
        meter.steps.inc({ outcome: 'failed' });
        throw error;
      }
      end();
      meter.steps.inc({ outcome: 'committed' });
      meter.rows.inc({ kind: 'update' }, entries.length);
      meter.rows.inc({ kind: 'fact' }, facts.length);
    },
  });
};

export const measuredChannels = (channels: Channels, { traffic }: Meter): Channels => ({
  ...channels,
  open: (document, grant, peer) => {
    let isOpen = true;
    const ended = (): void => {
      if (isOpen) traffic.channels -= 1;
      isOpen = false;
    };
    traffic.channels += 1;
    const channel = channels.open(document, grant, {
      send: (message) => {
        traffic.messagesOut += 1;
        traffic.bytesOut += message.length;
        peer.send(message);
      },
      close: (reason, detail) => {
        ended();
        peer.close(reason, detail);
      },
      waitingBytes: () => peer.waitingBytes(),
      hold: (bytes) => peer.hold(bytes),
    });
    return {
      receive: (message) => {
        traffic.messagesIn += 1;
        traffic.bytesIn += message.length;
        channel.receive(message);
      },
      close: () => {
        ended();
        channel.close();
      },
    };
  },
});
