import { judge, type Writer } from '@skein/shared/admission/admission';
import { type DocumentRef, parseDocumentName } from '@skein/shared/documents';
import { type ClientControl, decodeClientFrame, encodeData, encodeRelayControl } from '@skein/shared/frames';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import { segmentOf } from '@skein/shared/segment';
import { userDocumentOf } from '@skein/shared/userDocument';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import { readSyncStep1, writeSyncStep1, writeUpdate } from 'y-protocols/sync';
import * as Y from 'yjs';

interface Writ {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
}

type SocketEvent = 'open' | 'message' | 'close' | 'error';

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
      const frame = encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 1);
        encoding.writeVarUint8Array(encoder, encodeAwarenessUpdate(awareness, changed));
      });
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

const syncFrame = (write: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 0);
    write(encoder);
  });

class HandSocket {
  static readonly OPEN = 1;
  readyState = 0;
  binaryType: BinaryType = 'arraybuffer';
  readonly #relay: HandRelay;
  readonly #listeners = new Map<SocketEvent, ((event: unknown) => void)[]>();
  readonly #channels = new Map<number, { readonly name: string; readonly clients: Set<number> }>();
  #writer: Writer | undefined;

  constructor(relay: HandRelay) {
    this.#relay = relay;
    queueMicrotask(() => {
      if (!relay.isUp) return this.end(1006);
      this.readyState = 1;
      relay.join(this);
      this.#emit('open', {});
    });
  }

  addEventListener(type: SocketEvent, listener: (event: unknown) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  send(bytes: Uint8Array): void {
    if (this.#relay.isSilent) return;
    const copy = bytes.slice();
    queueMicrotask(() => this.readyState === 1 && this.#receive(copy));
  }

  close(): void {
    this.end(1000);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#relay.leave(this);
    for (const { name, clients } of this.#channels.values())
      removeAwarenessStates(this.#relay.document(name).awareness, [...clients], 'gone');
    this.#emit('close', { code });
  }

  publish(name: string, message: Uint8Array): void {
    for (const [channel, open] of this.#channels)
      if (open.name === name) this.#deliver(encodeData(channel, message));
  }

  closeDocument(name: string, reason: Refusal): void {
    for (const [channel, open] of this.#channels) if (open.name === name) this.#refuse(channel, reason, '');
  }

  #receive(bytes: Uint8Array): void {
    const frame = decodeClientFrame(bytes);
    if (frame.kind === 'control') this.#control(frame.control);
    else this.#data(frame.channel, frame.message);
  }

  #control(control: ClientControl): void {
    switch (control.type) {
      case 'token': {
        this.#relay.tokens.push(control.token);
        const { user, device, expiresAt } = JSON.parse(control.token) as Writer & { expiresAt: number };
        if (expiresAt <= this.#relay.now()) return this.end(refusalRow('token-expired').code);
        this.#writer = { user, device, devices: this.#relay.devices(user, device), moderator: false };
        return this.#deliver(encodeRelayControl({ type: 'accepted', expiresAt, epoch: this.#relay.epoch }));
      }
      case 'open': {
        const { channel, document } = control;
        this.#channels.set(channel, { name: document, clients: new Set() });
        const refusal = this.#relay.forbidden.get(document);
        if (refusal) return this.#refuse(channel, refusal, '');
        if (control.epoch !== '' && control.epoch !== this.#relay.epoch)
          return this.#refuse(channel, 'epoch-changed', '');
        const { doc, awareness } = this.#relay.document(document);
        this.#deliver(
          encodeData(
            channel,
            syncFrame((encoder) => writeSyncStep1(encoder, doc)),
          ),
        );
        const present = [...awareness.getStates().keys()];
        if (present.length === 0) return;
        const states = encodeAwarenessUpdate(awareness, present);
        const frame = encoding.encode((encoder) => {
          encoding.writeVarUint(encoder, 1);
          encoding.writeVarUint8Array(encoder, states);
        });
        return this.#deliver(encodeData(channel, frame));
      }
      case 'close':
        this.#channels.delete(control.channel);
        return;
      case 'ping':
        this.#deliver(encodeRelayControl({ type: 'pong' }));
    }
  }

  #data(channel: number, message: Uint8Array): void {
    const open = this.#channels.get(channel);
    if (open === undefined || this.#writer === undefined) return;
    const { doc, awareness } = this.#relay.document(open.name);
    const decoder = decoding.createDecoder(message);
    const type = decoding.readVarUint(decoder);
    if (type === 1) {
      const update = decoding.readVarUint8Array(decoder);
      const reading = decoding.createDecoder(update);
      if (decoding.readVarUint(reading) !== 1) return;
      open.clients.add(decoding.readVarUint(reading));
      applyAwarenessUpdate(awareness, update, this);
      return;
    }
    const kind = decoding.readVarUint(decoder);
    if (kind === 0) {
      const answer = syncFrame((encoder) => readSyncStep1(decoder, encoder, doc));
      return this.#deliver(encodeData(channel, answer));
    }
    const refusal = this.#relay.admit(open.name, decoding.readVarUint8Array(decoder), this.#writer);
    if (refusal) this.#refuse(channel, refusal.reason, refusal.detail);
  }

  #refuse(channel: number, reason: Refusal, detail: string): void {
    this.#channels.delete(channel);
    this.#deliver(encodeRelayControl({ type: 'closed', channel, reason, detail }));
  }

  #deliver(frame: Uint8Array<ArrayBuffer>): void {
    queueMicrotask(() => {
      if (this.readyState === 1 && !this.#relay.isSilent)
        this.#emit('message', { data: frame.slice().buffer });
    });
  }

  #emit(type: SocketEvent, event: unknown): void {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

/** What devices are given as their `WebSocket`. */
export const socketClassOf = (relay: HandRelay): typeof WebSocket =>
  class extends HandSocket {
    constructor() {
      super(relay);
    }
  } as unknown as typeof WebSocket;
