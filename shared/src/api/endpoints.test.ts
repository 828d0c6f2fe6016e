import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Endpoint, endpoints } from './endpoints.ts';
import { createRoomSchema, pageQuerySchema, postMessageSchema, signUpSchema } from './schemas.ts';

const rows = Object.entries(endpoints);

describe('the HTTP contract', () => {
  test('no two endpoints answer the same request', () => {
    const requests = rows.map(([, { method, path }]) => `${method} ${path.replaceAll(/:\w+/g, ':')}`);
    expect(new Set(requests).size).toBe(requests.length);
  });

  test.each(rows)('%s can be described as JSON schema', (_, endpoint: Endpoint) => {
    for (const schema of [endpoint.query, endpoint.body, endpoint.answer])
      if (schema) expect(z.toJSONSchema(schema, { io: 'input' })).toHaveProperty('$schema');
  });

  test('a sign-up is trimmed and checked', () => {
    const request = {
      name: ' Alice ',
      username: 'alice',
      email: 'alice@example.org',
      password: 'correct horse',
      device: { name: 'Phone', kind: 'main' },
    };
    expect(signUpSchema.parse(request).name).toBe('Alice');
    for (const wrong of [{ name: '  ' }, { username: 'al' }, { email: 'alice' }, { password: 'short' }])
      expect(signUpSchema.safeParse({ ...request, ...wrong }).success).toBe(false);
  });

  test('a page is asked for in numbers, though a query has only text', () => {
    expect(pageQuerySchema.parse({ after: '7', limit: '20' })).toEqual({ after: 7, limit: 20 });
    for (const wrong of [{ limit: '0' }, { limit: '101' }, { before: '-1' }, { after: 'x' }])
      expect(pageQuerySchema.safeParse(wrong).success).toBe(false);
  });

  test('a room is a group or a direct conversation, a message what a device would append', () => {
    expect(createRoomSchema.safeParse({ kind: 'direct', with: 'bob' }).success).toBe(true);
    expect(createRoomSchema.safeParse({ kind: 'group', title: ' ', members: [] }).success).toBe(false);
    expect(postMessageSchema.safeParse({ id: 'm1', text: 'hi', mentions: ['bob'] }).success).toBe(true);
    expect(postMessageSchema.safeParse({ id: 'm1', text: ' ' }).success).toBe(false);
  });
});
