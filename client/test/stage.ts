import 'fake-indexeddb/auto';
import type { DeviceId, UserId } from '@skein/shared/ids';
import { type Environment, systemClock } from '../src/sync/environment.ts';
import { cell, createListeners, type Source } from '../src/sync/live.ts';
import { SignedInPerson } from '../src/sync/signedInPerson.ts';
import { webLock } from '../src/sync/webLock.ts';
import type { HandRelay } from './handRelay.ts';
import { socketClassOf } from './handSocket.ts';

let browsers = 0;

/** A browser of its own in this process: its storage, its tabs' channels and its network. */
export const createBrowser = (relay: HandRelay, surroundings: Partial<Environment> = {}) => {
  browsers += 1;
  const online = cell(true);
  const visible = cell(true);
  const leaving = createListeners();
  const environment: Environment = {
    profile: `browser-${browsers}-${Math.random()}`,
    origin: 'http://relay.test',
    fetch: () => Promise.reject(new TypeError('there is no HTTP here')),
    WebSocket: socketClassOf(relay),
    tabChannel: (name) => new BroadcastChannel(name),
    exclusively: webLock,
    clock: systemClock,
    // No waiting longer than needed.
    random: () => 0,
    randomBytes: (bytes) => crypto.getRandomValues(bytes),
    online,
    visible,
    leaving,
    ...surroundings,
  };
  return {
    environment,
    goOffline: () => online.set(false),
    goOnline: () => online.set(true),
    leave: () => leaving.notify(),
    /** A tab in which this person is signed in. */
    openTab: async (user: string, device: string): Promise<SignedInPerson> => {
      const identity = { user: user as UserId, device: device as DeviceId };
      const tab = new SignedInPerson(identity, environment, () =>
        Promise.resolve(relay.token(identity.user, identity.device)),
      );
      await tab.start(0);
      return tab;
    },
  };
};

/** Resolves as soon as the condition holds, looking again after every change of the source. */
export const until = (source: Source, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    let unsubscribe: () => void = () => undefined;
    const look = (): void => {
      if (!holds()) return;
      unsubscribe();
      resolve();
    };
    unsubscribe = source.subscribe(look);
    look();
  });
