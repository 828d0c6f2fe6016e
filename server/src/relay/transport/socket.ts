/** What is used of a WebSocket. In-process tests have their own. */
export interface Socket {
  send(bytes: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Without waiting for the other side. */
  terminate(): void;
  ping(): void;
  readonly bufferedAmount: number;
}

/** What a transport makes of a socket, and what it is then told of it. */
export interface Connection {
  receive(bytes: Uint8Array): void;
  /**
   * A ping or a pong with so many bytes.
   * @returns false when it is one too many
   */
  heard(bytes: number): boolean;
  /** The socket is gone. Idempotent. */
  ended(): void;
}
