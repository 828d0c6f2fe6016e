import { once } from 'node:events';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Log } from '../relay/ports.ts';
import type { BackupReport } from './backup.ts';
import { OperationError } from './operationError.ts';

/**
 * How the operator's command reaches the relay that holds the stores: a socket in its data folder. Who may use it is
 * who may read the data anyway, no network leads to it, and there is no secret to keep. One JSON line goes each way.
 */
interface Request {
  readonly backup: string;
}

type Answer = { readonly report: BackupReport } | { readonly sentence: string };

/** Bytes of a request: a path and some more. */
const REQUEST_BYTES = 8 * 1024;

/** @returns what ends it; commands under way are cut off */
export const listenToOperator = async (
  path: string,
  backUp: (folder: string) => Promise<BackupReport>,
  log: Log,
): Promise<() => Promise<void>> => {
  // What another life of this relay left: the lock of the journal says that it is over.
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void answer(socket, backUp, log);
  });
  try {
    server.listen(path);
    await once(server, 'listening');
    chmodSync(path, 0o600);
  } catch (error) {
    // A path that is too long, a system without such sockets: everything else works.
    log.warn(
      { error },
      'the relay cannot listen to its operator: backups are possible only while it is stopped',
    );
  }
  return async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
};

const answer = async (
  socket: Socket,
  backUp: (folder: string) => Promise<BackupReport>,
  log: Log,
): Promise<void> => {
  try {
    const { backup } = await requestOf(socket);
    const report = await backUp(backup);
    log.info(report, 'a backup was made');
    socket.end(`${JSON.stringify({ report } satisfies Answer)}\n`);
  } catch (error) {
    if (!(error instanceof OperationError)) log.error({ error }, 'a command of the operator failed');
    const sentence = error instanceof Error ? error.message : String(error);
    socket.end(`${JSON.stringify({ sentence } satisfies Answer)}\n`);
  }
};

const requestOf = async (socket: Socket): Promise<Request> => {
  let line = '';
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    line += String(chunk);
    if (line.length > REQUEST_BYTES) break;
  }
  const request = JSON.parse(line) as Partial<Request> | null;
  if (typeof request?.backup !== 'string') throw new OperationError('The relay does not know this command.');
  return { backup: request.backup };
};

/**
 * @returns undefined when no relay listens there
 * @throws OperationError
 */
export const askRelayForBackup = async (path: string, folder: string): Promise<BackupReport | undefined> => {
  const socket = connect({ path });
  try {
    await once(socket, 'connect');
  } catch {
    return undefined;
  }
  socket.end(JSON.stringify({ backup: folder } satisfies Request));
  const line = await text(socket);
  if (line === '') throw new OperationError('The relay ended before the backup was whole.');
  const answer = JSON.parse(line) as Answer;
  if ('sentence' in answer) throw new OperationError(answer.sentence);
  return answer.report;
};
