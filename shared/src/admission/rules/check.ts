import type * as z from 'zod/mini';
import { isId } from '../../ids.ts';
import { RefusedError } from '../../refusals.ts';
import type { Writer } from '../case.ts';

const utf8 = new TextEncoder();

const bytesOf = (value: unknown): number => utf8.encode(JSON.stringify(value)).length;

/** @returns the value, of the schema's type */
export const checked = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join('.');
    throw new RefusedError('content-invalid', path ? `${where} ${path}` : where);
  }
  return parsed.data;
};

export const checkSize = (value: unknown, bytes: number, where: string): void => {
  if (bytesOf(value) > bytes) throw new RefusedError('too-large', where);
};

export const checkId = (key: string, root: string): void => {
  if (!isId(key)) throw new RefusedError('content-invalid', `a key of ${root}`);
};

/** A past device of the author will do: who signs in again still delivers what was composed before. */
export const checkAuthor = (
  { author, device }: { readonly author: Writer['user']; readonly device: Writer['device'] },
  writer: Writer,
  where: string,
): void => {
  if (author !== writer.user) throw new RefusedError('author-foreign', where);
  if (!writer.devices.has(device)) throw new RefusedError('device-foreign', where);
};
