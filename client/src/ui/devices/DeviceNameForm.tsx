import { Check } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import { DEVICE_NAME_LENGTH } from '@skein/shared/limits';
import { IconButton } from '../components/IconButton.tsx';
import styles from './Devices.module.css';

interface DeviceNameFormProps {
  readonly initial: string;
  readonly saving: boolean;
  readonly onSave: (name: string) => void;
  readonly onCancel: () => void;
}

export const DeviceNameForm = ({ initial, saving, onSave, onCancel }: DeviceNameFormProps) => {
  const [name, setName] = useState(initial);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    onSave(name.trim());
  };
  return (
    <form className={styles['rename']} onSubmit={submit}>
      <input
        aria-label="Device name"
        className={styles['input']}
        value={name}
        maxLength={DEVICE_NAME_LENGTH}
        autoFocus
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onCancel();
        }}
      />
      <IconButton size="small" type="submit" label="Keep this name" disabled={saving}>
        <Check />
      </IconButton>
    </form>
  );
};
