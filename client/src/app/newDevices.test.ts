import type { DeviceId } from '@skein/shared/ids';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { expect, test } from 'vitest';
import { cell } from '../sync/live.ts';
import { createNewDevices } from './newDevices.ts';

const [laptop, phone, tablet] = ['laptop', 'phone', 'tablet'] as [DeviceId, DeviceId, DeviceId];

const entry = (id: DeviceId, more: Partial<DeviceEntry> = {}): DeviceEntry => ({
  id,
  name: id,
  kind: 'sub',
  lastSeen: 0,
  ...more,
});

const setUp = (remembered: readonly DeviceId[] | undefined, list: readonly DeviceEntry[] = []) => {
  const devices = cell(list);
  const ids = cell(remembered);
  const kept: (readonly DeviceId[])[] = [];
  const news = createNewDevices(devices, laptop, { ids, keep: (now) => kept.push(now) });
  return { devices, ids, kept, news, told: () => news.list.get().map(({ id }) => id) };
};

test('tells of no device that was there before this one looked for the first time', () => {
  const { devices, kept, told } = setUp(undefined);
  expect(told()).toEqual([]);
  // What is there before the relay has answered is not the list yet.
  devices.set([entry(phone)]);
  expect(kept).toEqual([]);
  devices.set([entry(phone), entry(laptop)]);
  expect(kept).toEqual([[phone, laptop]]);
  expect(told()).toEqual([]);
  devices.set([entry(phone), entry(laptop), entry(tablet)]);
  expect(told()).toEqual([tablet]);
});

test('tells of who signed in while it was away, until that was seen', () => {
  const list = [entry(laptop), entry(phone), entry(tablet)];
  const { kept, news, told } = setUp([laptop], list);
  expect(told()).toEqual([phone, tablet]);
  news.seen(phone);
  expect(told()).toEqual([tablet]);
  news.seen(tablet);
  expect(told()).toEqual([]);
  expect(kept.at(-1)).toEqual([laptop, phone, tablet]);
});

test('does not tell of a device that was just let in from here, but of any other', () => {
  const { devices, kept, news, told } = setUp([laptop], [entry(laptop)]);
  news.letIn(phone);
  // Not by this device, whatever it calls itself.
  const impostor = entry(tablet, { name: phone, linkedBy: tablet });
  devices.set([entry(laptop), impostor]);
  expect(told()).toEqual([tablet]);
  devices.set([entry(laptop), impostor, entry(phone, { linkedBy: laptop })]);
  expect(told()).toEqual([tablet]);
  expect(kept).toEqual([[laptop, phone]]);
  // Somebody who has this device's session lets in one of their own.
  const another = 'another' as DeviceId;
  devices.set([entry(laptop), entry(another, { name: phone, linkedBy: laptop })]);
  expect(told()).toEqual([another]);
});

test('hears what another tab has seen, and forgets devices that are gone', () => {
  const { devices, ids, kept, news, told } = setUp([laptop], [entry(laptop), entry(phone)]);
  ids.set([laptop, phone]);
  expect(told()).toEqual([]);
  devices.set([entry(laptop), entry(tablet)]);
  news.seen(tablet);
  expect(kept).toEqual([[laptop, tablet]]);
});

test('holds on to nothing of its person when it is over', () => {
  const { ids, news, told } = setUp([laptop], [entry(laptop), entry(phone)]);
  expect(told()).toEqual([phone]);
  news.close();
  ids.set([laptop, phone]);
  expect(told()).toEqual([phone]);
});
