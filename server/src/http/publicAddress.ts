import type { FastifyRequest } from 'fastify';

/** Where people reach the relay: as the operator says, or else as whoever asks did. */
export const publicAddress = (
  publicUrl: string | undefined,
  { protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>,
): string => publicUrl ?? `${protocol}://${host}`;
