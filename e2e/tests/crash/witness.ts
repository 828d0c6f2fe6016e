import type { MessageId } from '@skein/shared/ids';

/** Remembers, over every crash, what anybody was ever told, and notices when it is told otherwise later. */
export class Witness {
  readonly seqs = new Map<MessageId, number>();
  /** What must not happen, in words. */
  readonly complaints: string[] = [];
  readonly #watchers = new Set<() => void>();

  sawStamp(id: MessageId, seq: number): void {
    const before = this.seqs.get(id);
    if (before !== undefined && before !== seq)
      this.complaints.push(`${id} was number ${before} and is now ${seq}`);
    this.seqs.set(id, seq);
  }

  complain(what: string): void {
    this.complaints.push(what);
    this.notify();
  }

  /** Something was seen: whoever waits looks again. */
  notify(): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    for (const look of watchers) look();
  }

  /** Rejects as soon as there is a complaint: after that, the condition may never come true. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.complaints.length > 0) throw new Error(this.complaints.join('; '));
      await new Promise<void>((look) => this.#watchers.add(look));
    }
  }
}
