import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { HEAD_MS, UNFINISHED_CONNECTIONS } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import type { Log, Schedule } from '../ports.ts';

const ANSWERS = {
  'too-slow': 'HTTP/1.1 408 Request Timeout',
  'too-many-connections': 'HTTP/1.1 429 Too Many Requests',
} as const satisfies Partial<Record<Refusal, string>>;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * Connections that owe a whole request: no request was begun, or not all of it has come. The first head has a deadline,
 * and when there are too many, who has waited longest goes: whoever means it is done long before.
 * @returns to be told of every upgrade
 */
export const boundUnfinished = (
  server: Server,
  schedule: Schedule,
  log: Log,
): ((upgrade: IncomingMessage) => void) => {
  /** Longest first. */
  const unfinished = new Set<Socket>();
  const deadlines = new WeakMap<Socket, () => void>();

  const end = (socket: Socket, reason: keyof typeof ANSWERS): void => {
    unfinished.delete(socket);
    log.info({ reason }, 'an unfinished connection was ended');
    socket.end(`${ANSWERS[reason]}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  };
  const add = (socket: Socket): void => {
    if (socket.destroyed) return;
    unfinished.add(socket);
    const [longest] = unfinished;
    if (unfinished.size > UNFINISHED_CONNECTIONS && longest) end(longest, 'too-many-connections');
  };
  const meets = (socket: Socket): void => {
    deadlines.get(socket)?.();
    deadlines.delete(socket);
  };
  const hasHead = ({ socket }: IncomingMessage): void => meets(socket);

  server.on('connection', (socket) => {
    deadlines.set(
      socket,
      schedule(HEAD_MS, () => end(socket, 'too-slow')),
    );
    socket.on('close', () => {
      meets(socket);
      unfinished.delete(socket);
    });
    add(socket);
  });
  server.on('request', (request, response) => {
    hasHead(request);
    // Of one without a body nothing is to come, and nobody reads it to its end before it is answered.
    if (hasBody(request)) request.on('end', () => unfinished.delete(request.socket));
    else unfinished.delete(request.socket);
    // It is kept open for another one.
    response.on('close', () => add(request.socket));
  });
  return (request) => {
    hasHead(request);
    unfinished.delete(request.socket);
  };
};
