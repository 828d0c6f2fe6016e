import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '../../app/model.ts';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import styles from './ThemeChoice.module.css';

const THEMES = [
  { value: 'system', label: 'System', Icon: Monitor },
  { value: 'light', label: 'Light', Icon: Sun },
  { value: 'dark', label: 'Dark', Icon: Moon },
] as const satisfies readonly { value: Theme; label: string; Icon: typeof Monitor }[];

export const ThemeChoice = () => {
  const me = useMe();
  const theme = useLive(me.theme);
  return (
    <RadioGroup
      aria-label="Theme"
      className={styles['choice']}
      value={theme}
      onValueChange={(value: Theme) => me.setTheme(value)}
    >
      {THEMES.map(({ value, label, Icon }) => (
        <Radio.Root key={value} value={value} className={styles['option']} aria-label={label}>
          <Icon aria-hidden />
          {label}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
};
