import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { IndexLostError } from './port.ts';
import type { Call, Reply } from './threadedIndex.ts';
import { SqliteIndex } from './sqliteIndex.ts';

/** The index on a thread of its own: SQLite makes its caller wait, and nobody's message waits for that. */

// On Linux this is said of the thread alone. Where there are few cores, whoever talks comes first.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const { file, epoch } = workerData as { readonly file: string; readonly epoch: string };
const index = new SqliteIndex(file, epoch);

const answer = async ({ id, method, args }: Call): Promise<Reply> => {
  try {
    // A call names a method and carries what it takes: the sender was typed by the same interface.
    const act = index[method] as (...args: unknown[]) => Promise<unknown>;
    return { id, result: await act.apply(index, [...args]) };
  } catch (error) {
    return { id, failure: error as Error, isLost: error instanceof IndexLostError };
  }
};

parentPort?.on('message', (call: Call) => {
  void answer(call).then((reply) => {
    parentPort?.postMessage(reply);
    if (call.method === 'close') parentPort?.close();
  });
});
