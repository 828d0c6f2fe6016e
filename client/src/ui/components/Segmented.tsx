import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { ComponentType } from 'react';
import styles from './Segmented.module.css';

interface SegmentedProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly options: readonly {
    readonly value: Value;
    readonly label: string;
    readonly Icon?: ComponentType<{ readonly 'aria-hidden': true }>;
  }[];
  /** What explains it all. */
  readonly describedBy?: string;
}

/** One of a few, all of them in sight. */
export const Segmented = <Value extends string>({
  label,
  value,
  onChange,
  options,
  describedBy,
}: SegmentedProps<Value>) => (
  <RadioGroup
    aria-label={label}
    aria-describedby={describedBy}
    className={styles['choice']}
    value={value}
    onValueChange={(chosen: Value) => onChange(chosen)}
  >
    {options.map(({ value: option, label: name, Icon }) => (
      <Radio.Root key={option} value={option} className={styles['option']} aria-label={name}>
        {Icon && <Icon aria-hidden />}
        {name}
      </Radio.Root>
    ))}
  </RadioGroup>
);
