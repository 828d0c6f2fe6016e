import * as z from 'zod/mini';
import { ID_PATTERN } from '../../ids.ts';
import {
  DRAFT_BYTES,
  DRAFTS_PER_PERSON,
  MARKS_PER_PERSON,
  MESSAGE_BYTES,
  RETURNED_PER_PERSON,
  SETTING_BYTES,
  SETTINGS_PER_PERSON,
} from '../../limits.ts';
import { isRefusal, RefusedError } from '../../refusals.ts';
import { SETTING_KEY_PATTERN } from '../../userDocument.ts';
import type { UserState } from '../case.ts';
import { checked, checkId, checkSize } from './check.ts';
import type { Rule } from './rule.ts';

const id = z.string().check(z.regex(ID_PATTERN));
const count = z.int().check(z.nonnegative());

const returnedSchema = z.strictObject({
  room: id,
  text: z.string(),
  reason: z.string().check(z.refine(isRefusal, 'a reason out of the table')),
  sentAt: count,
  returnedAt: count,
  replyTo: z.optional(id),
});

const draftSchema = z.strictObject({ text: z.string(), at: count, replyTo: z.optional(id) });

const markSchema = z.strictObject({ seq: count });

/** A map of the person's own, keyed by the id of a message or room. */
const ownMap = (root: string, schema: z.ZodMiniType, bytes: number, limit: number): Rule<UserState> => ({
  shape: 'map',
  limit,
  full: 'too-many',
  touch: (key) => checkId(key, root),
  set: (key, value) => {
    checkSize(value, bytes, `${root} ${key}`);
    checked(schema, value, `${root} ${key}`);
  },
});

export const returned = ownMap('returned', returnedSchema, MESSAGE_BYTES, RETURNED_PER_PERSON);
export const drafts = ownMap('drafts', draftSchema, DRAFT_BYTES, DRAFTS_PER_PERSON);
export const marks = ownMap('marks', markSchema, SETTING_BYTES, MARKS_PER_PERSON);

/** Whatever the app wants to remember on all devices of the person. */
export const settings: Rule<UserState> = {
  shape: 'map',
  limit: SETTINGS_PER_PERSON,
  full: 'too-many',
  touch: (key) => {
    if (!SETTING_KEY_PATTERN.test(key)) throw new RefusedError('content-invalid', 'a key of settings');
  },
  set: (key, value) => checkSize(value, SETTING_BYTES, `settings ${key}`),
};
