import type { Grant } from '@skein/server/relay/ports';
import type { UserId } from '@skein/shared/ids';
import { TOKEN_SECONDS } from '@skein/shared/limits';
import type { TimelineMessage } from '@skein/shared/timeline';
import type { Device } from './device.ts';
import { REFUSED_WORD } from './relayUnderTest.ts';
import { ALICE, CAROL, type World } from './world.ts';

interface Step {
  readonly name: string;
  /** How often it is chosen, against the others. */
  readonly weight: number;
  readonly take: (world: World) => void | Promise<unknown>;
}

const someone = (world: World): Device => world.random.pick(world.devices);

const someMessage = (world: World, device: Device, of?: UserId): TimelineMessage | undefined => {
  const messages = device
    .timeline()
    .filter(({ author, retracted }) => !retracted && (of ?? author) === author);
  return messages.length === 0 ? undefined : world.random.pick(messages);
};

const send = (world: World): void => {
  const { writer, user } = someone(world);
  if (writer === undefined) return;
  const text = `${world.random.below(20) === 0 ? REFUSED_WORD : 'word'} ${world.composed.size}`;
  world.start(writer.send(text).then((id) => world.composed.set(id, { author: user, text })));
};

const edit = (world: World): void => {
  const device = someone(world);
  const message = someMessage(world, device, device.user);
  if (message) world.start(device.writer?.edit(message.id, `${message.text}!`) ?? Promise.resolve());
};

const retract = (world: World): void => {
  const device = someone(world);
  const message = someMessage(world, device, device.user);
  if (!message || !device.writer) return;
  world.withdrawn.add(message.id);
  world.start(device.writer.retract(message.id));
};

const react = (world: World): void => {
  const device = someone(world);
  const message = someMessage(world, device);
  if (message) device.writer?.toggleReaction(message.id, world.random.pick(['👍', '🎉']));
};

const read = (world: World): void => {
  const device = someone(world);
  const seq = someMessage(world, device)?.stamp?.seq;
  if (seq !== undefined) device.readUpTo(seq);
};

/** The same message on a second way: its answer was lost, and whoever sent it tries again. */
const postPending = (world: World): void => {
  const device = someone(world);
  const message = device.pending()[0];
  if (message === undefined) return;
  const grant: Grant = {
    user: device.user,
    device: device.id,
    devices: new Set(world.devices.filter(({ user }) => user === device.user).map(({ id }) => id)),
    access: 'write',
    moderator: false,
    expiresAt: Date.now() + TOKEN_SECONDS * 1000,
  };
  const { directory, relay } = world.relay;
  const post = async (): Promise<void> => {
    if ((await directory.members.ids(world.room)).includes(device.user))
      await relay.post(world.room, message, grant);
  };
  world.start(world.relay.whileAlive(post()));
};

const changeMembership = (world: World): void => {
  const { membership, members } = world.relay.directory;
  const { room } = world;
  const change = async (): Promise<unknown> => {
    if (!(await members.ids(room)).includes(CAROL)) return await membership.add(room, ALICE, CAROL);
    world.everRemoved.add(CAROL);
    return await membership.remove(room, ALICE, CAROL);
  };
  world.start(world.relay.whileAlive(change()));
};

const STEPS: readonly Step[] = [
  { name: 'send', weight: 30, take: send },
  {
    name: 'deliver up',
    weight: 25,
    take: (world) => void someone(world).network.deliver('up', 1 + world.random.below(5)),
  },
  {
    name: 'deliver down',
    weight: 25,
    take: (world) => void someone(world).network.deliver('down', 1 + world.random.below(5)),
  },
  { name: 'deliver all', weight: 6, take: (world) => void world.deliverEverything() },
  { name: 'read', weight: 14, take: read },
  { name: 'edit', weight: 4, take: edit },
  { name: 'retract', weight: 3, take: retract },
  { name: 'react', weight: 4, take: react },
  { name: 'lose the connection', weight: 4, take: (world) => someone(world).network.cut() },
  {
    name: 'go offline or come back',
    weight: 4,
    take: (world) => {
      const device = someone(world);
      if (device.isOnline) device.goOffline();
      else device.goOnline();
    },
  },
  {
    name: 'close or open the browser',
    weight: 3,
    take: (world) => {
      const device = someone(world);
      world.start(device.isOpen ? device.close() : device.open());
    },
  },
  { name: 'kill the relay', weight: 1.5, take: (world) => world.restartRelay() },
  {
    name: 'fail an append',
    weight: 1.5,
    take: (world) => world.relay.journal.failAppend(1, world.random.pick(['lost', 'kept'] as const)),
  },
  { name: 'hold the disk', weight: 2, take: (world) => world.relay.journal.hold() },
  { name: 'release the disk', weight: 4, take: (world) => world.relay.journal.release() },
  {
    name: 'fail a write',
    weight: 1.5,
    take: ({ relay, random }) =>
      relay.faults.failWrite(1 + random.below(3), random.pick(['lost', 'kept'] as const)),
  },
  {
    name: 'fill the disk, or make space',
    weight: 2,
    take: ({ relay: { faults } }) => {
      faults.isFull = !faults.isFull;
    },
  },
  {
    name: 'slow the disk',
    weight: 1.5,
    take: ({ relay, random }) => {
      relay.faults.slowness = random.below(4);
    },
  },
  {
    name: 'damage what is read',
    weight: 1.5,
    take: ({ relay, random }) => relay.faults.damageReads(1 + random.below(2)),
  },
  { name: 'post what is pending', weight: 3, take: postPending },
  { name: 'join or leave', weight: 4, take: changeMembership },
  { name: 'pass a while', weight: 10, take: (world) => world.advance(100 + world.random.below(4_000)) },
  { name: 'outlive the tokens', weight: 1, take: (world) => world.advance(TOKEN_SECONDS * 1000) },
];

const TOTAL = STEPS.reduce((sum, { weight }) => sum + weight, 0);

export const someStep = (world: World): Step => {
  let at = world.random.next() * TOTAL;
  for (const step of STEPS) {
    at -= step.weight;
    if (at < 0) return step;
  }
  throw new Error('The weights of the steps do not add up.');
};
