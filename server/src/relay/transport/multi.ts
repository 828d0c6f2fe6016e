import { parseDocumentName } from '@skein/shared/documents';
import {
  type ClientControl,
  decodeClientFrame,
  encodeRelayControl,
  type Frame,
  type RelayControl,
} from '@skein/shared/frames';
import { CHANNELS_PER_CONNECTION, TOKEN_DEADLINE_MS, WAITING_TOKENS } from '@skein/shared/limits';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import type { Peer } from '../contract.ts';
import { asRefusal } from '../refusing.ts';
import { Backlog } from './backlog.ts';
import { Held } from './held.ts';
import {
  closeSocket,
  identified,
  type Seat,
  takeSeat,
  trafficOf,
  type TransportParts,
  weightOf,
} from './identified.ts';
import { Opening } from './opening.ts';
import { watchSilence } from './silence.ts';
import type { Connection, Socket } from './socket.ts';

type ClientFrame = Frame<ClientControl>;

/** Taken whether or not a token was accepted. */
const isForItself = (frame: ClientFrame): boolean =>
  frame.kind === 'control' && (frame.control.type === 'token' || frame.control.type === 'ping');

/**
 * `/sync`: many documents on one socket, each a channel. A token comes first and is renewed in the open socket. A
 * channel number is never used twice, so what arrives late for a former channel goes nowhere.
 */
export class MultiConnection implements Connection {
  readonly #parts: TransportParts;
  readonly #socket: Socket;
  readonly #silence: ReturnType<typeof watchSilence>;
  readonly #traffic: ReturnType<typeof trafficOf>;
  readonly #held = new Held();
  readonly #channels = new Map<number, Opening>();
  #highest = 0;
  /** Frames that came while the first token was being checked; undefined when it was accepted. */
  #early: Backlog | undefined = new Backlog(this.#held.add);
  #seat: Seat | undefined;
  #cancelDeadline: () => void;
  /** Tokens are checked one after the other, or an older one could end what a newer one renewed. */
  #identifying: Promise<void> = Promise.resolve();
  #waitingTokens = 0;
  #isEnded = false;

  constructor(parts: TransportParts, socket: Socket) {
    this.#parts = parts;
    this.#socket = socket;
    this.#silence = watchSilence(socket, parts.schedule);
    this.#traffic = trafficOf(parts);
    this.#cancelDeadline = parts.schedule(TOKEN_DEADLINE_MS, () => this.#end('too-slow'));
  }

  receive(bytes: Uint8Array): void {
    this.#silence.heard();
    if (this.#isEnded) return;
    try {
      const frame = decodeClientFrame(bytes);
      const weight = frame.kind === 'data' ? weightOf(frame.message) : 1;
      if (!this.#traffic.take(bytes.length, weight)) this.#end('too-fast');
      else if (this.#early === undefined || isForItself(frame)) this.#take(frame);
      else this.#waitForToken(this.#early, bytes);
    } catch (error) {
      this.#end(asRefusal(error).reason);
    }
  }

  heard(bytes: number): boolean {
    this.#silence.heard();
    const isTaken = !this.#isEnded && this.#traffic.take(bytes, 1);
    if (!isTaken) this.#end('too-fast');
    return isTaken;
  }

  ended(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#silence.stop();
    this.#cancelDeadline();
    this.#seat?.leave();
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#early?.take();
  }

  #take(frame: ClientFrame): void {
    if (frame.kind === 'control') this.#control(frame.control);
    else this.#data(frame.channel, frame.message);
  }

  /** Nothing is kept for somebody who shows no token. */
  #waitForToken(early: Backlog, bytes: Uint8Array): void {
    if (this.#waitingTokens === 0) this.#end('token-missing');
    else if (!early.add(bytes)) this.#end('too-fast');
  }

  #control(control: ClientControl): void {
    switch (control.type) {
      case 'token':
        this.#waitingTokens += 1;
        if (this.#waitingTokens > WAITING_TOKENS) this.#end('too-fast');
        else this.#identifying = this.#identifying.then(() => this.#identify(control.token));
        break;
      case 'open':
        this.#open(control);
        break;
      case 'close':
        this.#channels.get(control.channel)?.close();
        this.#channels.delete(control.channel);
        break;
      case 'ping':
        this.#send({ type: 'pong' });
        break;
    }
  }

  async #identify(token: string): Promise<void> {
    if (this.#isEnded) return;
    const answer = await identified(this.#parts, token);
    if (this.#isEnded) return;
    this.#waitingTokens -= 1;
    if (answer.answer === 'cannot-ask') this.#end('cannot-ask');
    else if (answer.answer === 'no') this.#end(answer.reason);
    else {
      const { identity } = answer;
      const seat = this.#seat ?? takeSeat(this.#parts, identity, (reason) => this.#end(reason));
      if (typeof seat === 'string') this.#end(seat);
      else if (seat.identity.user !== identity.user || seat.identity.device !== identity.device)
        this.#end('token-invalid');
      else {
        this.#seat = seat;
        seat.renew(identity);
        for (const channel of this.#channels.values()) channel.renew(identity);
        this.#cancelDeadline();
        this.#send({ type: 'accepted', expiresAt: identity.expiresAt, epoch: this.#parts.channels.epoch });
        const early = this.#early;
        this.#early = undefined;
        this.#takeEarly(early?.take() ?? []);
      }
    }
  }

  #takeEarly(frames: readonly Uint8Array[]): void {
    try {
      for (const bytes of frames) if (!this.#isEnded) this.#take(decodeClientFrame(bytes));
    } catch (error) {
      this.#end(asRefusal(error).reason);
    }
  }

  #open({ channel, document, epoch }: Extract<ClientControl, { type: 'open' }>): void {
    if (channel <= this.#highest) throw new RefusedError('frame-invalid', 'a channel number was used before');
    this.#highest = channel;
    const ref = parseDocumentName(document);
    if (this.#seat === undefined) return;
    const { identity } = this.#seat;
    const refuse = (reason: Refusal): void => {
      const { user, device } = identity;
      this.#parts.log.info({ user, device, document: ref, reason }, 'a channel was refused');
      this.#refuseChannel(channel, reason);
    };
    if (ref === undefined) refuse('document-unknown');
    else if (epoch !== '' && epoch !== this.#parts.channels.epoch) refuse('epoch-changed');
    else if (this.#channels.size >= CHANNELS_PER_CONNECTION) refuse('too-many');
    else this.#channels.set(channel, new Opening(this.#parts, ref, identity, this.#peer(channel)));
  }

  #data(channel: number, message: Uint8Array): void {
    if (channel > this.#highest) throw new RefusedError('channel-unknown', `${channel}`);
    this.#channels.get(channel)?.receive(message);
  }

  #peer(channel: number): Peer {
    return {
      send: (message) => this.#socket.send(this.#parts.frames.frame(channel, message)),
      close: (reason, detail) => this.#refuseChannel(channel, reason, detail),
      waitingBytes: () => this.#socket.bufferedAmount,
      hold: this.#held.add,
    };
  }

  #refuseChannel(channel: number, reason: Refusal, detail = ''): void {
    this.#channels.delete(channel);
    this.#send({ type: 'closed', channel, reason, detail });
  }

  #send(control: RelayControl): void {
    this.#socket.send(encodeRelayControl(control));
  }

  #end(reason: Refusal): void {
    if (this.#isEnded) return;
    this.#parts.log.info({ reason, user: this.#seat?.identity.user }, 'a connection was ended');
    this.ended();
    closeSocket(this.#socket, reason);
  }
}
