import type { TabChannel } from '@skein/client/sync/environment';

let browsers = 0;

/**
 * What the tabs of one browser share. Databases and the sharing of documents go by the profile alone; what tabs tell each
 * other beside that arrives in a later turn, in order, and the same for the same seed.
 */
export class Browser {
  readonly profile: string;
  readonly #listeners = new Map<string, Set<(event: MessageEvent) => void>>();

  constructor() {
    browsers += 1;
    this.profile = `simulated-${browsers}`;
  }

  readonly tabChannel = (name: string): TabChannel => {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all);
    const own = new Set<(event: MessageEvent) => void>();
    return {
      postMessage: (data) => {
        for (const listener of all)
          if (!own.has(listener))
            setImmediate(() => all.has(listener) && listener(new MessageEvent('message', { data })));
      },
      addEventListener: (_type, listener) => {
        own.add(listener);
        all.add(listener);
      },
      close: () => {
        for (const listener of own) all.delete(listener);
      },
    };
  };
}
