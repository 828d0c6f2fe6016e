import { parseRoomId, type RoomId } from '@skein/shared/ids';
import type { Live } from '../app/model.ts';

/** Where somebody is. Each place has an address that opens it again. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'conversation'; readonly room: RoomId }
  | { readonly name: 'invite'; readonly code: string };

const INVITE_CODE = /^[A-Za-z0-9_-]{1,64}$/;

/** An address that names no place is home. */
export const parseRoute = (path: string): Route => {
  const [, place, detail, ...rest] = path.split('/');
  if (rest.length === 0 && place === 'c') {
    const room = parseRoomId(detail);
    if (room) return { name: 'conversation', room };
  }
  if (rest.length === 0 && place === 'invite' && detail !== undefined && INVITE_CODE.test(detail)) {
    return { name: 'invite', code: detail };
  }
  return { name: 'home' };
};

export const pathOf = (route: Route): string => {
  switch (route.name) {
    case 'home':
      return '/';
    case 'conversation':
      return `/c/${route.room}`;
    case 'invite':
      return `/invite/${route.code}`;
  }
};

export interface Router {
  readonly route: Live<Route>;
  navigate(route: Route, how?: 'push' | 'replace'): void;
  /** To the list: back where the person came from it, else forward to it, so that the back button never goes in circles. */
  leaveConversation(): void;
}

/** The part of `window` that it needs. */
export interface Addresses {
  readonly location: { readonly pathname: string };
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>;
  addEventListener(type: 'popstate', listener: () => void): void;
}

export const createRouter = (addresses: Addresses): Router => {
  let current = parseRoute(addresses.location.pathname);
  const listeners = new Set<() => void>();
  const arrive = (): void => {
    current = parseRoute(addresses.location.pathname);
    for (const changed of listeners) changed();
  };
  addresses.addEventListener('popstate', arrive);

  const navigate: Router['navigate'] = (route, how = 'push') => {
    if (pathOf(route) === addresses.location.pathname) return;
    const fromHome = how === 'push' ? current.name === 'home' : addresses.history.state === 'from-home';
    const state = fromHome ? 'from-home' : null;
    if (how === 'push') addresses.history.pushState(state, '', pathOf(route));
    else addresses.history.replaceState(state, '', pathOf(route));
    arrive();
  };

  return {
    route: {
      get: () => current,
      subscribe: (changed) => {
        listeners.add(changed);
        return () => void listeners.delete(changed);
      },
    },
    navigate,
    leaveConversation: () => {
      if (addresses.history.state === 'from-home') addresses.history.back();
      else navigate({ name: 'home' }, 'replace');
    },
  };
};
