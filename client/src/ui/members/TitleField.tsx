import { type SyntheticEvent, useState } from 'react';
import { ROOM_TITLE_LENGTH } from '@skein/shared/limits';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { useTask } from '../useTask.ts';
import styles from './Members.module.css';

interface TitleFieldProps {
  readonly title: string;
  readonly onRename: (title: string) => Promise<void>;
}

export const TitleField = ({ title, onRename }: TitleFieldProps) => {
  const [wanted, setWanted] = useState(title);
  const task = useTask();
  const changed = wanted.trim() !== title && wanted.trim() !== '';
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (changed) void task.run(() => onRename(wanted.trim()));
  };
  return (
    <form className={styles['title']} onSubmit={submit}>
      <Field
        label="Group title"
        value={wanted}
        maxLength={ROOM_TITLE_LENGTH}
        autoComplete="off"
        error={task.failure}
        onChange={(event) => setWanted(event.target.value)}
      />
      {changed && (
        <Button type="submit" disabled={task.running}>
          Rename
        </Button>
      )}
    </form>
  );
};
