import { isId } from '../../ids.ts';
import { REACTION_EMOJI_BYTES, REACTIONS_PER_SEGMENT } from '../../limits.ts';
import { RefusedError } from '../../refusals.ts';
import { parseReactionKey } from '../../segment.ts';
import type { SegmentState } from '../case.ts';
import type { Rule } from './rule.ts';

const EMOJI = /^[^\s\p{Cc}]+$/u;
const utf8 = new TextEncoder();

/** The message may be on its way in another tab of the same person, as with amendments; nobody sees the reaction before. */
export const reactions: Rule<SegmentState> = {
  shape: 'map',
  limit: REACTIONS_PER_SEGMENT,
  full: 'segment-full',
  touch: (key, { writer }) => {
    const reaction = parseReactionKey(key);
    if (!reaction || !isId(reaction.message) || !EMOJI.test(reaction.emoji))
      throw new RefusedError('content-invalid', 'a key of reactions');
    const where = `reactions ${reaction.message}`;
    if (reaction.user !== writer.user) throw new RefusedError('author-foreign', where);
    if (utf8.encode(reaction.emoji).length > REACTION_EMOJI_BYTES) throw new RefusedError('too-large', where);
  },
  set: (key, value) => {
    if (value !== true)
      throw new RefusedError('content-invalid', `reactions ${parseReactionKey(key)?.message}`);
  },
  note: (key, value, { changes }) => {
    changes.reactions.push({ key, added: value !== undefined });
  },
};
