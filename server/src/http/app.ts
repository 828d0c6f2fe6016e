import { HTTP_BODY_BYTES, HTTP_REQUEST_MS } from '@skein/shared/limits';
import { RefusedError } from '@skein/shared/refusals';
import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../relay/ports.ts';
import type { OriginCheck } from './origins.ts';
import { refusalOf, sendProblem } from './problems.ts';
import { addSecurityHeaders } from './securityHeaders.ts';

interface Settings {
  readonly proxies: number;
  readonly https: boolean;
  readonly isAllowedOrigin: OriginCheck;
  readonly log: Log;
}

const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What holds for every request: limits, headers, who may ask, and how the relay says no. */
export const createHttp = async (settings: Settings): Promise<FastifyInstance> => {
  const { proxies, https, isAllowedOrigin, log } = settings;
  const app = fastify({
    bodyLimit: HTTP_BODY_BYTES,
    requestTimeout: HTTP_REQUEST_MS,
    trustProxy: (_address, hop) => hop < proxies,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // A path that cannot be read never gets as far as a route.
    frameworkErrors: (error, _request, reply) => {
      const { reason, detail } = refusalOf(error);
      sendProblem(reply, reason, detail);
    },
  });
  app.removeContentTypeParser('text/plain');
  await addSecurityHeaders(app, https);

  app.addHook('onRequest', async ({ method, url, headers, host }, reply) => {
    if (url.startsWith('/api/')) reply.header('cache-control', 'no-store');
    // A page somewhere else could send the cookie along; browsers then name that page.
    if (!READING.has(method) && !isAllowedOrigin(headers.origin, host))
      throw new RefusedError('origin-refused');
  });

  app.setErrorHandler((error, request, reply) => {
    const { reason, detail } = refusalOf(error);
    const where = { method: request.method, route: request.routeOptions.url, reason };
    if (reason === 'internal') log.error({ ...where, error }, 'a request failed');
    else log.info(where, 'a request was refused');
    return sendProblem(reply, reason, detail);
  });
  return app;
};
