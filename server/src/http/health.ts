import type { FastifyInstance } from 'fastify';
import { sendProblem } from './problems.ts';

/** @param isReady false while the relay cannot do its work, for whoever sends requests its way */
export const serveHealth = (app: FastifyInstance, isReady: () => Promise<boolean>): void => {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    (await isReady()) ? { status: 'ready' } : sendProblem(reply, 'going-away'),
  );
};
