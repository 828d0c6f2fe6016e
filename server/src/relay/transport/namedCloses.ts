import { refusalRow } from '@skein/shared/refusals';
import { WebSocket } from 'ws';

/** What `ws` closes by itself with when a message is longer than it takes. */
const MESSAGE_TOO_BIG = 1009;

/**
 * Says what `ws` finds out below our protocol in our words. Stock clients take 1009 for a failure and send the same again
 * for ever; `too-large` is final to them.
 */
export class NamedClosesWebSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === MESSAGE_TOO_BIG) super.close(refusalRow('too-large').code, 'too-large');
    else super.close(code, data);
  }
}
