import { readMeta, segmentOf } from '@skein/shared/segment';
import type { Connection } from './connection.ts';
import type { Source } from './live.ts';
import type { Replica } from './replica.ts';
import type { OpenDocument } from './openDocument.ts';

/** Resolves as soon as it is so, looking again after every change of the sources. */
const when = (isSo: () => boolean, sources: readonly Source[]): Promise<void> =>
  new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const look = (): void => {
      if (!isSo()) return;
      for (const stop of stops) stop();
      resolve();
    };
    for (const source of sources) stops.push(source.subscribe(look));
    look();
  });

/** The first try is worth waiting for; after a failure one knows that it can take long. */
const isStarting = (connection: Connection): boolean => {
  const state = connection.state.get();
  return state.phase === 'connecting' && state.attempts === 0;
};

/** Resolves when it is known whether the relay can be reached. @returns whether it can */
export const firstContact = async (connection: Connection): Promise<boolean> => {
  await when(() => !isStarting(connection), [connection.state]);
  return connection.state.get().phase === 'connected';
};

/** Resolves when the relay answered, there is no connection to ask it on, or nobody holds the document any more. */
const contact = (document: OpenDocument, replica: Replica, connection: Connection): Promise<void> => {
  const { doc } = replica;
  const ended: Source = {
    subscribe: (changed) => {
      doc.on('destroy', changed);
      return () => doc.off('destroy', changed);
    },
  };
  return when(
    () =>
      replica.synced.get() ||
      document.refused.get() !== undefined ||
      document.replica.get() !== replica ||
      doc.isDestroyed ||
      (connection.state.get().phase !== 'connected' && !isStarting(connection)),
    [replica.synced, document.refused, document.replica, ended, connection.state],
  );
};

/** Resolves when all that the relay has of it is here, or cannot be had now. */
export const whenFetched = async (document: OpenDocument, connection: Connection): Promise<void> => {
  const replica = await document.whenOpen();
  if (replica !== undefined) await contact(document, replica, connection);
};

/** @returns whether there is something to read in it, now */
export const isReadable = async (document: OpenDocument, connection: Connection): Promise<boolean> => {
  const replica = await document.whenOpen();
  if (replica === undefined) return false;
  // A local copy that cannot be read is an empty one: the relay may still give it.
  await replica.loaded.catch(() => undefined);
  if (readMeta(segmentOf(replica.doc)) !== undefined) return true;
  await contact(document, replica, connection);
  return document.refused.get() === undefined && readMeta(segmentOf(replica.doc)) !== undefined;
};
