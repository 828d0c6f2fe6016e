import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { UNFINISHED_CONNECTIONS } from '@skein/shared/limits';
import { expect, onTestFinished, test } from 'vitest';
import { systemSchedule } from '../ports.ts';
import { silentLog } from '../testing.ts';
import { boundUnfinished } from './unfinished.ts';

test('TH3 who has asked for something and waits for the answer owes nothing', {
  timeout: 60_000,
}, async () => {
  const server = createServer();
  boundUnfinished(server, systemSchedule, silentLog);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const others: Socket[] = [];
  onTestFinished(() => {
    for (const stream of others) stream.destroy();
    server.close();
  });
  const asked = once(server, 'request');
  const request = get({ port, host: '127.0.0.1', agent: false });
  const answered = once(request, 'response');
  const [, response] = (await asked) as [IncomingMessage, ServerResponse];
  response.write('a long ');
  const [answer] = (await answered) as [IncomingMessage];
  const idle = async (): Promise<Socket> => {
    const stream = connect(port, '127.0.0.1');
    stream.on('error', () => undefined);
    others.push(stream);
    await once(stream, 'connect');
    return stream;
  };
  const first = await idle();
  const ended = once(first, 'end');
  first.resume();
  while (others.length <= UNFINISHED_CONNECTIONS) await idle();
  await ended;
  response.end('answer');
  expect(await text(answer)).toBe('a long answer');
});
