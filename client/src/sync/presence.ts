import type { UserId } from '@skein/shared/ids';
import { isId } from '@skein/shared/ids';
import type { Clock } from './environment.ts';
import type { Replica } from './replica.ts';

/** Typing that is not renewed ends by itself. */
const TYPING_MS = 5_000;

export interface Others {
  readonly present: ReadonlySet<UserId>;
  readonly typing: ReadonlySet<UserId>;
}

/** Who else has the conversation on a connected device right now; states of any other form are nobody. */
export const othersIn = (replica: Replica | undefined, me: UserId): Others => {
  const present = new Set<UserId>();
  const typing = new Set<UserId>();
  for (const state of replica?.awareness.getStates().values() ?? []) {
    const { user, typing: isTyping }: { user?: unknown; typing?: unknown } = state;
    if (!isId(user) || user === me) continue;
    present.add(user as UserId);
    if (isTyping === true) typing.add(user as UserId);
  }
  return { present, typing };
};

/** Tells the others of a conversation that this person is writing. */
export class Typing {
  readonly #clock: Clock;
  #replica: Replica | undefined;
  #stopEnding: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keystroke(replica: Replica | undefined): void {
    if (replica !== this.#replica) this.end();
    this.#replica = replica;
    setTyping(replica, true);
    this.#stopEnding();
    this.#stopEnding = this.#clock.after(TYPING_MS, () => this.end());
  }

  end(): void {
    this.#stopEnding();
    setTyping(this.#replica, false);
    this.#replica = undefined;
  }
}

const setTyping = (replica: Replica | undefined, typing: boolean): void => {
  if (replica !== undefined && replica.awareness.getLocalState()?.['typing'] !== typing)
    replica.awareness.setLocalStateField('typing', typing);
};
