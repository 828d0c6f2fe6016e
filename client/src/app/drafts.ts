import type { RoomId } from '@skein/shared/ids';
import { createListeners, type Source } from '../sync/live.ts';
import type { SignedInPerson } from '../sync/signedInPerson.ts';
import type { DraftView } from './conversationModel.ts';

/** A draft is written to the document this long after the last keystroke. */
const WRITE_AFTER_MS = 1_000;

const EMPTY: DraftView = { text: '' };

/** What stands in the composers: on this device at once, on the person's others a moment later. */
export class Drafts implements Source {
  readonly #signedIn: SignedInPerson;
  readonly #unwritten = new Map<RoomId, DraftView>();
  readonly #changed = createListeners();
  readonly #unsubscribe: readonly (() => void)[];
  #stopWaiting: (() => void) | undefined;

  constructor(signedIn: SignedInPerson) {
    this.#signedIn = signedIn;
    this.#unsubscribe = [
      signedIn.userDocuments.subscribe(() => this.#changed.notify()),
      signedIn.environment.leaving.subscribe(() => this.flush()),
    ];
  }

  subscribe = (changed: () => void): (() => void) => this.#changed.subscribe(changed);

  get(room: RoomId): DraftView {
    const unwritten = this.#unwritten.get(room);
    if (unwritten !== undefined) return unwritten;
    const draft = this.#signedIn.userDocuments.current.get()?.drafts.get(room);
    if (draft === undefined) return EMPTY;
    return { text: draft.text, ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }) };
  }

  text(room: RoomId): string {
    return this.get(room).text;
  }

  set(room: RoomId, draft: DraftView): void {
    this.#unwritten.set(room, draft);
    this.#changed.notify();
    this.#stopWaiting?.();
    // What was sent must not stand in the composers of other devices, should this one go a moment later.
    if (draft.text === '' && draft.replyTo === undefined) this.flush();
    else this.#stopWaiting = this.#signedIn.environment.clock.after(WRITE_AFTER_MS, () => this.flush());
  }

  flush(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
    if (this.#unwritten.size === 0) return;
    const unwritten = [...this.#unwritten];
    this.#unwritten.clear();
    const at = this.#signedIn.environment.clock.now();
    this.#signedIn.userDocuments.change(({ drafts }) => {
      for (const [room, { text, replyTo }] of unwritten) {
        const written = drafts.get(room);
        if (text === '' && replyTo === undefined) {
          if (written !== undefined) drafts.delete(room);
        } else if (written?.text !== text || written.replyTo !== replyTo)
          drafts.set(room, { text, at, ...(replyTo === undefined ? {} : { replyTo }) });
      }
    });
  }

  close(): void {
    this.flush();
    for (const stop of this.#unsubscribe) stop();
  }
}
