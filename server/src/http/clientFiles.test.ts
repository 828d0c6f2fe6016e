import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, brotliCompressSync, gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { serveClientFiles } from './clientFiles.ts';

const SCRIPT = 'export {};';

const served = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'skein-client-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>Skein</title>');
  await writeFile(join(folder, 'assets', 'main-1.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'main-1.js.br'), brotliCompressSync(SCRIPT));
  await writeFile(join(folder, 'assets', 'main-1.js.gz'), gzipSync(SCRIPT));
  const app = fastify();
  await serveClientFiles(app, folder);
  onTestFinished(async () => {
    await app.close();
    await rm(folder, { recursive: true });
  });
  return (url: string, encodings: string) => app.inject({ url, headers: { 'accept-encoding': encodings } });
};

test('who takes it compressed gets it so, and who does not gets the same', async () => {
  const get = await served();
  for (const [encodings, encoding, read] of [
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['gzip, deflate', 'gzip', gunzipSync],
    ['identity', undefined, (bytes: Buffer) => bytes],
  ] as const) {
    const { statusCode, headers, rawPayload } = await get('/assets/main-1.js', encodings);
    expect(statusCode).toBe(200);
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['content-type']).toMatch(/javascript/);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['vary']).toMatch(/accept-encoding/i);
    expect(read(rawPayload).toString()).toBe(SCRIPT);
  }
});

test('a path that views know is the page, also where nothing of it is compressed', async () => {
  const get = await served();
  const { statusCode, headers, payload } = await get('/c/some-room', 'gzip, deflate, br');
  expect(statusCode).toBe(200);
  expect(headers['cache-control']).toBe('no-cache');
  expect(payload).toBe('<title>Skein</title>');
});
