import { ChevronLeft, Search, UsersRound } from 'lucide-react';
import { useState } from 'react';
import type { Conversation, ConversationView, MemberView } from '../../app/conversationModel.ts';
import { IconButton } from '../components/IconButton.tsx';
import { Picture } from '../components/Picture.tsx';
import { useRouter } from '../contexts.ts';
import { MembersDialog } from '../members/MembersDialog.tsx';
import { useSearchPlace } from '../search/searchPlace.ts';
import { useLive } from '../useLive.ts';
import { counted } from '../words/people.ts';
import { JumpToDate } from './JumpToDate.tsx';
import styles from './ConversationHeader.module.css';

const noteOf = (view: ConversationView, members: readonly MemberView[]): string => {
  if (view.phase !== 'open') return '';
  if (view.kind === 'direct') {
    if (view.peer === undefined) return '';
    if (view.peer.deleted) return 'account deleted';
    return view.present.size > 0 ? 'here now' : `@${view.peer.username}`;
  }
  const here = members.filter(({ present, me }) => present && !me).length;
  const count = counted(members.length, 'member');
  return here > 0 ? `${count}, ${here} here now` : count;
};

export const ConversationHeader = ({ conversation }: { readonly conversation: Conversation }) => {
  const view = useLive(conversation.view);
  const members = useLive(conversation.members);
  const router = useRouter();
  const search = useSearchPlace();
  const [membersOpen, setMembersOpen] = useState(false);
  const direct = view.kind === 'direct';
  return (
    <header className={styles['header']}>
      <span className={styles['back']}>
        <IconButton label="Back" onClick={() => router.leaveConversation()}>
          <ChevronLeft />
        </IconButton>
      </span>
      {view.title !== '' && (
        <Picture
          id={view.peer?.id ?? conversation.room}
          name={view.title}
          kind={direct ? 'person' : 'group'}
          size={36}
          present={direct && view.present.size > 0}
        />
      )}
      <div className={styles['text']}>
        <h1 className={styles['title']}>{view.title}</h1>
        <p className={styles['note']}>{noteOf(view, members)}</p>
      </div>
      {view.phase === 'open' && (
        <IconButton label="Search in this conversation" onClick={() => search.begin(conversation.room)}>
          <Search />
        </IconButton>
      )}
      {view.phase === 'open' && <JumpToDate conversation={conversation} />}
      {!direct && view.phase === 'open' && (
        <>
          <IconButton label="Members" onClick={() => setMembersOpen(true)}>
            <UsersRound />
          </IconButton>
          <MembersDialog
            open={membersOpen}
            onClose={() => setMembersOpen(false)}
            conversation={conversation}
            view={view}
          />
        </>
      )}
    </header>
  );
};
