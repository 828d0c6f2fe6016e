import { REFUSALS, type Refusal } from '@skein/shared/refusals';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

const COMMIT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** What an operator wants to see of a running relay, in the format of Prometheus. Nothing in it names anybody. */
export class Meter {
  /** Plain numbers: a message that goes to a thousand people is counted a thousand times. */
  readonly traffic = { channels: 0, messagesIn: 0, messagesOut: 0, bytesIn: 0, bytesOut: 0 };
  readonly refusals: Counter<'reason'>;
  readonly steps: Counter<'outcome'>;
  readonly rows: Counter<'kind'>;
  readonly commits: Histogram;
  readonly #registry = new Registry();

  /** @param loadedDocuments how many there are in memory right now */
  constructor(loadedDocuments: () => number) {
    const registers = [this.#registry];
    const { traffic } = this;
    const counter = <Label extends string>(name: string, help: string, label: Label): Counter<Label> =>
      new Counter({ name, help, labelNames: [label], registers });
    this.refusals = counter('skein_refusals_total', 'Refusals as they are logged, by reason', 'reason');
    // A reason that never occurred is 0, and not unknown.
    for (const reason of Object.keys(REFUSALS) as Refusal[]) this.refusals.inc({ reason }, 0);
    this.steps = counter('skein_steps_total', 'Appends to the journal', 'outcome');
    this.rows = counter('skein_rows_total', 'Rows written to the journal', 'kind');
    this.commits = new Histogram({
      name: 'skein_commit_seconds',
      help: 'How long an append took until it was durable',
      buckets: COMMIT_SECONDS,
      registers,
    });
    const bothWays = (name: string, help: string, read: () => { in: number; out: number }): Counter =>
      new Counter({
        name,
        help,
        labelNames: ['direction'],
        registers,
        collect() {
          this.reset();
          for (const [direction, value] of Object.entries(read())) this.inc({ direction }, value);
        },
      });
    bothWays('skein_messages_total', 'Sync messages of channels', () => ({
      in: traffic.messagesIn,
      out: traffic.messagesOut,
    }));
    bothWays('skein_bytes_total', 'Bytes of these messages', () => ({
      in: traffic.bytesIn,
      out: traffic.bytesOut,
    }));
    const gauge = (name: string, help: string, read: () => number): Gauge =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge('skein_channels', 'Documents that are open, once for every connection', () => traffic.channels);
    gauge('skein_documents', 'Documents in memory', loadedDocuments);
    gauge('skein_resident_bytes', 'Memory of the process', () => process.memoryUsage.rss());
    gauge('skein_heap_bytes', 'Of that, what JavaScript uses', () => process.memoryUsage().heapUsed);
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
