import { LogOut, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { parseUserId } from '@skein/shared/ids';
import type { Conversation, ConversationView, MemberView } from '../../app/conversationModel.ts';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Failure } from '../components/Failure.tsx';
import { PeopleSearch } from '../components/PeopleSearch.tsx';
import { Question } from '../components/Question.tsx';
import { useRouter } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { useTask } from '../useTask.ts';
import { MemberLine } from './MemberLine.tsx';
import { TitleField } from './TitleField.tsx';
import styles from './Members.module.css';

interface MembersDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

const AddMember = ({ conversation }: { readonly conversation: Conversation }) => {
  const members = useLive(conversation.members);
  const task = useTask();
  const add = (person: Person): Promise<boolean> =>
    task.run(async () => {
      const user = parseUserId(person.id);
      if (!user) throw new Error('the relay gave a person without an id');
      await conversation.addMember(user);
    });
  return (
    <div className={styles['add']}>
      <PeopleSearch
        begins="at-once"
        disabled={task.running}
        noteOf={({ id }) => (members.some(({ person }) => person.id === id) ? 'is a member' : undefined)}
        onPick={(person) => void add(person)}
        hint="Who is added reads what is written from then on."
      />
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
    </div>
  );
};

export const MembersDialog = ({ open, onClose, conversation, view }: MembersDialogProps) => {
  const router = useRouter();
  const members = useLive(conversation.members);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<MemberView>();
  const [leaving, setLeaving] = useState(false);
  const owner = view.myRole === 'owner';
  const close = (): void => {
    setAdding(false);
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title="Members">
      {owner && <TitleField title={view.title} onRename={(title) => conversation.rename(title)} />}
      {adding ? (
        <AddMember conversation={conversation} />
      ) : (
        owner && (
          <div>
            <Button onClick={() => setAdding(true)}>
              <UserPlus aria-hidden />
              Add people
            </Button>
          </div>
        )
      )}
      <ul className={styles['members']} aria-label="Members">
        {members.map((member) => (
          <MemberLine
            key={member.person.id}
            member={member}
            onRemove={owner && !member.me ? () => setRemoving(member) : undefined}
          />
        ))}
      </ul>
      <div className={styles['foot']}>
        <Button onClick={() => setLeaving(true)}>
          <LogOut aria-hidden />
          Leave group
        </Button>
      </div>
      <Question
        open={removing !== undefined}
        onClose={() => setRemoving(undefined)}
        title={`Remove ${removing?.person.name ?? ''}?`}
        verb="Remove"
        onYes={async () => {
          if (removing) await conversation.removeMember(removing.person.id);
        }}
      >
        They can no longer read or write here, from this moment on, and their copy of the group is deleted.
      </Question>
      <Question
        open={leaving}
        onClose={() => setLeaving(false)}
        title={`Leave ${view.title}?`}
        verb="Leave"
        onYes={async () => {
          await conversation.leave();
          close();
          router.leaveConversation();
        }}
      >
        You can no longer read or write here, and the group is deleted from your devices.
      </Question>
    </Dialog>
  );
};
