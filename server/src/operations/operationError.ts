/** What the operator asked for cannot be done; the message is a whole sentence that says why, and what would help. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
}
