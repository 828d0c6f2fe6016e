import type { Clock } from './environment.ts';

/**
 * A value that can be watched. `get` hands out the same reference until something changed, so it fits React's
 * `useSyncExternalStore`.
 */
export interface Live<Value> {
  readonly get: () => Value;
  readonly subscribe: (changed: () => void) => () => void;
}

/** Whatever tells that it changed. */
export interface Source {
  readonly subscribe: (changed: () => void) => () => void;
}

export interface Cell<Value> extends Live<Value> {
  readonly set: (value: Value) => void;
}

export interface Derived<Value> extends Live<Value> {
  readonly close: () => void;
}

/** Listeners that may come and go while they are being called. */
export const createListeners = <Args extends readonly unknown[] = []>() => {
  const listeners = new Set<(...args: Args) => void>();
  return {
    subscribe: (listener: (...args: Args) => void): (() => void) => {
      // Two subscriptions of one function are two subscriptions.
      const own = (...args: Args): void => listener(...args);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    notify: (...args: Args): void => {
      const told = Array.from(listeners);
      for (const listener of told) if (listeners.has(listener)) listener(...args);
    },
  };
};

export const cell = <Value>(initial: Value): Cell<Value> => {
  let current = initial;
  const { subscribe, notify } = createListeners();
  return {
    get: () => current,
    subscribe,
    set: (value) => {
      if (Object.is(value, current)) return;
      current = value;
      notify();
    },
  };
};

/** Calls at once, but what follows within `milliseconds` only at their end, and together. */
export const gathering = (clock: Clock, milliseconds: number): ((call: () => void) => void) => {
  let calledAt = Number.NEGATIVE_INFINITY;
  let waiting = false;
  return (call) => {
    if (waiting) return;
    waiting = true;
    const due = (): void => {
      waiting = false;
      calledAt = clock.now();
      call();
    };
    const wait = calledAt + milliseconds - clock.now();
    // A clock may be set back.
    if (wait > 0) clock.after(Math.min(wait, milliseconds), due);
    else queueMicrotask(due);
  };
};

/** Sources that change often, and when that is told: `soon` calls once, now or a little later. */
interface Restless {
  readonly sources: readonly Source[];
  readonly soon: (call: () => void) => void;
}

/**
 * A value made of others. The sources are watched from the moment of creation, so nothing that arrives before the first
 * subscriber is missed; it is computed when asked for, and a burst of changes is told once.
 */
export const derived = <Value>(
  compute: (previous: Value | undefined) => Value,
  sources: readonly Source[],
  restless?: Restless,
): Derived<Value> => {
  let current: Value | undefined;
  let stale = true;
  /** As subscribers know it: somebody may ask, and so have it computed, before they are told. */
  let toTell: { readonly before: Value | undefined } | undefined;
  let telling = false;
  const { subscribe, notify } = createListeners();

  const get = (): Value => {
    if (stale) {
      current = compute(current);
      stale = false;
    }
    return current as Value;
  };
  const tell = (): void => {
    if (toTell === undefined) return;
    const { before } = toTell;
    toTell = undefined;
    if (!Object.is(before, get())) notify();
  };
  const changed = (): void => {
    stale = true;
    toTell ??= { before: current };
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      tell();
    });
  };
  const changedAgain = (): void => {
    stale = true;
    toTell ??= { before: current };
    restless?.soon(tell);
  };
  const unsubscribe = [
    ...sources.map((source) => source.subscribe(changed)),
    ...(restless?.sources ?? []).map((source) => source.subscribe(changedAgain)),
  ];
  return {
    get,
    subscribe,
    close: () => {
      for (const stop of unsubscribe) stop();
    },
  };
};
