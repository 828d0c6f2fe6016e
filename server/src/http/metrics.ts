import { createHash, timingSafeEqual } from 'node:crypto';
import { RefusedError } from '@skein/shared/refusals';
import type { FastifyInstance, FastifyRequest } from 'fastify';

interface Measurements {
  readonly contentType: string;
  text(): Promise<string>;
}

interface Readers {
  /** Who shows it may read. */
  readonly token: string | undefined;
  /** Behind a proxy everybody seems to come from this machine. */
  readonly isBehindProxy: boolean;
}

/** For others there is nothing here. */
export const serveMetrics = (app: FastifyInstance, measurements: Measurements, readers: Readers): void => {
  app.get('/metrics', async (request, reply) => {
    if (!mayRead(request, readers)) throw new RefusedError('not-found');
    return reply
      .type(measurements.contentType)
      .header('cache-control', 'no-store')
      .send(await measurements.text());
  });
};

const mayRead = ({ headers, socket }: FastifyRequest, { token, isBehindProxy }: Readers): boolean => {
  if (token !== undefined) return isSame(headers.authorization ?? '', `Bearer ${token}`);
  const isForwarded = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined;
  return !isBehindProxy && !isForwarded && isOfThisMachine(socket.remoteAddress ?? '');
};

const isOfThisMachine = (address: string): boolean =>
  address === '::1' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);

/** In the same time whether or not it begins alike. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
