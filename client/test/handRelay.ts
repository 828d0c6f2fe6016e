import { judge, type Writer } from '@skein/shared/admission/admission';
import { type DocumentRef, parseDocumentName } from '@skein/shared/documents';
import type { DeviceId, UserId } from '@skein/shared/ids';
import type { Refusal } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import { Awareness } from 'y-protocols/awareness';
import { writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';
import { awarenessFrame, syncFrame } from './frames.ts';
import type { HandSocket } from './handSocket.ts';

interface Writ {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
}

/**
 * The relay's side of `/sync` in a few lines, in the tests' hands: the shared admission and a stamp for every message,
 * but no storage, and it refuses, falls silent and breaks connections when told to.
 */
export class HandRelay {
  epoch = 'epoch-1';
  now = Date.now;
  tokenLifeMs = 60 * 60_000;
  /** Documents that are not to be had, by name. */
  readonly forbidden = new Map<string, Refusal>();
  /** Changes of segments that are refused whatever they are, without naming one. */
  refusesAll: Refusal | undefined;
  /** Sockets accept no token while it is false, and then close. */
  isUp = true;
  /** A frozen network: nothing arrives, nothing fails. */
  isSilent = false;
  readonly tokens: string[] = [];
  readonly refusals: { readonly document: string; readonly reason: Refusal; readonly detail: string }[] = [];
  readonly #documents = new Map<string, Writ>();
  readonly #sockets = new Set<HandSocket>();
  readonly #seqs = new Map<string, number>();
  readonly #devices = new Map<UserId, Set<DeviceId>>();

  token(user: UserId, device: DeviceId): { token: string; expiresAt: number } {
    const expiresAt = this.now() + this.tokenLifeMs;
    return { token: JSON.stringify({ user, device, expiresAt }), expiresAt };
  }

  /** Every device of a person that ever was here. */
  devices(user: UserId, device: DeviceId): ReadonlySet<DeviceId> {
    const devices = (this.#devices.get(user) ?? new Set()).add(device);
    this.#devices.set(user, devices);
    return devices;
  }

  document(name: string): Writ {
    const known = this.#documents.get(name);
    if (known) return known;
    const doc = new Y.Doc();
    const awareness = new Awareness(doc);
    awareness.setLocalState(null);
    const created = { doc, awareness };
    this.#documents.set(name, created);
    doc.on('update', (update: Uint8Array) => {
      const frame = syncFrame((encoder) => writeUpdate(encoder, update));
      for (const socket of this.#sockets) socket.publish(name, frame);
    });
    awareness.on('update', ({ added, updated, removed }: Record<string, number[]>) => {
      const changed = [...(added ?? []), ...(updated ?? []), ...(removed ?? [])];
      const frame = awarenessFrame(awareness, changed);
      for (const socket of this.#sockets) socket.publish(name, frame);
    });
    const reference = parseDocumentName(name);
    if (reference?.kind === 'segment') writeMeta(doc, reference);
    return created;
  }

  /** A backup from before the document. */
  forget(name: string): void {
    this.#documents.delete(name);
    this.#seqs.clear();
  }

  /** Every connection ends, as when the relay is restarted. */
  dropAll(code = 1006): void {
    for (const socket of this.#sockets) socket.end(code);
  }

  closeDocument(name: string, reason: Refusal): void {
    for (const socket of this.#sockets) socket.closeDocument(name, reason);
  }

  connections(): number {
    return this.#sockets.size;
  }

  join(socket: HandSocket): void {
    this.#sockets.add(socket);
  }

  leave(socket: HandSocket): void {
    this.#sockets.delete(socket);
  }

  /** @returns why not */
  admit(name: string, update: Uint8Array, writer: Writer): { reason: Refusal; detail: string } | undefined {
    const { doc } = this.document(name);
    const reference = parseDocumentName(name);
    if (reference === undefined) return { reason: 'document-unknown', detail: '' };
    const key = reference.kind === 'segment' ? reference.room : '';
    if (reference.kind === 'segment' && this.refusesAll !== undefined && bringsNews(doc, update)) {
      const refusal = { reason: this.refusesAll, detail: '' };
      this.refusals.push({ document: name, ...refusal });
      return refusal;
    }
    const verdict = judge(
      update,
      reference.kind === 'segment'
        ? { kind: 'segment', segment: segmentOf(doc), lastSeq: this.#seqs.get(key) ?? 0 }
        : { kind: 'user', document: userDocumentOf(doc), user: reference.user },
      writer,
    );
    if (verdict.answer === 'refuse') {
      this.refusals.push({ document: name, reason: verdict.reason, detail: verdict.detail });
      return verdict;
    }
    if (verdict.answer !== 'admit') return undefined;
    const clientID = doc.clientID;
    doc.transact((transaction) => {
      Y.applyUpdate(doc, verdict.update);
      transaction.local = true;
      const { stamps, writers } = segmentOf(doc);
      for (const client of verdict.changes.newWriters) writers.set(String(client), writer.user);
      for (const { message } of verdict.changes.messages) {
        if (stamps.has(message.id)) continue;
        const seq = (this.#seqs.get(key) ?? 0) + 1;
        this.#seqs.set(key, seq);
        stamps.set(message.id, { seq, at: this.now(), author: writer.user });
      }
    });
    doc.clientID = clientID;
    return undefined;
  }
}

const bringsNews = (doc: Y.Doc, update: Uint8Array): boolean =>
  [...Y.parseUpdateMeta(update).to].some(([client, clock]) => Y.getState(doc.store, client) < clock);

const writeMeta = (doc: Y.Doc, reference: Extract<DocumentRef, { kind: 'segment' }>): void => {
  const { meta } = segmentOf(doc);
  doc.transact(() => {
    meta.set('room', reference.room);
    meta.set('index', reference.index);
    meta.set('firstSeq', 1);
  });
};
