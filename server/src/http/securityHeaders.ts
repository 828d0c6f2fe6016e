import type { IncomingMessage } from 'node:http';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';

const HOST = /^[\w.:[\]-]+$/;

/** Not every browser takes 'self' for the WebSocket of the same host. */
const ownSockets = ({ headers: { host } }: Pick<IncomingMessage, 'headers'>): string =>
  host !== undefined && HOST.test(host) ? `ws://${host} wss://${host}` : "'self'";

/** @param https people reach the relay over HTTPS only: browsers are told to keep to it */
export const addSecurityHeaders = async (app: FastifyInstance, https: boolean): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        connectSrc: ["'self'", ownSockets],
        imgSrc: ["'self'", 'data:', 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: https,
    referrerPolicy: { policy: 'no-referrer' },
    // Browsers ignore these two, with a complaint, where a page is reached over plain HTTP by another machine.
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
  });
};
