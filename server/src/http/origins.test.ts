import { describe, expect, it } from 'vitest';
import { originCheck } from './origins.ts';

describe('origins', () => {
  const isAllowed = originCheck(['https://other.example']);

  it.each([
    [undefined, 'chat.example', true],
    ['https://chat.example', 'chat.example', true],
    ['http://localhost:5173', 'localhost:5173', true],
    ['https://other.example', 'chat.example', true],
    ['https://evil.example', 'chat.example', false],
    ['https://chat.example.evil.example', 'chat.example', false],
    ['null', 'chat.example', false],
    ['https://chat.example', undefined, false],
  ])('%s at %s: %s', (origin, host, expected) => {
    expect(isAllowed(origin, host)).toBe(expected);
  });
});
