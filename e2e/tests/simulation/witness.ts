import type { DocumentName } from '@skein/shared/documents';
import type { Journal } from '@skein/server/journal/port';
import { decodeMessage } from '@skein/server/relay/messages';
import * as Y from 'yjs';

type Clocks = ReadonlyMap<number, number>;

/** Compares what the relay says of a document with what the disk had taken when it was said. */
export class Witness {
  readonly #stored = new Map<DocumentName, Map<number, number>>();
  /** Frames that told of what was not stored. */
  readonly hasty: string[] = [];

  /** A journal whose every finished append is noted before whoever waits for it goes on. */
  watch(journal: Journal): Journal {
    const append = journal.append.bind(journal);
    const read = journal.read.bind(journal);
    return Object.assign(journal, {
      append: async (...[entries, facts]: Parameters<Journal['append']>) => {
        await append(entries, facts);
        for (const { document, update } of entries) this.#note(document, Y.parseUpdateMeta(update).to);
      },
      // What an append stored that failed nevertheless.
      read: async (document: DocumentName) => {
        const updates = await read(document);
        for (const update of updates) this.#note(document, Y.parseUpdateMeta(update).to);
        return updates;
      },
    });
  }

  /** One message that is about to leave the relay. */
  leaves(document: DocumentName, bytes: Uint8Array): void {
    const said = decodeMessage(bytes);
    if (said.kind !== 'step-1' && said.kind !== 'update') return;
    const told: Clocks =
      said.kind === 'step-1' ? Y.decodeStateVector(said.stateVector) : Y.parseUpdateMeta(said.update).to;
    const stored = this.#stored.get(document);
    for (const [client, clock] of told)
      if (clock > (stored?.get(client) ?? 0)) this.hasty.push(`${document}: ${client} up to ${clock}`);
  }

  #note(document: DocumentName, told: Clocks): void {
    const stored = this.#stored.get(document) ?? new Map<number, number>();
    this.#stored.set(document, stored);
    for (const [client, clock] of told) stored.set(client, Math.max(clock, stored.get(client) ?? 0));
  }
}
