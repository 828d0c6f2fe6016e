import { type MessageId, newMessageId } from '@skein/shared/ids';
import { HANDED_IN_BYTES, HANDING_IN_DAYS, RETURNED_PER_PERSON } from '@skein/shared/limits';
import type { ReturnedMessage } from '@skein/shared/userDocument';
import { describe, expect, it } from 'vitest';
import { type Stage, stage, type Visitor } from './stage.ts';
import { openOwn, until } from './stockClient.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Alice with a laptop, and a phone that she signed out from there. */
const lostPhone = async () => {
  const house = await stage({ MESSAGE_RATE: '0', MESSAGE_BURST: '0' });
  const laptop = await house.person('alice');
  const bob = await house.person('bob');
  const phone = house.visitor();
  await phone.signsIn('alice');
  const room = await laptop.talksTo(bob);
  const mail = await mailOf(house, laptop);
  const isSignedOut = (): Promise<void> => laptop.ask('DELETE', `/api/devices/${phone.device}`);
  return { house, laptop, phone, room, mail, isSignedOut };
};

const unsent = (room: string, text: string, id: string = newMessageId()) => ({
  id,
  room,
  text,
  reason: 'sender-signed-out',
  sentAt: 1,
});

/** The returned mail of a person, as a device sees it that stays connected. */
const mailOf = async (house: Stage, visitor: Visitor) => {
  const { doc } = await openOwn(house.url, visitor);
  // What the relay tells a device on its arrival is told.
  await until(doc, () => doc.getArray('devices').length > 0);
  const returned = doc.getMap<ReturnedMessage>('returned');
  return { returned, holds: (count: number) => until(doc, () => returned.size === count) };
};

describe('a device that was signed out elsewhere', () => {
  it('hands in what it had not sent, once: it is returned mail of its person', async () => {
    const { phone, room, mail, isSignedOut } = await lostPhone();
    await isSignedOut();
    const [one, two] = [unsent(room.id, 'one'), unsent(room.id, 'two')];
    await phone.post('/api/devices/returned', { device: phone.device, returned: [one, two] });
    await mail.holds(2);
    expect([...mail.returned.values()].map(({ text, reason }) => [text, reason])).toEqual([
      ['one', 'sender-signed-out'],
      ['two', 'sender-signed-out'],
    ]);
    // It missed the answer; or somebody else has it now.
    await phone.post('/api/devices/returned', { device: phone.device, returned: [unsent(room.id, 'three')] });
    expect(mail.returned.size).toBe(2);
    await expect(phone.get('/api/session')).rejects.toThrow('device-revoked');
  });

  it('gets nothing back that was delivered after all', async () => {
    const { phone, room, mail, isSignedOut } = await lostPhone();
    const id = newMessageId();
    await phone.says('it did arrive', room, id);
    await isSignedOut();
    const both = [unsent(room.id, 'it did arrive', id), unsent(room.id, 'it did not')];
    await phone.post('/api/devices/returned', { device: phone.device, returned: both });
    await mail.holds(1);
    expect(mail.returned.has(id as MessageId)).toBe(false);
  });

  it(`may do so for ${HANDING_IN_DAYS} days, and nobody else may`, async () => {
    const { house, laptop, phone, room, isSignedOut } = await lostPhone();
    const late = { device: phone.device, returned: [unsent(room.id, 'late')] };
    await expect(phone.post('/api/devices/returned', late)).rejects.toThrow('conflict');
    await expect(house.visitor().post('/api/devices/returned', late)).rejects.toThrow('token-missing');
    await isSignedOut();
    await expect(laptop.post('/api/devices/returned', late)).rejects.toThrow('conflict');
    const foreign = { ...late, device: laptop.device };
    await expect(phone.post('/api/devices/returned', foreign)).rejects.toThrow('conflict');
    house.passes(HANDING_IN_DAYS * DAY_MS);
    await phone.post('/api/devices/returned', late);
    house.passes(1);
    await expect(phone.post('/api/devices/returned', late)).rejects.toThrow('device-revoked');
  });

  it('is refused as a whole when it is too much', async () => {
    const { phone, room, mail, isSignedOut } = await lostPhone();
    await isSignedOut();
    const handsIn = (returned: readonly object[]): Promise<void> =>
      phone.post('/api/devices/returned', { device: phone.device, returned });
    const text = 'x'.repeat(40 * 1024);
    const many = Array.from({ length: HANDED_IN_BYTES / text.length + 1 }, () => unsent(room.id, text));
    await expect(handsIn(many)).rejects.toThrow('too-large');
    await expect(handsIn([unsent(room.id, 'x'.repeat(50 * 1024))])).rejects.toThrow('too-large');
    const most = Array.from({ length: RETURNED_PER_PERSON }, () => unsent(room.id, 'x'));
    await expect(handsIn([...most, unsent(room.id, 'x')])).rejects.toThrow('request-invalid');
    await expect(handsIn([{ ...unsent(room.id, 'x'), reason: 'whatever' }])).rejects.toThrow(
      'request-invalid',
    );
    expect(mail.returned.size).toBe(0);
    await handsIn(most);
    await mail.holds(RETURNED_PER_PERSON);
  });

  it('fills the returned mail no further than its bound', async () => {
    const { phone, house, laptop, room, isSignedOut } = await lostPhone();
    const tablet = house.visitor();
    await tablet.signsIn('alice');
    await isSignedOut();
    await laptop.ask('DELETE', `/api/devices/${tablet.device}`);
    const most = Array.from({ length: RETURNED_PER_PERSON }, () => unsent(room.id, 'x'));
    await phone.post('/api/devices/returned', { device: phone.device, returned: most });
    const one = { device: tablet.device, returned: [unsent(room.id, 'one more')] };
    await expect(tablet.post('/api/devices/returned', one)).rejects.toThrow('too-many');
  });
});
