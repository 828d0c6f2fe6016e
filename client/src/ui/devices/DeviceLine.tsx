import { LogOut, Monitor, Pencil, Smartphone } from 'lucide-react';
import { useState } from 'react';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { Failure } from '../components/Failure.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { lastSeen } from '../words/time.ts';
import { DeviceNameForm } from './DeviceNameForm.tsx';
import { KindMenu } from './KindMenu.tsx';
import styles from './Devices.module.css';

interface DeviceLineProps {
  readonly device: DeviceEntry;
  readonly current: boolean;
  /** The name of the device that let this one in. */
  readonly linkedBy: string | undefined;
}

const isPhone = (name: string): boolean => /android|iphone|ipad|phone/i.test(name);

export const DeviceLine = ({ device, current, linkedBy }: DeviceLineProps) => {
  const me = useMe();
  const task = useTask();
  const [renaming, setRenaming] = useState(false);
  const [asking, setAsking] = useState(false);
  const [now] = useState(() => Date.now());
  const Icon = isPhone(device.name) ? Smartphone : Monitor;

  const rename = async (name: string): Promise<void> => {
    if (name === '' || name === device.name) setRenaming(false);
    else if (await task.run(() => me.changeDevice(device.id, { name }))) setRenaming(false);
  };

  return (
    <li className={styles['device']}>
      <div className={styles['line']}>
        <Icon aria-hidden className={styles['icon']} />
        {renaming ? (
          <DeviceNameForm
            initial={device.name}
            saving={task.running}
            onSave={(name) => void rename(name)}
            onCancel={() => setRenaming(false)}
          />
        ) : (
          <>
            <span className={styles['text']}>
              <span className={styles['name']}>{device.name}</span>
              <span className={styles['seen']}>
                {current ? 'This device' : lastSeen(device.lastSeen, now)}
                {linkedBy !== undefined && ` · linked by ${linkedBy}`}
              </span>
              <KindMenu
                device={device}
                disabled={task.running}
                onChange={(kind) => void task.run(() => me.changeDevice(device.id, { kind }))}
              />
            </span>
            <IconButton size="small" label={`Rename ${device.name}`} onClick={() => setRenaming(true)}>
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
