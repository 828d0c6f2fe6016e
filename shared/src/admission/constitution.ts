import type { SegmentRoot } from '../segment.ts';
import type { UserRoot } from '../userDocument.ts';
import type { SegmentState, UserState } from './case.ts';
import { amendments } from './rules/amendments.ts';
import { cursors } from './rules/cursors.ts';
import { messages } from './rules/messages.ts';
import { drafts, marks, returned, settings } from './rules/personal.ts';
import { reactions } from './rules/reactions.ts';
import { relayOnly, type Rule } from './rules/rule.ts';

/** What a person's device may write, root by root. Whatever is not in here is refused. */

export const SEGMENT_RULES: Readonly<Record<SegmentRoot, Rule<SegmentState>>> = {
  messages,
  amendments,
  cursors,
  reactions,
  stamps: relayOnly,
  writers: relayOnly,
  meta: relayOnly,
};

/** Only for the person whose document it is. */
export const USER_RULES: Readonly<Record<UserRoot, Rule<UserState>>> = {
  returned,
  drafts,
  marks,
  settings,
  rooms: relayOnly,
  people: relayOnly,
  devices: relayOnly,
  writers: relayOnly,
  meta: relayOnly,
};
