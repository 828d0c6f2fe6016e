import { parseDeviceId, parseRoomId, parseUserId, type RoomId, type UserId } from '@skein/shared/ids';
import { PROJECTION_INTERVAL_MS } from '@skein/shared/limits';
import { latestById, userDocumentOf } from '@skein/shared/userDocument';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { RelayEvent, RoomSummary } from '../relay/contract.ts';
import type { MemberRoom, ProjectedDirectory, ProjectedRelay } from './ports.ts';
import { Projector } from './projector.ts';

const alice = parseUserId('alice') as UserId;
const bob = parseUserId('bob') as UserId;
const room = parseRoomId('room') as RoomId;
const everything = (): boolean => true;

/** A document, a directory and a clock in the hands of the test. */
const stage = () => {
  const document = userDocumentOf(new Y.Doc());
  const summary: RoomSummary = {
    head: 0,
    lastSeq: 0,
    firstSeqs: [1],
    at: 1,
    readSeq: 0,
    unread: 0,
    mentions: 0,
  };
  const rooms: MemberRoom[] = [
    {
      id: room,
      kind: 'group',
      title: 'Climbing',
      role: 'owner',
      members: [alice, bob],
      readable: everything,
    },
  ];
  const state = {
    present: new Set([alice]),
    summary,
    rooms: rooms as readonly MemberRoom[],
    writes: 0,
    failing: false,
    asked: (): void => undefined,
  };
  let tell: (event: RelayEvent) => void = () => undefined;
  const relay: ProjectedRelay = {
    isPresent: (user) => state.present.has(user),
    subscribe: (listener) => {
      tell = listener;
      return () => {
        tell = () => undefined;
      };
    },
    summary: async () => state.summary,
    writeUser: async (_user, write) => {
      state.writes += 1;
      if (state.failing) throw new Error('no disk');
      document.doc.transact(() => write(document));
    },
  };
  const directory: ProjectedDirectory = {
    roomsOf: async (_user, asked) => state.rooms.filter(({ id }) => asked === 'all' || asked.has(id)),
    peopleOf: async () => [{ id: bob, name: 'Bob', username: 'bob' }],
    devicesOf: async () => {
      state.asked();
      return [];
    },
    membersOf: async () => [alice, bob],
  };
  let now = 10_000;
  const timers: { at: number; run: () => void }[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const projector = new Projector({
    relay,
    directory,
    log,
    clock: () => now,
    schedule: (milliseconds, run) => {
      timers.push({ at: now + milliseconds, run });
      return () => undefined;
    },
  });
  const passes = async (milliseconds: number): Promise<void> => {
    now += milliseconds;
    // What an event sets off asks the directory first: let that be answered.
    await new Promise(setImmediate);
    for (const timer of timers.splice(0))
      if (timer.at <= now) timer.run();
      else timers.push(timer);
    await new Promise(setImmediate);
  };
  return { document, projector, state, tell: (event: RelayEvent) => tell(event), passes };
};

describe('projections', () => {
  it('bring somebody who arrives up to date at once', async () => {
    const { document, tell, passes } = stage();
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    expect(document.rooms.toArray()).toMatchObject([{ id: room, title: 'Climbing', unread: 0 }]);
    expect(document.people.toArray()).toEqual([{ id: bob, name: 'Bob', username: 'bob' }]);
  });

  it('write at most once an interval, and then the newest', async () => {
    const { document, state, tell, passes } = stage();
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    for (let unread = 1; unread <= 20; unread++) {
      state.summary = { ...state.summary, lastSeq: unread, unread };
      tell({ type: 'room-changed', room });
      await passes(10);
    }
    expect(state.writes).toBe(1);
    await passes(1_000);
    expect(state.writes).toBe(2);
    expect(latestById(document.rooms)).toMatchObject([{ unread: 20 }]);
    expect(document.rooms.length).toBe(1);
  });

  it('wait for the end of the interval, to the millisecond', async () => {
    const { state, tell, passes } = stage();
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    tell({ type: 'room-changed', room });
    await passes(PROJECTION_INTERVAL_MS - 1);
    expect(state.writes).toBe(1);
    await passes(1);
    expect(state.writes).toBe(2);
  });

  it('change nothing in the document when nothing changed', async () => {
    const { document, tell, passes } = stage();
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    const before = Y.encodeStateAsUpdate(document.doc);
    tell({ type: 'room-changed', room });
    tell({ type: 'device-arrived', user: alice, device: parseDeviceId('laptop') ?? ('' as never) });
    await passes(1_000);
    expect(Y.encodeStateAsUpdate(document.doc)).toEqual(before);
  });

  it('do not write to whoever is away', async () => {
    const { state, tell, passes } = stage();
    state.present.clear();
    tell({ type: 'room-changed', room });
    await passes(5_000);
    expect(state.writes).toBe(0);
  });

  it('are not written for somebody who left while they were made', async () => {
    const { state, tell, passes } = stage();
    state.asked = () => {
      state.present.clear();
      tell({ type: 'user-left', user: alice });
    };
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    expect(state.writes).toBe(0);
  });

  it('erase a conversation that somebody is no longer in', async () => {
    const { document, projector, state, tell, passes } = stage();
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    state.rooms = [];
    projector.roomChanged(room, [alice]);
    await passes(1_000);
    expect(document.rooms.length).toBe(0);
  });

  it('try a failed write again', async () => {
    const { document, state, tell, passes } = stage();
    state.failing = true;
    tell({ type: 'user-arrived', user: alice });
    await passes(0);
    expect(document.rooms.length).toBe(0);
    state.failing = false;
    await passes(1_000);
    expect(document.rooms.length).toBe(1);
  });
});
