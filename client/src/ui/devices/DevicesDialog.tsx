import { Dialog } from '../components/Dialog.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { DeviceLine } from './DeviceLine.tsx';
import styles from './Devices.module.css';

interface DevicesDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
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
        <DeviceLine key={device.id} device={device} current={device.id === me.device.id} />
      ))}
    </ul>
  );
};

export const DevicesDialog = ({ open, onClose }: DevicesDialogProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title="Devices"
    description="Where you are signed in. A device that you sign out loses what it holds at its next contact."
  >
    <DeviceList />
  </Dialog>
);
