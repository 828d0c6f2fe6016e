import { type SubmitEvent, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { PopoverCard } from '../components/PopoverCard.tsx';
import menuStyles from '../components/Menu.module.css';
import { useToday } from '../useNow.ts';
import type { Filters, When } from './filters.ts';
import { dayAt, parsePeriod } from './period.ts';
import { WHEN_WORDS } from './suggestions.ts';
import styles from './DateFilter.module.css';

interface DateFilterProps {
  readonly className: string | undefined;
  readonly onPick: (date: NonNullable<Filters['date']>) => void;
}

const WHENS: readonly When[] = ['on', 'before', 'after'];

/** A day from a calendar, for whoever does not write `on:2026-03-01`. */
export const DateFilter = ({ className, onPick }: DateFilterProps) => {
  const today = useToday();
  const [open, setOpen] = useState(false);
  const [when, setWhen] = useState<When>('on');
  const [day, setDay] = useState(() => dayAt(today));
  const period = parsePeriod(day, today);
  const pick = (event: SubmitEvent): void => {
    event.preventDefault();
    if (period === undefined) return;
    setOpen(false);
    onPick({ when, period });
  };
  return (
    <PopoverCard
      trigger={
        <button type="button" className={className}>
          Date
        </button>
      }
      label="Date"
      open={open}
      onOpenChange={setOpen}
      className={menuStyles['menu']}
    >
      <form className={styles['form']} onSubmit={pick}>
        <fieldset className={styles['whens']}>
          <legend className="spoken">When</legend>
          {WHENS.map((each) => (
            <label key={each} className={styles['when']}>
              <input type="radio" name="when" checked={when === each} onChange={() => setWhen(each)} />
              {WHEN_WORDS[each]}
            </label>
          ))}
        </fieldset>
        <input
          type="date"
          aria-label="Day"
          className={styles['day']}
          value={day}
          onChange={(event) => setDay(event.target.value)}
        />
        <Button type="submit" look="primary" wide disabled={period === undefined}>
          Search there
        </Button>
      </form>
    </PopoverCard>
  );
};
