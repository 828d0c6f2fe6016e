import { once } from 'node:events';
import type { Socket } from 'node:net';
import { encodeClientControl } from '@skein/shared/frames';
import { FRAME_BYTES } from '@skein/shared/limits';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type Stage, stage } from './stage.ts';

const read = async ({ url }: Stage, headers: Record<string, string> = {}): Promise<Response> =>
  await fetch(`${url}/metrics`, { headers });

/** Values by name and labels, as they are written. */
const values = async (at: Stage): Promise<ReadonlyMap<string, number>> => {
  const lines = (await (await read(at)).text()).split('\n').filter((line) => line.startsWith('skein'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
};

const refused = (reason: string): string => `skein_refusals_total{reason="${reason}"}`;

/** A document opened on a socket of its own, until the relay has sent something of it. */
const open = async (url: string, path: string): Promise<WebSocket> => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${path}`);
  onTestFinished(() => socket.terminate());
  await once(socket, 'message');
  return socket;
};

describe('what the relay tells its operator', () => {
  it('counts a refusal once, on a socket of one document too', async () => {
    const at = await stage();
    const alice = await at.person('alice');
    for (const path of ['room/nowhere/0', 'room/nowhere/1']) {
      const socket = new WebSocket(
        `${at.url.replace('http', 'ws')}/sync/${path}?token=${await alice.token()}`,
      );
      await once(socket, 'close');
    }
    const room = await alice.talksTo(await at.person('bob'));
    const socket = await open(at.url, `room/${room.id}/0?token=${await alice.token()}`);
    socket.send(new Uint8Array([99]));
    await once(socket, 'close');
    const counted = await values(at);
    expect(counted.get(refused('document-unknown'))).toBe(2);
    expect(counted.get(refused('frame-invalid'))).toBe(1);
  });

  it('counts what is stored, open, sent and refused', async () => {
    const at = await stage();
    const [alice, bob] = [await at.person('alice'), await at.person('bob')];
    const room = await alice.talksTo(bob);
    const before = await values(at);
    expect(before.get(refused('request-invalid'))).toBe(0);
    expect(before.get('skein_channels')).toBe(0);

    await alice.says('hello', room);
    const socket = await open(at.url, `room/${room.id}/0?token=${await alice.token()}`);
    const during = await values(at);
    const grown = (name: string): number => (during.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown('skein_steps_total{outcome="committed"}')).toBe(1);
    expect(grown('skein_commit_seconds_count')).toBe(1);
    expect(grown('skein_rows_total{kind="update"}')).toBe(1);
    expect(during.get('skein_channels')).toBe(1);
    // The segment, and a document for each of them.
    expect(during.get('skein_documents')).toBe(3);
    expect(during.get('skein_messages_total{direction="out"}')).toBeGreaterThan(0);
    expect(during.get('skein_bytes_total{direction="out"}')).toBeGreaterThan(0);
    expect(during.get('skein_resident_bytes')).toBeGreaterThan(0);

    socket.close();
    const stranger = new WebSocket(`${at.url.replace('http', 'ws')}/sync/room/nowhere/0`);
    await once(stranger, 'close');
    await expect(bob.says('', room)).rejects.toThrow('request-invalid');
    const after = await values(at);
    expect(after.get(refused('token-missing'))).toBe(1);
    expect(after.get(refused('request-invalid'))).toBe(1);
    expect(after.get('skein_channels')).toBe(0);
  });

  it('counts what ends a connection, also below our own protocol', async () => {
    const at = await stage();
    const { port } = new URL(at.url);
    const ended = async (breaks: (socket: WebSocket) => void): Promise<void> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/sync`);
      socket.on('error', () => undefined);
      onTestFinished(() => socket.terminate());
      await once(socket, 'open');
      breaks(socket);
      await once(socket, 'close');
    };
    await ended((socket) => socket.send(new Uint8Array(FRAME_BYTES + 1_000)));
    await ended((socket) =>
      (socket as unknown as { readonly _socket: Socket })._socket.write(Uint8Array.of(0xff, 0xff)),
    );
    await ended((socket) =>
      socket.send(encodeClientControl({ type: 'open', channel: 1, document: 'x', epoch: '' })),
    );
    const counted = await values(at);
    for (const reason of ['too-large', 'frame-invalid', 'token-missing'])
      expect([reason, counted.get(refused(reason))]).toEqual([reason, 1]);
  });

  it('is for this machine only, and behind a proxy nobody is known to be that', async () => {
    const alone = await stage();
    expect((await read(alone)).status).toBe(200);
    expect((await read(alone, { 'x-forwarded-for': '127.0.0.1' })).status).toBe(404);
    expect((await read(await stage({ PUBLIC_URL: 'https://chat.example.org' }))).status).toBe(404);
    expect((await read(await stage({ TRUSTED_PROXIES: '1' }))).status).toBe(404);
  });

  it('is for whoever shows the token, if there is one', async () => {
    const at = await stage({ METRICS_TOKEN: 'let me see', PUBLIC_URL: 'https://chat.example.org' });
    expect((await read(at)).status).toBe(404);
    expect((await read(at, { authorization: 'Bearer let me' })).status).toBe(404);
    const answer = await read(at, { authorization: 'Bearer let me see' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('skein_commit_seconds_bucket');
  });
});
