import { type ReactNode, useMemo } from 'react';
import type { Conversation } from '../../app/conversationModel.ts';
import { HuesProvider } from '../components/Picture.tsx';
import { huesOf } from '../components/weave.ts';
import { useLive } from '../useLive.ts';

interface MemberHuesProps {
  readonly conversation: Conversation;
  readonly children: ReactNode;
}

/** In a small group nobody's colour is also somebody else's. */
export const MemberHues = ({ conversation, children }: MemberHuesProps) => {
  const members = useLive(conversation.members);
  const ids = members.map(({ person }) => person.id).join(' ');
  const hues = useMemo(() => huesOf(ids.split(' ')), [ids]);
  return <HuesProvider value={hues}>{children}</HuesProvider>;
};
