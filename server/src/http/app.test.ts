import { HTTP_REQUEST_MS } from '@skein/shared/limits';
import { expect, it } from 'vitest';
import { createHttp } from './app.ts';

it('gives a whole request so long to come', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const app = await createHttp({ proxies: 0, https: false, isAllowedOrigin: () => true, log });
  expect(app.server.requestTimeout).toBe(HTTP_REQUEST_MS);
  await app.close();
});
