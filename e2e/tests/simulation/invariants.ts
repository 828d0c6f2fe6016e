import { maySee } from '@skein/server/directory/members';
import { readKey, readOf } from '@skein/server/relay/facts';
import { segmentName } from '@skein/shared/documents';
import type { MessageId, UserId } from '@skein/shared/ids';
import { type Segment, segmentOf } from '@skein/shared/segment';
import { timeline } from '@skein/shared/timeline';
import * as Y from 'yjs';
import { REFUSED_WORD } from './relayUnderTest.ts';
import type { World } from './world.ts';

class BrokenPromise extends Error {
  override readonly name = 'BrokenPromise';
}

const promise = (holds: boolean, what: string): void => {
  if (!holds) throw new BrokenPromise(what);
};

/** The conversation as the disk has it, whatever any process believes. */
const segmentsOnDisk = async ({ relay, room }: World): Promise<Segment[]> => {
  const segments: Segment[] = [];
  for (let index = 0; ; index++) {
    const rows = await relay.disk.read(segmentName(room, index));
    if (rows.length === 0) return segments;
    const doc = new Y.Doc();
    for (const row of rows) Y.applyUpdate(doc, row);
    segments.push(segmentOf(doc));
  }
};

const stampsOf = (segments: readonly Segment[]): Map<MessageId, { seq: number; author: UserId }> => {
  const stamps = new Map<MessageId, { seq: number; author: UserId }>();
  for (const segment of segments)
    for (const [id, stamp] of segment.stamps.entries())
      if (stamp.in === undefined) stamps.set(id as MessageId, stamp);
  return stamps;
};

/** What must hold after every step, however torn the moment is. */
export const checkAlways = async (world: World): Promise<void> => {
  const disk = stampsOf(await segmentsOnDisk(world));
  const seqs = [...disk.values()].map(({ seq }) => seq);
  promise(new Set(seqs).size === seqs.length, 'one place in the order is given once');
  for (const [id, { author }] of disk) {
    const composed = world.composed.get(id);
    promise(composed === undefined || composed.author === author, `${id} has the author who wrote it`);
  }
  promise(
    world.relay.witness.hasty.length === 0,
    `told before it was stored: ${world.relay.witness.hasty[0]}`,
  );
  for (const user of new Set(world.devices.map((device) => device.user))) {
    const readSeq = readOf(await world.relay.disk.fact(readKey(world.room, user)));
    const before = world.readSeqs.get(user) ?? 0;
    promise(readSeq >= before, `${user} had read up to ${before}, and now up to ${readSeq}`);
    world.readSeqs.set(user, readSeq);
  }
  for (const device of world.devices) {
    const spans = await world.relay.directory.members.spans(world.room, device.user);
    for (const segment of device.segments()) {
      for (const [id, { seq, in: carried }] of segment.stamps.entries())
        promise(
          carried !== undefined || disk.get(id as MessageId)?.seq === seq,
          `what ${device.name} sees stamped is on the disk, in the same place (${id})`,
        );
      for (const message of segment.messages.toArray()) {
        promise(
          message.author === device.user || !message.text.includes(REFUSED_WORD),
          `${device.name} gets no refused word`,
        );
        const seq = segment.stamps.get(message.id)?.seq;
        promise(
          message.author === device.user || seq === undefined || maySee(spans, seq),
          `${device.name} has nothing from outside of its person's membership (${message.id}, ${seq})`,
        );
      }
    }
  }
};

/** What must hold once everybody was online for a while. */
export const checkAtTheEnd = async (world: World): Promise<void> => {
  await checkAlways(world);
  const onDisk = await segmentsOnDisk(world);
  const disk = stampsOf(onDisk);
  const members = new Set(await world.relay.directory.members.ids(world.room));

  for (const [id, { author, text }] of world.composed) {
    const device = world.devices.find(({ user }) => user === author);
    const isReturned = device?.returned().has(id) ?? false;
    const isStamped = disk.has(id);
    if (world.withdrawn.has(id)) continue;
    if (world.everRemoved.has(author)) {
      // A stamp that was on its way when its author was removed never reaches them: then it is both.
      promise(isReturned || isStamped, `${id} of ${author}, who was removed, was stamped or returned`);
    } else if (text.includes(REFUSED_WORD))
      promise(isReturned && !isStamped, `${id} of ${author} was returned`);
    else promise(isStamped && !isReturned, `${id} of ${author} was stamped, and not returned`);
  }

  const present = world.devices.filter(({ user }) => members.has(user));
  for (const device of present) while (device.mayHaveMore) await device.loadMoreWhile(() => world.pass());
  // What this device kept is shown before the relay has said what changed meanwhile.
  await world.settle();
  for (const device of present) {
    promise(device.unsent() === 0, `${device.name} has nothing unsent`);
    const spans = await world.relay.directory.members.spans(world.room, device.user);
    const expected = onDisk
      .flatMap((segment) => timeline(segment, device.user))
      .filter(({ stamp }) => stamp !== undefined && maySee(spans, stamp.seq))
      .toSorted((a, b) => (a.stamp?.seq ?? 0) - (b.stamp?.seq ?? 0));
    const show = (messages: readonly { id: string; text: string; retracted: boolean }[]): string =>
      messages.map(({ id, text, retracted }) => `${id} ${retracted ? 'retracted' : text}`).join('\n');
    promise(
      show(device.timeline()) === show(expected),
      `${device.name} shows what the relay has:\n${show(device.timeline())}\n---\n${show(expected)}`,
    );
    const entry = device.entry();
    const summary = await world.relay.relay.summary(world.room, device.user, (seq) => maySee(spans, seq));
    promise(
      entry?.unread === summary.unread,
      `${device.name} lists ${entry?.unread} unread, the relay counts ${summary.unread}`,
    );
    const counted = expected.filter(
      ({ author, retracted, stamp }) =>
        author !== device.user && !retracted && (stamp?.seq ?? 0) > summary.readSeq,
    ).length;
    promise(
      summary.unread === counted,
      `the relay counts ${summary.unread} unread for ${device.user}, there are ${counted}`,
    );
  }
};
