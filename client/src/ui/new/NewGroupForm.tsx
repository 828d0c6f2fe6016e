import { X } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import type { Person } from '@skein/shared/api/schemas';
import { parseUserId } from '@skein/shared/ids';
import { ROOM_TITLE_LENGTH } from '@skein/shared/limits';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { Field } from '../components/Field.tsx';
import { PeopleSearch } from '../components/PeopleSearch.tsx';
import { Picture } from '../components/Picture.tsx';
import { useMe, useRouter } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import styles from './New.module.css';

const Chip = ({ person, onRemove }: { readonly person: Person; readonly onRemove: () => void }) => (
  <li className={styles['chip']}>
    <Picture id={person.id} name={person.name} size={20} />
    <span className={styles['chipName']}>{person.name}</span>
    <button
      type="button"
      className={styles['remove']}
      onClick={onRemove}
      aria-label={`Leave out ${person.name}`}
    >
      <X aria-hidden />
    </button>
  </li>
);

export const NewGroupForm = ({ onDone }: { readonly onDone: () => void }) => {
  const me = useMe();
  const router = useRouter();
  const task = useTask();
  const [title, setTitle] = useState('');
  const [titleMissing, setTitleMissing] = useState(false);
  const [members, setMembers] = useState<readonly Person[]>([]);

  const noteOf = (person: Person): string | undefined => {
    if (person.id === me.user.id) return 'this is you';
    return members.some(({ id }) => id === person.id) ? 'chosen' : undefined;
  };

  const create = async (): Promise<void> => {
    const created = await task.run(async () => {
      const ids = members.flatMap(({ id }) => parseUserId(id) ?? []);
      router.navigate({ name: 'conversation', room: await me.startGroup(title.trim(), ids) });
    });
    if (created) onDone();
  };

  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setTitleMissing(title.trim() === '');
    if (title.trim() !== '') void create();
  };

  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <Field
        label="Group title"
        value={title}
        maxLength={ROOM_TITLE_LENGTH}
        autoComplete="off"
        autoFocus
        error={titleMissing ? 'Give the group a title.' : undefined}
        onChange={(event) => setTitle(event.target.value)}
      />
      {members.length > 0 && (
        <ul className={styles['chips']} aria-label="Members of the new group">
          {members.map((person) => (
            <Chip
              key={person.id}
              person={person}
              onRemove={() => setMembers(members.filter(({ id }) => id !== person.id))}
            />
          ))}
        </ul>
      )}
      <PeopleSearch
        noteOf={noteOf}
        onPick={(person) => setMembers([...members, person])}
        hint="Find the people who should be in it. You can add others later."
      />
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <div className={styles['actions']}>
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" look="primary" disabled={task.running}>
          Create group
        </Button>
      </div>
    </form>
  );
};
