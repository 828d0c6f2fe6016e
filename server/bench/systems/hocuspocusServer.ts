/** A program of its own. `PEERS`: the folder that the packages are installed in; `DATA_DIR`: where the database goes. */
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Hocuspocus {
  readonly httpServer: { address(): { readonly port: number } };
  listen(): Promise<unknown>;
}

const { PEERS = '', DATA_DIR = '' } = process.env;
const load = createRequire(join(PEERS, 'package.json'));
const { Server } = load('@hocuspocus/server') as {
  Server: new (options: object) => Hocuspocus;
};
const { SQLite } = load('@hocuspocus/extension-sqlite') as { SQLite: new (options: object) => object };

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database: join(DATA_DIR, 'documents.sqlite') })],
});
await server.listen();
console.log(`http://127.0.0.1:${server.httpServer.address().port}`);
