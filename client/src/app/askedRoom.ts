import type { Room } from '@skein/shared/api/schemas';
import type { RoomId } from '@skein/shared/ids';
import { type Refusal, RefusedError } from '@skein/shared/refusals';
import { cell, type Live } from '../sync/live.ts';
import type { ConversationParts } from './conversationParts.ts';

/** What the relay says of a room by HTTP: roles, which the person's own document does not hold, or what the room is at all. */
export class AskedRoom {
  readonly answer: Live<Room | undefined>;
  /** Why there is no such conversation for this person. */
  readonly reason: Live<Refusal | undefined>;
  readonly #answer = cell<Room | undefined>(undefined);
  readonly #reason = cell<Refusal | undefined>(undefined);
  readonly #room: RoomId;
  readonly #parts: Pick<ConversationParts, 'signedIn' | 'api'>;
  #wasAsked = false;

  constructor(room: RoomId, parts: Pick<ConversationParts, 'signedIn' | 'api'>) {
    this.#room = room;
    this.#parts = parts;
    this.answer = this.#answer;
    this.reason = this.#reason;
  }

  learn(answer: Room): void {
    this.#answer.set(answer);
  }

  /** Out of reach it is asked at the next call. */
  askOnce(): void {
    if (!this.#wasAsked) void this.ask();
  }

  async ask(): Promise<void> {
    const { signedIn, api } = this.#parts;
    if (signedIn.connection.state.get().phase !== 'connected') return;
    this.#wasAsked = true;
    try {
      const answer = await api.call('room', { ids: { room: this.#room } });
      this.#answer.set(answer);
      this.#reason.set(undefined);
      await signedIn.rooms.learn(answer);
    } catch (error) {
      if (error instanceof RefusedError) this.#reason.set(error.reason);
      else this.#wasAsked = false;
    }
  }
}
