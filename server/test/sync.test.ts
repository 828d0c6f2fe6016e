import { once } from 'node:events';
import { segmentName, userDocumentName } from '@skein/shared/documents';
import { newMessageId, type RoomId, type UserId } from '@skein/shared/ids';
import { TOKEN_SECONDS } from '@skein/shared/limits';
import { refusalOfCode } from '@skein/shared/refusals';
import { latestById, type RoomEntry, userDocumentOf } from '@skein/shared/userDocument';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { stage, type Visitor } from './stage.ts';
import { type Open, open, openOwn, openSegment, until } from './stockClient.ts';

const append = ({ doc }: Open, by: Visitor, text: string): void => {
  const [id, author, device] = [newMessageId(), by.id, by.device];
  doc.getArray('messages').push([{ id, author, device, sentAt: 1, kind: 'text', text }]);
};

const entries = ({ doc }: Open): RoomEntry[] => latestById(userDocumentOf(doc).rooms);

describe('documents of the composed relay', () => {
  it('pass between a stock client and HTTP', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const segment = await openSegment(url, alice, room.id);
    await bob.says('hello', room);
    await until(segment.doc, () => segment.doc.getMap('stamps').size === 1);
    append(segment, alice, 'hi');
    await until(segment.doc, () => segment.doc.getMap('stamps').size === 2);
    expect(await bob.reads(room)).toEqual(['hello', 'hi']);
  });

  it('are refused to strangers, to forged and to expired tokens', async () => {
    const { url, person, passes } = await stage();
    const [alice, bob, eve] = [await person('alice'), await person('bob'), await person('eve')];
    const room = await alice.talksTo(bob);
    const name = segmentName(room.id as RoomId, 0);
    expect(await (await openSegment(url, eve, room.id)).refused).toBe('room-forbidden');
    const ofAlice = userDocumentName(alice.id as UserId, 0);
    expect(await open(url, ofAlice, await eve.token()).refused).toBe('room-forbidden');
    expect(await open(url, name, 'forged').refused).toBe('token-invalid');
    expect(await open(url, 'room/nothing/0', await eve.token()).refused).toBe('document-unknown');
    const token = await alice.token();
    passes(TOKEN_SECONDS * 1000);
    expect(await open(url, name, token).refused).toBe('token-expired');
  });

  it('close at once for a member who is removed, and for one who leaves', async () => {
    const { url, person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.startsGroup('Climbing', [bob, carol]);
    await alice.says('hello', room);
    const [ofBob, ofCarol] = [await openSegment(url, bob, room.id), await openSegment(url, carol, room.id)];
    await Promise.all([ofBob, ofCarol].map(({ doc }) => until(doc, () => doc.getMap('stamps').size === 1)));
    await alice.removes(bob, room);
    expect(await ofBob.refused).toBe('removed-from-room');
    await carol.removes(carol, room);
    expect(await ofCarol.refused).toBe('removed-from-room');
    expect(await (await openSegment(url, bob, room.id)).refused).toBe('removed-from-room');
  });

  it('are the new owner’s to moderate when the owner has left', async () => {
    const { url, person } = await stage();
    const [alice, bob, carol] = [await person('alice'), await person('bob'), await person('carol')];
    const room = await alice.startsGroup('Climbing', [bob, carol]);
    const segment = await openSegment(url, bob, room.id);
    const { id } = await carol.says('spam', room);
    await until(segment.doc, () => segment.doc.getMap('stamps').has(id));
    await alice.removes(alice, room);
    expect(await segment.refused).toBe('chain-moved');
    const amendment = {
      id: newMessageId(),
      message: id,
      author: bob.id,
      device: bob.device,
      at: 1,
      retract: true,
    };
    segment.doc.getArray('amendments').push([amendment]);
    await until(segment.doc, () => segment.doc.getArray('messages').length === 0);
  });

  it('from before are refused to who joins later', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.startsGroup('Climbing');
    await alice.says('before', room);
    expect(await alice.adds(bob, room)).toMatchObject({ head: 1 });
    expect(await (await openSegment(url, bob, room.id, 0)).refused).toBe('segment-forbidden');
    const head = await openSegment(url, bob, room.id, 1);
    await until(head.doc, () => head.doc.getMap('meta').has('index'));
    expect(head.doc.getArray('messages').length).toBe(0);
  });

  it('close at once for a device that is signed out', async () => {
    const { url, person, visitor } = await stage();
    const laptop = await person('alice');
    const phone = visitor();
    await phone.signsIn('alice');
    const own = await openOwn(url, phone);
    await until(own.doc, () => userDocumentOf(own.doc).devices.length === 2);
    const token = await phone.token();
    await laptop.ask('DELETE', `/api/devices/${phone.device}`);
    expect(await own.refused).toBe('device-revoked');
    expect(await open(url, userDocumentName(phone.id as UserId, 0), token).refused).toBe('device-revoked');
  });

  it('accept what was composed on a device that has ended since', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const room = await alice.talksTo(bob);
    const past = alice.device;
    await alice.post('/api/auth/sign-out');
    await alice.signsIn('alice');
    const segment = await openSegment(url, alice, room.id);
    const message = {
      id: newMessageId(),
      author: alice.id,
      device: past,
      sentAt: 1,
      kind: 'text',
      text: 'late',
    };
    segment.doc.getArray('messages').push([message]);
    await until(segment.doc, () => segment.doc.getMap('stamps').size === 1);
    expect(await bob.reads(room)).toEqual(['late']);
  });
});

describe('a person’s own document', () => {
  it('tells of conversations, people and devices as they change', async () => {
    const { url, person } = await stage();
    const [alice, bob] = [await person('alice'), await person('bob')];
    const own = await openOwn(url, bob);
    await until(own.doc, () => userDocumentOf(own.doc).devices.length === 1);
    const room = await alice.startsGroup('Climbing', [bob]);
    await until(own.doc, () => entries(own).length === 1);
    expect(
      latestById(userDocumentOf(own.doc).people)
        .map(({ username }) => username)
        .toSorted(),
    ).toEqual(['alice', 'bob']);
    await alice.says('hello', room);
    await until(own.doc, () => entries(own)[0]?.unread === 1);
    expect(entries(own)).toMatchObject([
      { id: room.id, title: 'Climbing', role: 'member', lastSeq: 1, preview: { text: 'hello' } },
    ]);
    await alice.removes(bob, room);
    await until(own.doc, () => entries(own).length === 0);
  });
});

describe('an upgrade', () => {
  const upgrade = async (url: string, path: string, origin?: string): Promise<unknown> => {
    const socket = new WebSocket(url.replace('http', 'ws') + path, origin === undefined ? {} : { origin });
    onTestFinished(() => socket.terminate());
    socket.on('error', () => undefined);
    const [code] = (await once(socket, 'close')) as [number];
    return refusalOfCode(code);
  };

  it('comes from our own pages, from those that were named, or from programs', async () => {
    const { url } = await stage({ ALLOWED_ORIGINS: 'https://friend.example' });
    expect(await upgrade(url, '/sync', 'https://evil.example')).toBe('origin-refused');
    expect(await upgrade(url, '/sync/room/a/0', 'https://friend.example')).toBe('token-missing');
    expect(await upgrade(url, '/sync/room/a/0', url)).toBe('token-missing');
  });
});
