import { parseDocumentName, userDocumentName } from '@skein/shared/documents';
import type { DeviceId } from '@skein/shared/ids';
import { type DeviceKind, readUserMeta, type UserDocument, userDocumentOf } from '@skein/shared/userDocument';
import { cell, createListeners, type Live } from './live.ts';
import type { LocalIndex } from './localIndex.ts';
import { applyOwnEntries, collectOwnEntries } from './ownChanges.ts';
import type { Identity } from './identity.ts';
import type { OpenDocument } from './openDocument.ts';
import type { Replicas } from './replicas.ts';

/** The open document of a person's chain: what this person sees everywhere. */
export class UserDocuments {
  /** Undefined until this device's copy is read. */
  readonly current: Live<UserDocument | undefined>;
  readonly #current = cell<UserDocument | undefined>(undefined);
  readonly #identity: Identity;
  readonly #replicas: Replicas;
  readonly #changed = createListeners();
  #head: OpenDocument | undefined;
  #unwatch: () => void = () => undefined;
  #closed = false;

  constructor(identity: Identity, replicas: Replicas) {
    this.#identity = identity;
    this.#replicas = replicas;
    this.current = this.#current;
  }

  /** Begins with the newest part that either the relay, at sign-in, or this device knew of. */
  async open(knownIndex: number, index: LocalIndex): Promise<void> {
    const indexes = (await index.all()).flatMap(({ document }) => {
      const reference = parseDocumentName(document);
      return reference?.kind === 'user' ? [reference.index] : [];
    });
    const newest = Math.max(knownIndex, ...indexes);
    // A device that cannot even note that this document exists shows nothing for ever: whoever opens it has to hear that.
    await index.get(userDocumentName(this.#identity.user, newest));
    this.#show(newest);
  }

  /** Told after any change of the document. */
  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  /**
   * An empty list of conversations means "none" only then: the relay's list always names this very device, so without
   * devices and conversations it has not come yet.
   */
  isComplete(): boolean {
    const document = this.#current.get();
    return document !== undefined && document.devices.length + document.rooms.length > 0;
  }

  /** Undefined until the relay has told. */
  kindOf(device: DeviceId): DeviceKind | undefined {
    return this.#current
      .get()
      ?.devices.toArray()
      .findLast(({ id }) => id === device)?.kind;
  }

  change(change: (document: UserDocument) => void): void {
    this.#head?.change((doc) => change(userDocumentOf(doc)));
  }

  /** Resolves once durable. */
  async write(change: (document: UserDocument) => void): Promise<void> {
    if (this.#head === undefined) throw new Error('the user document is not open');
    await this.#head.write(
      (doc) => change(userDocumentOf(doc)),
      // What it adds is on its way out of another document, which keeps it when this fails.
      () => undefined,
    );
  }

  close(): void {
    this.#closed = true;
    this.#unwatch();
    if (this.#head) this.#replicas.release(this.#head);
  }

  #show(index: number): void {
    const former = this.#head;
    const head = this.#replicas.hold(userDocumentName(this.#identity.user, index));
    this.#head = head;
    this.#unwatch();
    let stopWatching: () => void = () => undefined;
    const replicaChanged = (): void => {
      stopWatching();
      const replica = head.replica.get();
      if (replica === undefined) return;
      const document = userDocumentOf(replica.doc);
      const look = (): void => {
        if (!replica.isLoaded.get()) return;
        this.#current.set(document);
        this.#changed.notify();
        this.#follow(document);
      };
      const unsubscribe = [
        replica.onChanged(look),
        replica.isLoaded.subscribe(look),
        replica.synced.subscribe(look),
      ];
      stopWatching = () => {
        for (const stop of unsubscribe) stop();
      };
      look();
    };
    const unsubscribe = head.replica.subscribe(replicaChanged);
    this.#unwatch = () => {
      unsubscribe();
      stopWatching();
    };
    replicaChanged();
    if (former) void this.#carryOver(former, head);
  }

  #follow(document: UserDocument): void {
    const next = readUserMeta(document)?.next;
    if (next !== undefined && !this.#closed) this.#show(next);
  }

  /** The relay carried on what it knew of; what it did not know is put into the new part here. */
  async #carryOver(former: OpenDocument, head: OpenDocument): Promise<void> {
    const from = await former.whenOpen();
    if (from !== undefined) {
      const has = (client: number, clock: number): boolean => from.acknowledgements.has(client, clock);
      const entries = collectOwnEntries(userDocumentOf(from.doc), has);
      if (entries.length > 0) head.change((doc) => applyOwnEntries(userDocumentOf(doc), entries));
    }
    this.#replicas.release(former);
  }
}
