import type { DocumentRef } from '@skein/shared/documents';
import type { Refusal } from '@skein/shared/refusals';
import type { Channel, Peer } from '../contract.ts';
import type { Grant, Identity } from '../ports.ts';
import { asRefusal } from '../refusing.ts';
import { Backlog } from './backlog.ts';
import type { TransportParts } from './identified.ts';

/**
 * A channel that the authorization hook is asked about. What arrives meanwhile waits, bounded; a disconnection that
 * happens meanwhile wins over the hook's answer.
 */
export class Opening implements Channel {
  readonly #parts: TransportParts;
  readonly #document: DocumentRef;
  #identity: Identity;
  readonly #peer: Peer;
  readonly #endAttendance: () => void;
  readonly #waiting: Backlog;
  #channel: Channel | undefined;
  #grant: Grant | undefined;
  #isClosed = false;

  constructor(parts: TransportParts, document: DocumentRef, identity: Identity, peer: Peer) {
    this.#parts = parts;
    this.#document = document;
    this.#identity = identity;
    this.#peer = peer;
    this.#waiting = new Backlog((bytes) => peer.hold(bytes));
    const { user, device } = identity;
    this.#endAttendance = parts.channels.attend(
      { user, device, ...(document.kind === 'segment' ? { room: document.room } : {}) },
      (reason) => this.#refuse(reason, ''),
    );
    void this.#ask();
  }

  receive(message: Uint8Array): void {
    if (this.#channel) {
      this.#channel.receive(message);
      return;
    }
    if (this.#isClosed) return;
    if (!this.#waiting.add(message)) this.#refuse('too-fast', 'before the channel was open');
  }

  close(): void {
    this.#isClosed = true;
    this.#endAttendance();
    this.#waiting.take();
    this.#channel?.close();
  }

  /** A newer token of the same device: it may say something else about this document. */
  renew(identity: Identity): void {
    this.#identity = identity;
    if (this.#channel !== undefined) void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const identity = this.#identity;
      const firstSeq = await this.#parts.channels.firstSeq(this.#document);
      if (firstSeq === undefined) {
        this.#refuse('document-unknown', '');
        return;
      }
      const authorization = await this.#parts.authorization.authorize(identity, this.#document, firstSeq);
      if (this.#isClosed) return;
      if (identity !== this.#identity) await this.#ask();
      else if (authorization.answer === 'no') this.#refuse(authorization.reason, '');
      else if (authorization.answer === 'yes') this.#use(authorization.grant);
      // Who was let in stays until somebody says no.
      else if (this.#channel === undefined) this.#refuse('cannot-ask', '');
    } catch (error) {
      const { reason } = asRefusal(error);
      if (reason === 'internal') this.#parts.log.error({ error }, 'a channel could not be opened');
      this.#refuse(reason, '');
    }
  }

  #use(grant: Grant): void {
    const before = this.#grant;
    this.#grant = grant;
    if (this.#channel === undefined) {
      this.#channel = this.#parts.channels.open(this.#document, grant, this.#peer);
      this.#endAttendance();
      for (const message of this.#waiting.take()) this.#channel.receive(message);
    } else if (before?.access !== grant.access || before.moderator !== grant.moderator)
      this.#refuse('token-expired', 'the rights have changed');
  }

  #refuse(reason: Refusal, detail: string): void {
    if (this.#isClosed) return;
    this.close();
    const { user, device } = this.#identity;
    this.#parts.log.info({ user, device, document: this.#document, reason, detail }, 'a channel was refused');
    this.#peer.close(reason, detail);
  }
}
