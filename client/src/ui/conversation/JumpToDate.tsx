import { CalendarSearch } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Conversation } from '../../app/conversationModel.ts';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { Field } from '../components/Field.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { PopoverCard } from '../components/PopoverCard.tsx';
import { useRouter } from '../contexts.ts';
import { useToday } from '../useNow.ts';
import { useTask } from '../useTask.ts';
import { dayBefore, dayField, parseDayField } from '../words/time.ts';
import { notShownSentence } from './sayNotShown.ts';
import menuStyles from '../components/Menu.module.css';
import styles from './JumpToDate.module.css';

const OFTEN = [
  { label: 'A week ago', days: 7 },
  { label: 'A month ago', days: 30 },
  { label: 'The beginning', days: undefined },
] as const;

/** To the first message of a day, or of the next one on which something was said. */
export const JumpToDate = ({ conversation }: { readonly conversation: Conversation }) => {
  const router = useRouter();
  const today = useToday();
  const task = useTask();
  const [open, setOpen] = useState(false);
  const [day, setDay] = useState('');
  const [missed, setMissed] = useState<string>();

  const change = (next: boolean): void => {
    setOpen(next);
    setMissed(undefined);
    task.forget();
  };
  const go = (at: number): void =>
    void task.run(async () => {
      const found = await conversation.find({ at });
      if (found === 'unknown' || found === 'out-of-reach') return setMissed(notShownSentence(found));
      setOpen(false);
      router.navigate({ name: 'conversation', room: conversation.room, message: found.message });
    });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const at = parseDayField(day);
    if (at !== undefined) go(at);
  };
  const failure = missed ?? task.failure;

  return (
    <PopoverCard
      trigger={
        <IconButton label="Jump to a date">
          <CalendarSearch />
        </IconButton>
      }
      label="Jump to a date"
      open={open}
      onOpenChange={change}
      align="end"
      className={styles['popup']}
    >
      <form className={styles['form']} onSubmit={submit}>
        <Field
          label="Go to the messages of"
          type="date"
          max={dayField(today)}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <Button
          type="submit"
          disabled={parseDayField(day) === undefined || task.running}
          focusableWhenDisabled
        >
          Go
        </Button>
      </form>
      <div className={styles['often']}>
        {OFTEN.map(({ label, days }) => (
          <button
            key={label}
            type="button"
            className={menuStyles['item']}
            onClick={() => go(days === undefined ? 0 : dayBefore(today, days))}
          >
            {label}
          </button>
        ))}
      </div>
      {failure !== undefined && <Failure>{failure}</Failure>}
    </PopoverCard>
  );
};
