import type { RoomId, UserId } from '@skein/shared/ids';

/** What changed in the directory, told after it is written. */
export type DirectoryChange =
  /** It is new, has another title, or somebody came. */
  | { readonly type: 'room'; readonly room: RoomId }
  /** Somebody is no longer in it. */
  | { readonly type: 'left'; readonly room: RoomId; readonly user: UserId }
  | { readonly type: 'devices'; readonly user: UserId };

export class Changes {
  readonly #listeners = new Set<(change: DirectoryChange) => void>();

  subscribe(listener: (change: DirectoryChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(change: DirectoryChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
