import type { UserId } from '@skein/shared/ids';
import type { Delivery } from './delivery.ts';
import * as messages from './messages.ts';

/** An open channel as its document sees it. */
export interface Listener {
  readonly user: UserId;
  deliver(delivery: Delivery): void;
  /** Of passing interest: may be left out for somebody who reads slowly. */
  mention(frame: Uint8Array): void;
}

interface Presence {
  readonly owner: Listener;
  readonly entry: messages.AwarenessEntry;
}

/** Who listens to a document, and the one awareness state that each of them may have. Never stored. */
export class Audience {
  readonly #listeners = new Set<Listener>();
  readonly #states = new Map<number, Presence>();
  /** Yjs client ids that belong to somebody who is connected. */
  readonly #claims = new Map<number, Listener>();

  get size(): number {
    return this.#listeners.size;
  }

  get listeners(): ReadonlySet<Listener> {
    return this.#listeners;
  }

  join(listener: Listener): void {
    this.#listeners.add(listener);
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    for (const [client, owner] of this.#claims) if (owner === listener) this.#claims.delete(client);
    for (const [client, { owner, entry }] of this.#states) {
      if (owner !== listener) continue;
      this.#states.delete(client);
      this.#tell(messages.awareness([{ ...entry, state: 'null' }]), listener);
    }
  }

  /** The person who shows this Yjs client id right now. */
  claimant(client: number): UserId | undefined {
    return this.#claims.get(client)?.user;
  }

  /** The same person's later connection takes an id over: the former one is a socket that has not noticed its end. */
  claim(client: number, listener: Listener): void {
    this.#claims.set(client, listener);
  }

  owns(listener: Listener, client: number): boolean {
    return this.#claims.get(client) === listener;
  }

  hasClaim(listener: Listener): boolean {
    for (const owner of this.#claims.values()) if (owner === listener) return true;
    return false;
  }

  show(entry: messages.AwarenessEntry, owner: Listener): void {
    if (entry.state === 'null') this.#states.delete(entry.client);
    else this.#states.set(entry.client, { owner, entry });
    this.#tell(messages.awareness([entry]), owner);
  }

  /** Everybody's states but the listener's own, in one message. */
  statesFor(listener: Listener): Uint8Array | undefined {
    const entries = [...this.#states.values()]
      .filter(({ owner }) => owner !== listener)
      .map(({ entry }) => entry);
    return entries.length > 0 ? messages.awareness(entries) : undefined;
  }

  #tell(frame: Uint8Array, except: Listener): void {
    for (const listener of this.#listeners) if (listener !== except) listener.mention(frame);
  }
}
