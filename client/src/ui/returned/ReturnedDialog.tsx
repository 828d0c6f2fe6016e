import { Dialog } from '../components/Dialog.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { ReturnedMail } from './ReturnedMail.tsx';
import styles from './Returned.module.css';

interface ReturnedDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const List = ({ onClose }: { readonly onClose: () => void }) => {
  const me = useMe();
  const returned = useLive(me.returned);
  const { items } = useLive(me.conversations);
  if (returned.length === 0) {
    return (
      <EmptyState title="Nothing came back">
        A message that cannot be delivered waits here for you, with the reason.
      </EmptyState>
    );
  }
  return (
    <ul className={styles['list']}>
      {returned.map((item) => (
        <ReturnedMail
          key={item.id}
          item={item}
          place={items.find(({ id }) => id === item.room)?.title}
          onClose={onClose}
        />
      ))}
    </ul>
  );
};

export const ReturnedDialog = ({ open, onClose }: ReturnedDialogProps) => (
  <Dialog open={open} onClose={onClose} title="Returned mail">
    <List onClose={onClose} />
  </Dialog>
);
