import type { Connection, Socket } from '@skein/server/relay/transport/socket';

const OPEN = 1;
const CLOSED = 3;
/** What a socket that breaks is closed with. */
const BROKEN = 1006;

type Direction = 'up' | 'down';

/** What the relay makes of its end of a link. */
export type Accept = (socket: Socket) => Connection;

/** Two ends and what is in mid-air between them; nothing arrives before the test says so. */
class Link {
  readonly inTheAir: Record<Direction, (() => void)[]> = { up: [], down: [] };
  readonly #client: SimulatedWebSocket;
  #relay: Connection | undefined;
  isOver = false;

  constructor(client: SimulatedWebSocket) {
    this.#client = client;
  }

  accepted(accept: Accept): void {
    this.#relay = accept({
      send: (bytes) =>
        this.#travel('down', new Uint8Array(bytes), (arrived) => this.#client.receive(arrived)),
      close: (code) => {
        this.#leave();
        this.inTheAir.down.push(() => {
          this.isOver = true;
          this.#client.gone(code);
        });
      },
      terminate: () => this.cut(),
      // What is cut here is known to be cut at both ends, so a probe has nothing to find out.
      ping: () => void this.#relay?.heard(0),
      bufferedAmount: 0,
    });
    this.#client.opened();
  }

  sendUp(bytes: Uint8Array): void {
    this.#travel('up', new Uint8Array(bytes), (arrived) => this.#relay?.receive(arrived));
  }

  /** The oldest so many of one direction arrive. @returns how many did */
  deliver(direction: Direction, count = Number.POSITIVE_INFINITY): number {
    const arriving = this.inTheAir[direction].splice(0, count);
    for (const arrive of arriving) arrive();
    return arriving.length;
  }

  /** What is in mid-air is lost, and both ends learn that the other is gone. */
  cut(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.inTheAir.down.length = 0;
    this.#leave();
    this.#client.gone(BROKEN);
  }

  #leave(): void {
    this.inTheAir.up.length = 0;
    this.#relay?.ended();
    this.#relay = undefined;
  }

  #travel(
    direction: Direction,
    bytes: Uint8Array<ArrayBuffer>,
    arrive: (bytes: Uint8Array<ArrayBuffer>) => void,
  ): void {
    if (!this.isOver) this.inTheAir[direction].push(() => arrive(bytes));
  }
}

/** What the app uses of the browser's WebSocket. */
class SimulatedWebSocket extends EventTarget {
  readonly #link: Link;
  readyState = 0;
  binaryType: BinaryType = 'arraybuffer';

  constructor(network: Network) {
    super();
    this.#link = new Link(this);
    network.connect(this.#link);
  }

  opened(): void {
    this.readyState = OPEN;
    this.dispatchEvent(new Event('open'));
  }

  receive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.readyState === OPEN) this.dispatchEvent(new MessageEvent('message', { data: bytes.buffer }));
  }

  send(data: Uint8Array): void {
    if (this.readyState === OPEN) this.#link.sendUp(data);
  }

  close(): void {
    this.#link.cut();
  }

  gone(code: number): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '' }));
  }
}

const webSocketOf = (network: Network): typeof WebSocket => {
  class WebSocketHere extends SimulatedWebSocket {
    static readonly OPEN = OPEN;

    constructor() {
      super(network);
    }
  }
  return WebSocketHere as unknown as typeof WebSocket;
};

/** One device's way to the relay. */
export class Network {
  /** For the app of this device. */
  readonly WebSocket: typeof WebSocket;
  readonly #accept: Accept;
  #links: Link[] = [];
  #isUp = true;

  constructor(accept: Accept) {
    this.#accept = accept;
    this.WebSocket = webSocketOf(this);
  }

  set isUp(isUp: boolean) {
    this.#isUp = isUp;
    if (!isUp) this.cut();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  connect(link: Link): void {
    queueMicrotask(() => {
      if (link.isOver) return;
      if (!this.#isUp) {
        link.cut();
        return;
      }
      this.#links.push(link);
      link.accepted(this.#accept);
    });
  }

  /** @returns how many frames arrived */
  deliver(direction: Direction, count?: number): number {
    this.#links = this.#links.filter(({ isOver }) => !isOver);
    return this.#links.reduce((sum, link) => sum + link.deliver(direction, count), 0);
  }

  /** Frames in mid-air are lost. */
  cut(): void {
    for (const link of this.#links.splice(0)) link.cut();
  }
}
