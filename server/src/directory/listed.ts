import { sql } from 'kysely';

/** Values to be compared with `in`, however many, as one parameter: one statement serves lists of any length. */
export const listed = <Value extends string>(values: Iterable<Value>) =>
  sql<Value>`(select value from json_each(${JSON.stringify([...values])}))`;
