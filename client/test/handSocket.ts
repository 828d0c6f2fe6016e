import type { Writer } from '@skein/shared/admission/admission';
import { type ClientControl, decodeClientFrame, encodeData, encodeRelayControl } from '@skein/shared/frames';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import * as decoding from 'lib0/decoding';
import { applyAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import { readSyncStep1, writeSyncStep1 } from 'y-protocols/sync';
import { AWARENESS, awarenessFrame, syncFrame } from './frames.ts';
import type { HandRelay } from './handRelay.ts';

type SocketEvent = 'open' | 'message' | 'close' | 'error';

/** One socket of a device to the relay in the tests' hands: its channels, and a network that may go. */
export class HandSocket {
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
        return this.#deliver(encodeData(channel, awarenessFrame(awareness, present)));
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
    if (type === AWARENESS) {
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
