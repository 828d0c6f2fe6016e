import type { DocumentName } from '@skein/shared/documents';
import type { Refusal } from '@skein/shared/refusals';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { Awareness } from 'y-protocols/awareness';
import { writeUpdate } from 'y-protocols/sync';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { Acknowledgements } from './acknowledgements.ts';
import { channelSocketClass } from './channelSocket.ts';
import type { Connection } from './connection.ts';
import type { Environment } from './environment.ts';
import { type Cell, cell, createListeners, type Live } from './live.ts';
import { LocalCopy, NotDurableError } from './localCopy.ts';
import type { LocalDatabase } from './localDatabase.ts';

export interface ReplicaOptions {
  readonly document: DocumentName;
  readonly generation: number;
  /** For BroadcastChannel. */
  readonly localName: string;
  readonly database: () => Promise<LocalDatabase>;
  readonly epoch: string;
  readonly connection: Connection;
  readonly environment: Environment;
  /** What others see of this device while it has the document open. */
  readonly presence: Readonly<Record<string, unknown>>;
  /** After a refusal that trying again cannot help, the replica talks to the relay no more. */
  readonly refused: (reason: Refusal, detail: string) => void;
}

const SYNC_MESSAGE = 0;
const SYNC_STEP_1 = 0;
/** The provider's own waits are not needed: a channel waits for its connection, and is patient when told to be. */
const PROVIDER_BACKOFF_MS = 50;

/** One document at one generation: in memory, in IndexedDB, shared with the other tabs and synced with the relay. */
export class Replica {
  readonly doc = new Y.Doc();
  readonly awareness = new Awareness(this.doc);
  readonly document: DocumentName;
  readonly generation: number;
  readonly acknowledgements = new Acknowledgements();
  /** This device's copy is read, or cannot be: then the document lives in memory only. */
  readonly loaded: Promise<void>;
  readonly isLoaded: Live<boolean>;
  /** All that the relay had when the channel opened is here. */
  readonly synced: Live<boolean>;
  /** The life of the relay's store that this copy comes from; empty before the first word about the document. */
  epoch: string;
  readonly #isLoaded: Cell<boolean> = cell(false);
  readonly #synced: Cell<boolean> = cell(false);
  readonly #heard = createListeners();
  readonly #copy: LocalCopy;
  readonly #changed = createListeners();
  /** From the moment when this device's copy is read. */
  #provider: WebsocketProvider | undefined;
  #holding = 0;
  #destroyed = false;

  constructor(options: ReplicaOptions) {
    const { document, environment } = options;
    this.document = document;
    this.generation = options.generation;
    this.epoch = options.epoch;
    this.isLoaded = this.#isLoaded;
    this.synced = this.#synced;
    // Before anything is sent: the relay binds this Yjs client id to its person by what awareness says.
    this.awareness.setLocalState({ ...options.presence });
    this.#copy = new LocalCopy({
      database: options.database,
      document,
      generation: options.generation,
      doc: this.doc,
      randomBytes: environment.randomBytes,
      isPrecious: (origin) => origin !== this.#provider,
    });
    this.loaded = this.#load(options);
    // Whoever writes hears of it; merely reading goes on in memory.
    this.loaded.catch(() => undefined);
  }

  /** Told after every change of the document since this device's copy was read. */
  onChanged(listener: () => void): () => void {
    return this.#changed.subscribe(listener);
  }

  /** Told after every message of the relay. */
  onHeard(listener: () => void): () => void {
    return this.#heard.subscribe(listener);
  }

  /**
   * Makes a change and resolves once it is in IndexedDB; the relay hears of it only then.
   * @throws NotDurableError after undoing the change
   */
  async writeDurably(change: (doc: Y.Doc) => void, undo: (doc: Y.Doc) => void): Promise<void> {
    this.#holding += 1;
    try {
      await this.loaded;
      this.doc.transact(() => change(this.doc));
      await this.durable();
    } catch (error) {
      this.#undo(undo);
      throw error instanceof NotDurableError
        ? error
        : new NotDurableError('the local database cannot be written', { cause: error });
    } finally {
      this.#holding -= 1;
      if (this.#holding === 0) this.push();
    }
  }

  #undo(undo: (doc: Y.Doc) => void): void {
    try {
      this.doc.transact(() => undo(this.doc));
    } catch {
      // It is undone in memory; that the database fails on this change too is no more news.
    }
  }

  /** Resolves at the next moment when all that the relay had is here; at once when the replica ends. */
  async whenSynced(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!this.#synced.get() && !this.#destroyed) return;
        unsubscribe();
        resolve();
      };
      const unsubscribe = this.#synced.subscribe(look);
      this.doc.once('destroy', look);
      look();
    });
  }

  /** Resolves when everything that is here so far is in IndexedDB. */
  durable(): Promise<void> {
    return this.#copy.durable();
  }

  /** Writes all of it into a database that has nothing of it. */
  keepAgain(): Promise<void> {
    return this.#copy.keepAgain();
  }

  /** Sends whatever the relay, as far as known, lacks. Does nothing without a channel. */
  push(): void {
    const ws = this.#provider?.ws;
    const { isInformed } = this.acknowledgements;
    if (ws?.readyState !== ws?.OPEN || !isInformed || this.acknowledgements.covers(this.doc)) return;
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, SYNC_MESSAGE);
    writeUpdate(encoder, this.acknowledgements.missing(this.doc));
    ws?.send(encoding.toUint8Array(encoder) as Uint8Array<ArrayBuffer>);
  }

  /** Ends the talk with relay and tabs; what is on the device stays. Idempotent. */
  async destroy(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#provider?.destroy();
    this.awareness.destroy();
    await this.#copy.close();
    this.doc.destroy();
  }

  /** Begins to talk with relay and tabs, as soon as this device's copy is read. */
  async connect(): Promise<void> {
    // Without a local copy it reads from the relay alone.
    await this.loaded.catch(() => undefined);
    if (!this.#destroyed) this.#provider?.connect();
  }

  async #load(options: ReplicaOptions): Promise<void> {
    try {
      await this.#copy.loaded;
    } finally {
      if (!this.#destroyed) {
        this.#listen(this.#newProvider(options));
        this.#isLoaded.set(true);
      }
    }
  }

  #newProvider({ document, connection, environment, localName, refused }: ReplicaOptions): WebsocketProvider {
    let openedAt = this.epoch;
    const provider = new WebsocketProvider('channel:', document, this.doc, {
      connect: false,
      awareness: this.awareness,
      maxBackoffTime: PROVIDER_BACKOFF_MS,
      WebSocketPolyfill: channelSocketClass(connection, environment, {
        document,
        epoch: () => this.epoch,
        heard: (message) => {
          // A relay of another life refuses the channel instead of speaking of the document.
          if (isSync(message)) this.epoch = openedAt;
          this.acknowledgements.hear(message);
          // The provider applies the message when this returns; whoever listens looks after that.
          queueMicrotask(() => !this.#destroyed && this.#heard.notify());
        },
        opened: (epoch) => {
          openedAt = epoch;
        },
        maySend: (message) => this.#holding === 0 || !carriesContent(message),
        refused: (reason, detail) => !this.#destroyed && refused(reason, detail),
      }),
    });
    provider.bcChannel = localName;
    return provider;
  }

  /** Not before the copy is read: for whoever listens, Yjs would encode all that is read. */
  #listen(provider: WebsocketProvider): void {
    this.#provider = provider;
    provider.on('sync', (synced) => this.#synced.set(synced));
    provider.on('status', ({ status }) => {
      // Others dropped this state when the last channel closed; only a newer one is believed again.
      if (status === 'connected') this.awareness.setLocalState(this.awareness.getLocalState());
    });
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== provider && origin !== this.#copy) this.acknowledgements.wrote(update);
      this.#changed.notify();
    });
  }
}

const isSync = (message: Uint8Array): boolean =>
  decoding.readVarUint(decoding.createDecoder(message)) === SYNC_MESSAGE;

const carriesContent = (message: Uint8Array): boolean => {
  const decoder = decoding.createDecoder(message);
  return decoding.readVarUint(decoder) === SYNC_MESSAGE && decoding.readVarUint(decoder) !== SYNC_STEP_1;
};
