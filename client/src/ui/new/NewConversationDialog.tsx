import { Users } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Failure } from '../components/Failure.tsx';
import { InviteLink } from '../components/InviteLink.tsx';
import { PeopleSearch } from '../components/PeopleSearch.tsx';
import { NewGroupForm } from './NewGroupForm.tsx';
import { useStartDirect } from './useStartDirect.ts';
import styles from './New.module.css';

interface NewConversationDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const NewDirect = ({ onDone, onGroup }: { readonly onDone: () => void; readonly onGroup: () => void }) => {
  const direct = useStartDirect();
  return (
    <>
      <PeopleSearch
        begins="dialog"
        disabled={direct.running}
        noteOf={direct.noteOf}
        onPick={(person) => void direct.start(person).then((started) => started && onDone())}
      />
      {direct.failure !== undefined && <Failure>{direct.failure}</Failure>}
      <div className={styles['others']}>
        <Button onClick={onGroup}>
          <Users aria-hidden />
          New group
        </Button>
        <InviteLink />
      </div>
    </>
  );
};

/** One dialog for both, so that closing it brings the focus back to where it was opened. */
export const NewConversationDialog = ({ open, onClose }: NewConversationDialogProps) => {
  const [group, setGroup] = useState(false);
  const close = (): void => {
    setGroup(false);
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={group ? 'New group' : 'New conversation'}>
      {group ? <NewGroupForm onDone={close} /> : <NewDirect onDone={close} onGroup={() => setGroup(true)} />}
    </Dialog>
  );
};
