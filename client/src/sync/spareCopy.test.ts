import { segmentName } from '@skein/shared/documents';
import type { RoomId, UserId } from '@skein/shared/ids';
import { SPARE_LENGTH } from '@skein/shared/limits';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { spareStorage } from '../../test/spareStorage.ts';
import { SpareCopy } from './spareCopy.ts';

const tea = segmentName('tea' as RoomId, 0);
const walks = segmentName('walks' as RoomId, 3);

const update = (text: string): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.getArray('messages').push([text]);
  return Y.encodeStateAsUpdate(doc);
};

/** An update that takes so many characters where it is kept. */
const updateOf = (characters: number): Uint8Array => {
  const bytes = (characters / 4) * 3;
  for (let length = bytes; ; length -= 1) {
    const made = update('x'.repeat(length));
    if (made.length <= bytes) return made;
  }
};

const setUp = () => {
  const storage = spareStorage();
  const of = (user: string) => new SpareCopy(storage, 'skein', user as UserId);
  return { storage, of };
};

describe('a second copy of what is not sent', () => {
  it('holds each document by itself, until nothing of it is left', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, update('Earl Grey?'));
    of('alice').keep(walks, update('along the river'));
    of('alice').keep(tea, update('Earl Grey, with milk?'));
    expect(of('alice').all()).toEqual(
      new Map([
        [tea, update('Earl Grey, with milk?')],
        [walks, update('along the river')],
      ]),
    );
    of('alice').forget(tea);
    of('alice').forget(walks);
    expect(storage.length).toBe(0);
  });

  it('is one person’s, and goes with them', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, update('hers'));
    of('bob').keep(tea, update('his'));
    expect([...of('bob').all().values()]).toEqual([update('his')]);
    of('alice').clear();
    expect(of('alice').all().size).toBe(0);
    expect(storage.length).toBe(1);
  });

  it('takes as much as it has room for, whatever documents that is of, and no more', () => {
    const { of } = setUp();
    of('alice').keep(tea, updateOf(1_000));
    of('alice').keep(walks, updateOf(SPARE_LENGTH - 996));
    expect([...of('alice').all().keys()]).toEqual([tea]);
    of('alice').keep(walks, updateOf(SPARE_LENGTH - 1_000));
    expect([...of('alice').all().keys()]).toEqual([tea, walks]);
    of('bob').keep(tea, updateOf(SPARE_LENGTH));
    expect([...of('bob').all().keys()]).toEqual([tea]);
  });

  it('leaves out what is no change', () => {
    const { storage, of } = setUp();
    of('alice').keep(tea, update('Earl Grey?'));
    const key = storage.key(0) ?? '';
    for (const text of ['{"not": "Yjs"}', '', (storage.getItem(key) ?? '').slice(0, 12)]) {
      storage.setItem(key, text);
      expect(of('alice').all().size).toBe(0);
    }
  });

  it('is done without where the browser has no room or refuses it', () => {
    const refusing = () => {
      throw new DOMException('no more', 'QuotaExceededError');
    };
    const full = { ...spareStorage(), length: 0, setItem: refusing };
    new SpareCopy(full, 'skein', 'alice' as UserId).keep(tea, update('Earl Grey?'));
    const none = new SpareCopy(undefined, 'skein', 'alice' as UserId);
    none.keep(tea, update('Earl Grey?'));
    none.clear();
    expect(none.all().size).toBe(0);
  });
});
