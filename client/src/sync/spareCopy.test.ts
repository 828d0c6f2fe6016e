import { segmentName } from '@skein/shared/documents';
import type { MessageId, RoomId, UserId } from '@skein/shared/ids';
import { SPARE_LENGTH } from '@skein/shared/limits';
import type { Message } from '@skein/shared/message';
import { describe, expect, it } from 'vitest';
import { spareStorage } from '../../test/spareStorage.ts';
import { SpareCopy } from './spareCopy.ts';

const tea = segmentName('tea' as RoomId, 0);
const walks = segmentName('walks' as RoomId, 3);

const message = (id: string, text = 'Earl Grey?'): Message => ({
  id: id.padEnd(32, '0') as MessageId,
  author: 'alice'.padEnd(32, '0') as UserId,
  device: 'laptop'.padEnd(32, '0') as Message['device'],
  sentAt: 1,
  kind: 'text',
  text,
});

const setUp = () => {
  const storage = spareStorage();
  const of = (user: string) => new SpareCopy(storage, 'skein', user as UserId);
  return { storage, of };
};

describe('a second copy of what is not sent', () => {
  it('holds each document by itself, until nothing of it is left', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, [message('a'), message('b')]);
    of('alice').keep(walks, [message('c')]);
    expect(of('alice').all()).toEqual(
      new Map([
        [tea, [message('a'), message('b')]],
        [walks, [message('c')]],
      ]),
    );
    of('alice').keep(tea, []);
    of('alice').keep(walks, []);
    expect(storage.length).toBe(0);
  });

  it('is one person’s, and goes with them', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, [message('a')]);
    of('bob').keep(tea, [message('b')]);
    expect([...of('bob').all().values()]).toEqual([[message('b')]]);
    of('alice').clear();
    expect(of('alice').all().size).toBe(0);
    expect(storage.length).toBe(1);
  });

  it('takes as much as it has room for, whatever documents that is of, and no more', () => {
    const { of } = setUp();
    const rowOf = (length: number): Message[] => {
      const rest = length - JSON.stringify([message('a', '')]).length;
      return [message('a', 'x'.repeat(rest))];
    };
    of('alice').keep(tea, rowOf(1_000));
    of('alice').keep(walks, rowOf(SPARE_LENGTH - 999));
    expect([...of('alice').all().keys()]).toEqual([tea]);
    of('alice').keep(walks, rowOf(SPARE_LENGTH - 1_000));
    expect([...of('alice').all().keys()]).toEqual([tea, walks]);
    of('bob').keep(tea, rowOf(SPARE_LENGTH));
    expect([...of('bob').all().keys()]).toEqual([tea]);
  });

  it('leaves out what could not be sent', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, [message('a'), { ...message('b'), text: '' }]);
    expect(of('alice').all().get(tea)).toEqual([message('a')]);
    for (const key of Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? ''))
      storage.setItem(key, '{"not": "a list"');
    expect(of('alice').all().get(tea)).toEqual([]);
  });

  it('is done without where the browser has no room or refuses it', () => {
    const refusing = () => {
      throw new DOMException('no more', 'QuotaExceededError');
    };
    const full = { ...spareStorage(), length: 0, setItem: refusing };
    new SpareCopy(full, 'skein', 'alice' as UserId).keep(tea, [message('a')]);
    const none = new SpareCopy(undefined, 'skein', 'alice' as UserId);
    none.keep(tea, [message('a')]);
    none.clear();
    expect(none.all().size).toBe(0);
  });
});
