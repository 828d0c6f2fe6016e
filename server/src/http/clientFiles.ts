import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problems.ts';

/** Names of built files change with their content, all others stay and have to be asked for again. */
const cacheControl = (path: string): string =>
  path.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache';

const NEVER_A_PAGE = /^\/(?:api|assets|sync)(?:\/|$)/;

const wantsPage = ({ method, url }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && !NEVER_A_PAGE.test(url.split('?', 1)[0] ?? '');

/** The built app: its files, and its page for every path that views know (`/`, `/c/:room`, `/invite/:code` …). */
export const serveClientFiles = async (app: FastifyInstance, folder: string): Promise<void> => {
  const isBuilt = existsSync(folder);
  if (isBuilt)
    await app.register(fastifyStatic, {
      root: folder,
      // The build puts them beside each text.
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', cacheControl(path));
      },
    });

  app.setNotFoundHandler((request, reply): FastifyReply => {
    if (!wantsPage(request)) return sendProblem(reply, 'not-found');
    return isBuilt
      ? reply.sendFile('index.html')
      : sendProblem(reply, 'not-found', 'the app is not built: "npx -y pnpm@12 start" builds it');
  });
};
