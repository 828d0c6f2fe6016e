import { Meter } from '@base-ui/react/meter';
import styles from './Storage.module.css';

interface GaugeProps {
  readonly label: string;
  readonly value: number;
  readonly of: number;
  /** What it says, for eyes and ears alike. */
  readonly text: string;
}

export const Gauge = ({ label, value, of, text }: GaugeProps) => (
  <Meter.Root
    className={styles['gauge']}
    aria-label={label}
    value={value}
    max={Math.max(of, 1)}
    aria-valuetext={text}
  >
    <Meter.Track className={styles['track']}>
      <Meter.Indicator className={styles['indicator']} />
    </Meter.Track>
    <span className={styles['text']} aria-hidden>
      {text}
    </span>
  </Meter.Root>
);
