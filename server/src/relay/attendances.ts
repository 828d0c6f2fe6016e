import type { Refusal } from '@skein/shared/refusals';
import type { Attendance } from './contract.ts';

interface Row {
  readonly attendance: Attendance;
  readonly disconnected: (reason: Refusal) => void;
}

/** Does a disconnection mean them? */
export const isMeant = (which: Partial<Attendance>, { user, device, room }: Attendance): boolean =>
  (which.user === undefined || which.user === user) &&
  (which.device === undefined || which.device === device) &&
  (which.room === undefined || which.room === room);

/** Everybody who is connected, is about to be, or has a channel open. */
export class Attendances {
  readonly #rows = new Set<Row>();

  add(attendance: Attendance, disconnected: (reason: Refusal) => void): () => void {
    const row = { attendance, disconnected };
    this.#rows.add(row);
    return () => this.#rows.delete(row);
  }

  disconnect(which: Partial<Attendance>, reason: Refusal): void {
    for (const { attendance, disconnected } of this.#rows)
      if (isMeant(which, attendance)) disconnected(reason);
  }
}
