import { Check, LogOut, Monitor, Pencil, Smartphone } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import { DEVICE_NAME_LENGTH } from '@skein/shared/limits';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { Failure } from '../components/Failure.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { lastSeen } from '../words/time.ts';
import styles from './Devices.module.css';

interface DeviceLineProps {
  readonly device: DeviceEntry;
  readonly current: boolean;
}

const isPhone = (name: string): boolean => /android|iphone|ipad|phone/i.test(name);

export const DeviceLine = ({ device, current }: DeviceLineProps) => {
  const me = useMe();
  const task = useTask();
  const [name, setName] = useState<string>();
  const [asking, setAsking] = useState(false);
  const [now] = useState(() => Date.now());

  const rename = async (): Promise<void> => {
    const wanted = name?.trim() ?? '';
    if (wanted === '' || wanted === device.name) return setName(undefined);
    if (await task.run(() => me.renameDevice(device.id, wanted))) setName(undefined);
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    void rename();
  };

  return (
    <li className={styles['device']}>
      <div className={styles['line']}>
        {isPhone(device.name) ? (
          <Smartphone aria-hidden className={styles['icon']} />
        ) : (
          <Monitor aria-hidden className={styles['icon']} />
        )}
        {name === undefined ? (
          <>
            <span className={styles['text']}>
              <span className={styles['name']}>{device.name}</span>
              <span className={styles['seen']}>
                {current ? 'This device' : lastSeen(device.lastSeen, now)}
              </span>
            </span>
            <IconButton size="small" label={`Rename ${device.name}`} onClick={() => setName(device.name)}>
              <Pencil />
            </IconButton>
            {!current && (
              <IconButton
                size="small"
                look="alarm"
                label={`Sign out ${device.name}`}
                onClick={() => setAsking(true)}
              >
                <LogOut />
              </IconButton>
            )}
          </>
        ) : (
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
                setName(undefined);
              }}
            />
            <IconButton size="small" type="submit" label="Keep this name" disabled={task.running}>
              <Check />
            </IconButton>
          </form>
        )}
      </div>
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <Question
        open={asking}
        onClose={() => setAsking(false)}
        title={`Sign out ${device.name}?`}
        verb="Sign out"
        onYes={() => me.signOutDevice(device.id)}
      >
        It can no longer read or write in your name, and loses what it holds at its next contact.
      </Question>
    </li>
  );
};
