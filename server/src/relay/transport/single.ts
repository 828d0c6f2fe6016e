import type { DocumentRef } from '@skein/shared/documents';
import { KEEPALIVE_MS } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import type { Peer } from '../contract.ts';
import * as messages from '../messages.ts';
import { Backlog } from './backlog.ts';
import { Held } from './held.ts';
import {
  closeSocket,
  identified,
  takeSeat,
  trafficOf,
  type Seat,
  type TransportParts,
  weightOf,
} from './identified.ts';
import { Opening } from './opening.ts';
import { watchSilence } from './silence.ts';
import type { Connection, Socket } from './socket.ts';

/** `/sync/<document>?token=`: one document a socket, for any stock y-websocket client. */
export class SingleConnection implements Connection {
  readonly #parts: TransportParts;
  readonly #socket: Socket;
  readonly #silence: ReturnType<typeof watchSilence>;
  readonly #traffic: ReturnType<typeof trafficOf>;
  readonly #held = new Held();
  readonly #early = new Backlog(this.#held.add);
  #opening: Opening | undefined;
  #seat: Seat | undefined;
  #stopKeepalive: () => void = () => undefined;
  #isEnded = false;

  constructor(parts: TransportParts, socket: Socket, document: DocumentRef, token: string) {
    this.#parts = parts;
    this.#socket = socket;
    this.#silence = watchSilence(socket, parts.schedule);
    this.#traffic = trafficOf(parts);
    void this.#begin(document, token);
  }

  receive(bytes: Uint8Array): void {
    this.#silence.heard();
    if (this.#isEnded) return;
    if (!this.#traffic.take(bytes.length, weightOf(bytes))) {
      this.#end('too-fast');
      return;
    }
    if (this.#opening) this.#opening.receive(bytes);
    else if (!this.#early.add(bytes)) this.#end('too-fast');
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
    this.#stopKeepalive();
    this.#seat?.leave();
    this.#opening?.close();
    this.#early.take();
  }

  async #begin(document: DocumentRef, token: string): Promise<void> {
    if (token === '') {
      this.#end('token-missing');
      return;
    }
    const answer = await identified(this.#parts, token);
    if (this.#isEnded) return;
    if (answer.answer === 'cannot-ask') this.#end('cannot-ask');
    else if (answer.answer === 'no') this.#end(answer.reason);
    else {
      const seat = takeSeat(this.#parts, answer.identity, (reason) => this.#end(reason));
      if (typeof seat === 'string') this.#end(seat);
      else {
        this.#seat = seat;
        this.#opening = new Opening(this.#parts, document, seat.identity, this.#peer());
        for (const bytes of this.#early.take()) this.#opening.receive(bytes);
        this.#keepAlive();
      }
    }
  }

  #peer(): Peer {
    return {
      send: (message) => this.#socket.send(message),
      // Whoever refuses the channel has said so.
      close: (reason) => this.#close(reason),
      waitingBytes: () => this.#socket.bufferedAmount,
      hold: this.#held.add,
    };
  }

  #keepAlive(): void {
    this.#stopKeepalive = this.#parts.schedule(KEEPALIVE_MS, () => {
      this.#socket.send(messages.KEEPALIVE);
      this.#keepAlive();
    });
  }

  #end(reason: Refusal): void {
    if (this.#isEnded) return;
    this.#parts.log.info({ reason, user: this.#seat?.identity.user }, 'a connection was ended');
    this.#close(reason);
  }

  #close(reason: Refusal): void {
    if (this.#isEnded) return;
    this.ended();
    closeSocket(this.#socket, reason);
  }
}
