import { Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '../../app/model.ts';
import { Segmented } from '../components/Segmented.tsx';
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
  return (
    <div className={styles['theme']}>
      <Segmented<Theme>
        label="Theme"
        options={THEMES}
        value={useLive(me.theme)}
        onChange={(theme) => me.setTheme(theme)}
      />
    </div>
  );
};
