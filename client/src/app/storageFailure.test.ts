import { describe, expect, it } from 'vitest';
import { NotDurableError } from '../sync/localCopy.ts';
import { storageFailureOf } from './storageFailure.ts';

describe('why a browser keeps nothing', () => {
  it('is told by the name of what it threw, or of what is behind that', () => {
    expect(storageFailureOf(new DOMException('no more', 'QuotaExceededError'))).toBe('full');
    expect(storageFailureOf(new DOMException('older', 'VersionError'))).toBe('newer');
    expect(storageFailureOf(new DOMException('', 'SecurityError'))).toBe('refused');
    const behind = new DOMException('no more', 'QuotaExceededError');
    expect(storageFailureOf(new NotDurableError('not kept', { cause: behind }))).toBe('full');
  });

  it('is told by the words where the name says nothing', () => {
    const forbidden = new DOMException('The user denied permission to access the database.', 'UnknownError');
    expect(storageFailureOf(forbidden)).toBe('refused');
    const broken = new DOMException('Internal error opening backing store', 'UnknownError');
    expect(storageFailureOf(broken)).toBe('broken');
    expect(storageFailureOf('anything')).toBe('broken');
  });
});
