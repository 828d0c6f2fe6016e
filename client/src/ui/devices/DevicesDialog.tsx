import { QrCode } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { counted } from '../words/people.ts';
import { DeviceLine } from './DeviceLine.tsx';
import styles from './Devices.module.css';

interface DevicesDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  /** Another device is to be let in. */
  readonly onLink: () => void;
}

const DeviceList = () => {
  const me = useMe();
  const devices = useLive(me.devices);
  const own = devices.filter(({ id }) => id === me.device.id);
  const others = devices
    .filter(({ id }) => id !== me.device.id)
    .toSorted((one, other) => other.lastSeen - one.lastSeen);
  return (
    <ul className={styles['devices']}>
      {[...own, ...others].map((device) => (
        <DeviceLine
          key={device.id}
          device={device}
          current={device.id === me.device.id}
          linkedBy={devices.find(({ id }) => id === device.linkedBy)?.name}
        />
      ))}
    </ul>
  );
};

const SignOutOthers = () => {
  const me = useMe();
  const others = useLive(me.devices).filter(({ id }) => id !== me.device.id);
  const [asking, setAsking] = useState(false);
  return (
    <>
      {others.length > 0 && <Button onClick={() => setAsking(true)}>Sign out others</Button>}
      <Question
        open={asking}
        onClose={() => setAsking(false)}
        title={`Sign out ${counted(others.length, 'other device')}?`}
        verb="Sign out"
        onYes={() => me.signOutOtherDevices()}
      >
        Only this one stays signed in. The others lose what they hold at their next contact.
      </Question>
    </>
  );
};

export const DevicesDialog = ({ open, onClose, onLink }: DevicesDialogProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title="Devices"
    description="Where you are signed in. A device that you sign out loses what it holds at its next contact."
    actions={
      <>
        <SignOutOthers />
        <Button look="primary" onClick={onLink}>
          <QrCode aria-hidden />
          Link a device
        </Button>
      </>
    }
  >
    <DeviceList />
  </Dialog>
);
