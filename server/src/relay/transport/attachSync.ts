import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { parseDocumentName } from '@skein/shared/documents';
import { FRAME_BYTES } from '@skein/shared/limits';
import type { Refusal } from '@skein/shared/refusals';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Channels } from '../contract.ts';
import { inTime } from '../inTime.ts';
import { type Clock, type Log, type RoomAuthorization, type Schedule, systemSchedule } from '../ports.ts';
import { addressOf, networkOf } from './address.ts';
import { addressCounts, personCounts } from './counts.ts';
import { DataFrames } from './dataFrames.ts';
import { closeSocket, type TransportParts } from './identified.ts';
import { MultiConnection } from './multi.ts';
import { NamedClosesWebSocket } from './namedCloses.ts';
import { SingleConnection } from './single.ts';
import type { Connection, Socket } from './socket.ts';
import { boundUnfinished } from './unfinished.ts';

export interface SyncOptions {
  readonly channels: Channels;
  readonly authorization: RoomAuthorization;
  readonly log: Log;
  /** May a page of this origin connect to this host? Programs name no origin. */
  readonly isAllowedOrigin: (origin: string | undefined, host: string | undefined) => boolean;
  /** Does not look at how much a connection sends. */
  readonly isTrafficUnlimited?: boolean;
  /** How many reverse proxies stand in front. */
  readonly proxies?: number;
  readonly clock?: Clock;
  readonly schedule?: Schedule;
}

/** A frame may be as long as the longest message plus its channel number. */
const CHANNEL_BYTES = 16;
const SYNC_PATH = '/sync';
/** Only the path of a request's target counts. */
const BASE = 'http://relay';

/**
 * Serves `/sync` and `/sync/<document>` on an HTTP server, and answers every other upgrade with 404. A browser cannot see an
 * HTTP status on an upgrade, so a refusal is a close code of an accepted socket.
 * @returns what closes every socket with 'going-away'
 */
export const attachSync = (server: Server, options: SyncOptions): (() => Promise<void>) => {
  const {
    channels,
    authorization,
    isAllowedOrigin,
    proxies = 0,
    isTrafficUnlimited = false,
    log,
    clock = Date.now,
    schedule = systemSchedule,
  } = options;
  const parts: TransportParts = {
    channels,
    authorization: inTime(authorization, schedule, log),
    log,
    clock,
    schedule,
    people: personCounts(),
    frames: new DataFrames(),
    isTrafficUnlimited,
  };
  const addresses = addressCounts();
  // Pings are answered by hand: who sends them without end is no better than others who do.
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES + CHANNEL_BYTES,
    autoPong: false,
    WebSocket: NamedClosesWebSocket,
  });
  const connections = new Set<WebSocket>();

  const accept = (request: IncomingMessage, webSocket: WebSocket, url: URL): void => {
    connections.add(webSocket);
    webSocket.on('close', () => connections.delete(webSocket));
    webSocket.on('error', (error) =>
      log.info({ ...causeOf(error), error: error.message }, 'a socket failed'),
    );
    const socket = socketOf(webSocket);
    const { pathname: path, searchParams } = url;
    const refuse = (reason: Refusal): void => {
      log.info({ reason, path }, 'a connection was refused');
      closeSocket(socket, reason);
    };
    if (!isAllowedOrigin(request.headers.origin, request.headers.host)) {
      refuse('origin-refused');
      return;
    }
    const giveBack = addresses.take(networkOf(addressOf(request, proxies)));
    if (giveBack === undefined) {
      refuse('too-many-connections');
      return;
    }
    webSocket.on('close', giveBack);
    if (path === SYNC_PATH) {
      serve(webSocket, new MultiConnection(parts, socket), refuse);
      return;
    }
    const document = parseDocumentName(path.slice(SYNC_PATH.length + 1));
    if (document === undefined) refuse('document-unknown');
    else
      serve(
        webSocket,
        new SingleConnection(parts, socket, document, searchParams.get('token') ?? ''),
        refuse,
      );
  };

  const finished = boundUnfinished(server, schedule, log);
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    finished(request);
    const target = request.url ?? '';
    const url = URL.canParse(target, BASE) ? new URL(target, BASE) : undefined;
    if (url?.pathname !== SYNC_PATH && !url?.pathname.startsWith(`${SYNC_PATH}/`)) {
      // Nobody listens to the stream any more: the error of somebody who has gone would end the process.
      stream.on('error', () => stream.destroy());
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n', () => stream.destroy());
      return;
    }
    sockets.handleUpgrade(request, stream, head, (webSocket) => accept(request, webSocket, url));
  };
  server.on('upgrade', upgrade);

  return async () => {
    server.off('upgrade', upgrade);
    const closed = [...connections].map(
      (webSocket) => new Promise((resolve) => webSocket.once('close', resolve)),
    );
    for (const webSocket of connections) closeSocket(socketOf(webSocket), 'going-away');
    const cancel = schedule(CLOSE_PATIENCE_MS, () => {
      for (const webSocket of connections) webSocket.terminate();
    });
    await Promise.all(closed);
    cancel();
  };
};

/** Bytes that are no WebSocket frame are closed by `ws`, with a code of that protocol; they are counted like ours. */
const causeOf = (error: Error): { readonly reason?: Refusal } => {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return { reason: 'too-large' };
  return code.startsWith('WS_ERR_') ? { reason: 'frame-invalid' } : {};
};

/** How long a socket has to answer the relay's goodbye. */
export const CLOSE_PATIENCE_MS = 2_000;

const serve = (webSocket: WebSocket, connection: Connection, refuse: (reason: Refusal) => void): void => {
  webSocket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) connection.receive(bytesOf(data));
    else {
      connection.ended();
      refuse('frame-invalid');
    }
  });
  webSocket.on('ping', (data) => {
    if (connection.heard(data.length)) webSocket.pong(data);
  });
  webSocket.on('pong', (data) => void connection.heard(data.length));
  webSocket.on('close', () => connection.ended());
};

const socketOf = (webSocket: WebSocket): Socket => ({
  send: (bytes) => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.send(bytes);
  },
  close: (code, reason) => webSocket.close(code, reason),
  terminate: () => webSocket.terminate(),
  ping: () => {
    if (webSocket.readyState === webSocket.OPEN) webSocket.ping();
  },
  get bufferedAmount() {
    return webSocket.bufferedAmount;
  },
});

const bytesOf = (data: RawData): Uint8Array => {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const buffer = Array.isArray(data) ? Buffer.concat(data) : data;
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};
