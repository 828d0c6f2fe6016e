import { type MessageId, parseMessageId, parseRoomId, type RoomId } from '@skein/shared/ids';
import type { Live } from '../app/model.ts';

/** Where in a conversation somebody stood: a message, and how far below the top of the view it began. */
export interface Place {
  readonly message: MessageId;
  readonly offset: number;
}

/** Where somebody is. Each place has an address that opens it again. */
export type Route =
  | { readonly name: 'home' }
  | {
      readonly name: 'conversation';
      readonly room: RoomId;
      /** The one to show; without it the conversation opens as it does. */
      readonly message?: MessageId;
      /** Came back to: where they stood when they went on from here. */
      readonly place?: Place;
      /** They came from elsewhere in this very conversation. */
      readonly isJump?: true;
    }
  | { readonly name: 'invite'; readonly code: string }
  /** A device asks to be let in; without a code there is one to be typed. */
  | { readonly name: 'link'; readonly code?: string };

/** What an entry of the browser's history keeps. */
interface Entry {
  /** How many steps back the list is; absent when nobody came from there. */
  readonly home?: number;
  readonly place?: Place;
  readonly isJump?: true;
}

const CODE = /^[A-Za-z0-9_-]{1,64}$/;

/** An address that names no place is home. */
export const parseRoute = (address: string): Route => {
  const [path = '', query] = address.split('?', 2);
  const [, place, detail, message, ...rest] = path.split('/');
  const room = parseRoomId(detail);
  if (place === 'c' && room !== undefined && rest.length === 0) {
    if (message === undefined) return { name: 'conversation', room };
    const id = parseMessageId(message);
    if (id !== undefined) return { name: 'conversation', room, message: id };
  }
  if (place === 'invite' && message === undefined && detail !== undefined && CODE.test(detail)) {
    return { name: 'invite', code: detail };
  }
  if (place === 'link' && detail === undefined) {
    const code = new URLSearchParams(query).get('code');
    return { name: 'link', ...(code !== null && CODE.test(code) ? { code } : {}) };
  }
  return { name: 'home' };
};

/** The conversation or invite of this very app that an address of the web leads to. */
export const placeOf = (address: string, origin: string): Route | undefined => {
  const { origin: itsOrigin, pathname, search } = new URL(address);
  if (itsOrigin !== origin) return undefined;
  const route = parseRoute(pathname + search);
  return route.name === 'conversation' || route.name === 'invite' ? route : undefined;
};

export const pathOf = (route: Route): string => {
  switch (route.name) {
    case 'home':
      return '/';
    case 'conversation':
      return `/c/${route.room}${route.message === undefined ? '' : `/${route.message}`}`;
    case 'invite':
      return `/invite/${route.code}`;
    case 'link':
      return `/link${route.code === undefined ? '' : `?code=${route.code}`}`;
  }
};

export interface Router {
  readonly route: Live<Route>;
  /** Going once more to the message of the address arrives there once more. */
  navigate(route: Route, how?: 'push' | 'replace'): void;
  /** Asked before each jump where the person stands, to come back to; undefined for as on entry. @returns what ends it */
  keepPlaces(place: () => Place | undefined): () => void;
  /** One step, as the browser's own button. */
  back(): void;
  /** To the list: back where the person came from it, else forward to it, so that the back button never goes in circles. */
  leaveConversation(): void;
}

/** The part of `window` that it needs. */
export interface Addresses {
  readonly location: { readonly pathname: string; readonly search: string };
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'go'>;
  addEventListener(type: 'popstate', listener: () => void): void;
}

const isJump = (from: Route, to: Route): boolean =>
  from.name === 'conversation' &&
  to.name === 'conversation' &&
  from.room === to.room &&
  to.message !== undefined;

export const createRouter = (addresses: Addresses): Router => {
  const { location, history } = addresses;
  const listeners = new Set<() => void>();
  const here = (): string => location.pathname + location.search;
  const entry = (): Entry => (history.state ?? {}) as Entry;
  const read = (): Route => {
    const route = parseRoute(here());
    if (route.name !== 'conversation') return route;
    const { place, isJump } = entry();
    return { ...route, ...(place ? { place } : {}), ...(isJump ? { isJump } : {}) };
  };
  let placeNow: () => Place | undefined = () => undefined;
  let current = read();
  // A wrong address is not kept: what stands there is what is shown.
  if (pathOf(current) !== here()) history.replaceState(history.state, '', pathOf(current));
  const arrive = (): void => {
    current = read();
    for (const changed of listeners) changed();
  };
  addresses.addEventListener('popstate', arrive);

  const keepPlace = (place: Place | undefined): void => {
    const { place: _, ...rest } = entry();
    history.replaceState(place === undefined ? rest : { ...rest, place }, '', here());
  };

  const navigate: Router['navigate'] = (route, how = 'push') => {
    const path = pathOf(route);
    const isHere = path === here();
    const { home, isJump: wasJump } = entry();
    if (isHere && (route.name !== 'conversation' || route.message === undefined)) return;
    if (how === 'push' && !isHere) {
      const steps = current.name === 'home' ? 1 : home === undefined ? undefined : home + 1;
      const jumps = isJump(current, route);
      if (jumps) keepPlace(placeNow());
      const next: Entry = {
        ...(steps === undefined ? {} : { home: steps }),
        ...(jumps ? { isJump: true } : {}),
      };
      history.pushState(next, '', path);
    } else {
      const next: Entry = {
        ...(home === undefined ? {} : { home }),
        ...(isHere && wasJump ? { isJump: true } : {}),
      };
      history.replaceState(next, '', path);
    }
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
    keepPlaces: (place) => {
      placeNow = place;
      return () => {
        placeNow = () => undefined;
      };
    },
    back: () => history.go(-1),
    leaveConversation: () => {
      const { home } = entry();
      if (home === undefined) navigate({ name: 'home' }, 'replace');
      else history.go(-home);
    },
  };
};
