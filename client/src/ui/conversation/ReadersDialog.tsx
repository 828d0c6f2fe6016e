import type { Person } from '@skein/shared/api/schemas';
import type { MessageView } from '../../app/conversationModel.ts';
import { Dialog } from '../components/Dialog.tsx';
import { PersonLine } from '../components/PersonLine.tsx';
import styles from './ReadersDialog.module.css';

interface ReadersDialogProps {
  readonly message: MessageView | undefined;
  readonly onClose: () => void;
}

const People = ({ title, people }: { readonly title: string; readonly people: readonly Person[] }) => {
  if (people.length === 0) return null;
  return (
    <section className={styles['people']}>
      <h3 className={styles['title']}>{title}</h3>
      <ul aria-label={title}>
        {people.map((person) => (
          <li key={person.id} className={styles['person']}>
            <PersonLine person={person} />
          </li>
        ))}
      </ul>
    </section>
  );
};

/** Who of a small group has read a message. */
export const ReadersDialog = ({ message, onClose }: ReadersDialogProps) => {
  const { seen = [], notYet = [] } = message?.readers ?? {};
  return (
    <Dialog open={message?.readers !== undefined} onClose={onClose} title="Seen by">
      {seen.length === 0 && <p className={styles['nobody']}>Nobody has read it yet.</p>}
      <People title="Read" people={seen} />
      <People title="Not yet" people={notYet} />
    </Dialog>
  );
};
