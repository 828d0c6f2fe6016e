/**
 * A transaction that somebody has begun. Why it failed is told by the request that did; `done` tells it once more, and who
 * stopped at the request does not listen to that any longer.
 */
export const begun = <Transaction extends { readonly done: Promise<void> }>(
  transaction: Transaction,
): Transaction => {
  transaction.done.catch(() => undefined);
  return transaction;
};
