import { MonitorSmartphone, X } from 'lucide-react';
import { useRef, useState } from 'react';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { Button } from '../components/Button.tsx';
import { IconButton } from '../components/IconButton.tsx';
import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import styles from './NewDeviceNotice.module.css';

/**
 * Somebody signed in as this person on another device, and it may have been somebody else. Stays above the list until it
 * is dealt with, here or in another tab; several come one after the other.
 */
export const NewDeviceNotice = () => {
  const me = useMe();
  const [device] = useLive(me.newDevices);
  const [asked, setAsked] = useState<DeviceEntry>();
  const [asking, setAsking] = useState(false);
  const doubt = (device: DeviceEntry): void => {
    setAsked(device);
    setAsking(true);
  };
  const place = useRef<HTMLDivElement>(null);
  const seen = ({ id }: DeviceEntry): void => {
    // What has the focus goes.
    place.current?.focus();
    me.newDeviceSeen(id);
  };
  return (
    <div role="status" ref={place} tabIndex={-1} className={styles['place']}>
      {device && (
        <div className={styles['notice']}>
          <MonitorSmartphone aria-hidden className={styles['icon']} />
          <p className={styles['text']}>New sign-in: {device.name}</p>
          <IconButton size="small" label="It was me" onClick={() => seen(device)}>
            <X />
          </IconButton>
          <div className={styles['action']}>
            <Button look="quiet" onClick={() => doubt(device)}>
              Not you? Sign it out
            </Button>
          </div>
        </div>
      )}
      {/* By the one it was asked about: another may come first meanwhile. */}
      <Question
        open={asking}
        onClose={() => setAsking(false)}
        title={`Sign out ${asked?.name}?`}
        verb="Sign out"
        onYes={async () => {
          if (asked === undefined) return;
          await me.signOutDevice(asked.id);
          me.newDeviceSeen(asked.id);
        }}
      >
        It can no longer read or write in your name. If it was not you, somebody else can sign in as you.
      </Question>
    </div>
  );
};
