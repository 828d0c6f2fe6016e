import { randomUUID } from 'node:crypto';
import { EPOCH_KEY } from './layout.ts';
import { encodeJsonRow } from './row.ts';
import type { Row, RowStore } from './rowStore.ts';

/** Rows as they lie in one store into an empty other one, which is no journal before the last of them is there. */
export const copyRows = async (from: AsyncIterable<readonly Row[]>, to: RowStore): Promise<number> => {
  let copied = 0;
  for await (const rows of from) {
    await to.write(rows);
    copied += rows.length;
  }
  return copied;
};

/** With it what is stored goes on in another life: every device that knows the former one fetches afresh. */
export const epochRow = (newEpoch: () => string = randomUUID): Row => ({
  key: EPOCH_KEY,
  value: encodeJsonRow(newEpoch()),
});
