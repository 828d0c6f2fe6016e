import * as z from 'zod/mini';
import type { DeviceId } from '../../ids.ts';
import { CURSORS_PER_SEGMENT } from '../../limits.ts';
import { RefusedError } from '../../refusals.ts';
import type { SegmentState } from '../case.ts';
import { checked } from './check.ts';
import type { Rule } from './rule.ts';

const cursorSchema = z.strictObject({ user: z.string(), seq: z.int().check(z.nonnegative()) });

/**
 * A person's device moves its own cursor, backwards too: that a read position never decreases is kept where cursors
 * are folded. One of a past device may arrive late, from a replica that outlived a sign-out: it still tells the truth.
 */
export const cursors: Rule<SegmentState> = {
  shape: 'map',
  limit: CURSORS_PER_SEGMENT,
  full: 'too-many',
  touch: (key, { writer }) => {
    if (!writer.devices.has(key as DeviceId)) throw new RefusedError('device-foreign', 'cursors');
  },
  set: (key, value, { state, writer }) => {
    const { user, seq } = checked(cursorSchema, value, `cursors ${key}`);
    if (user !== writer.user) throw new RefusedError('author-foreign', `cursors ${key}`);
    if (seq > state.lastSeq) throw new RefusedError('content-invalid', `cursors ${key} seq`);
  },
  note: (key, value, { writer, changes }) => {
    if (value === undefined) return;
    const { seq } = value as { seq: number };
    changes.cursors.push({ device: key as DeviceId, user: writer.user, seq });
  },
};
