import type { RoomId } from '@skein/shared/ids';

/** What of a person's user document may be out of date. */
export interface Pending {
  readonly rooms: 'all' | ReadonlySet<RoomId>;
  readonly people: boolean;
  readonly devices: boolean;
}

export const NOTHING: Pending = { rooms: new Set(), people: false, devices: false };
export const EVERYTHING: Pending = { rooms: 'all', people: true, devices: true };

export const ofRoom = (room: RoomId): Pending => ({ ...NOTHING, rooms: new Set([room]) });

export const merge = (a: Pending, b: Pending): Pending => ({
  rooms: a.rooms === 'all' || b.rooms === 'all' ? 'all' : new Set([...a.rooms, ...b.rooms]),
  people: a.people || b.people,
  devices: a.devices || b.devices,
});
