/** A place in a room: says messages, and sees all that are said there, its own included. */
export interface Seat {
  /** @param length of the text, when it is to be longer than usual */
  say(length?: number): void;
  /** Frames as they come, undecoded. */
  onFrame: (frame: Buffer) => void;
  /** Stops reading and keeps the connection, as a device does whose network stalls. */
  stall(): void;
  leave(): Promise<void>;
}
