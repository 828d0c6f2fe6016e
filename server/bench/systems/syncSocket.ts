import { once } from 'node:events';
import { decodeRelayFrame, encodeClientControl, encodeData } from '@skein/shared/frames';
import type { WebSocket } from 'ws';
import { connect } from './webSocketSeat.ts';

type Receive = (message: Uint8Array) => void;

/** One document on the socket; stock y-websocket messages. */
export interface Channel {
  send(message: Uint8Array): void;
  close(): void;
}

/** A socket on `/sync` that does no more work for a frame than it must, so that the relay is what is measured. */
export class SyncSocket {
  readonly #socket: WebSocket;
  readonly #channels = new Map<number, Receive>();
  readonly #epoch: string;
  #lastChannel = 0;
  #bytesReceived = 0;

  private constructor(socket: WebSocket, epoch: string) {
    this.#socket = socket;
    this.#epoch = epoch;
    socket.on('message', (data: Buffer) => this.#receive(data));
  }

  static async connect(url: string, token: string): Promise<SyncSocket> {
    const socket = await connect(`${url}/sync`);
    socket.send(encodeClientControl({ type: 'token', token }));
    const [data] = (await once(socket, 'message')) as [Buffer];
    const frame = decodeRelayFrame(data);
    if (frame.kind !== 'control' || frame.control.type !== 'accepted')
      throw new Error('The relay did not take the token.');
    return new SyncSocket(socket, frame.control.epoch);
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  open(document: string, receive: Receive): Channel {
    const channel = ++this.#lastChannel;
    this.#channels.set(channel, receive);
    this.#socket.send(encodeClientControl({ type: 'open', channel, document, epoch: this.#epoch }));
    return {
      send: (message) => this.#socket.send(encodeData(channel, message)),
      close: () => {
        this.#channels.delete(channel);
        this.#socket.send(encodeClientControl({ type: 'close', channel }));
      },
    };
  }

  stall(): void {
    this.#socket.pause();
  }

  async close(): Promise<void> {
    this.#socket.resume();
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #receive(data: Buffer): void {
    this.#bytesReceived += data.length;
    const frame = decodeRelayFrame(data);
    if (frame.kind === 'data') this.#channels.get(frame.channel)?.(frame.message);
    else if (frame.control.type === 'closed' && frame.control.reason !== 'going-away')
      throw new Error(`The relay closed a channel: ${frame.control.reason}`);
  }
}
