import { useId } from 'react';
import type { DeviceKind } from '@skein/shared/userDocument';
import { Segmented } from '../components/Segmented.tsx';
import { KINDS } from '../words/devices.ts';
import styles from './KindChoice.module.css';

const OPTIONS = [
  { value: 'main', label: KINDS.main.name },
  { value: 'sub', label: KINDS.sub.name },
] as const;

interface KindChoiceProps {
  readonly kind: DeviceKind;
  readonly onChange: (kind: DeviceKind) => void;
}

/** What this device is to whoever signs in on it. It can be changed later, so nothing more is said here. */
export const KindChoice = ({ kind, onChange }: KindChoiceProps) => {
  const help = useId();
  return (
    <div className={styles['kind']}>
      <Segmented<DeviceKind>
        label="This device"
        options={OPTIONS}
        value={kind}
        onChange={onChange}
        describedBy={help}
      />
      <p id={help} className={styles['help']}>
        {KINDS[kind].help}
      </p>
    </div>
  );
};
