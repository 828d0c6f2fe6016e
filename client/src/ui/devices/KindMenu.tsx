import { Menu } from '@base-ui/react/menu';
import { Check, ChevronDown } from 'lucide-react';
import type { DeviceEntry, DeviceKind } from '@skein/shared/userDocument';
import { KINDS } from '../words/devices.ts';
import menuStyles from '../components/Menu.module.css';
import styles from './Devices.module.css';

interface KindMenuProps {
  readonly device: DeviceEntry;
  readonly disabled: boolean;
  readonly onChange: (kind: DeviceKind) => void;
}

/** What a device keeps, and the way to have it keep more or less. */
export const KindMenu = ({ device, disabled, onChange }: KindMenuProps) => (
  <Menu.Root>
    <Menu.Trigger
      className={styles['kind']}
      disabled={disabled}
      aria-label={`${KINDS[device.kind].keeps}. Change what ${device.name} keeps`}
    >
      {KINDS[device.kind].keeps}
      <ChevronDown aria-hidden />
    </Menu.Trigger>
    <Menu.Portal>
      <Menu.Positioner className={menuStyles['positioner']} align="start" sideOffset={4} collisionPadding={8}>
        <Menu.Popup className={menuStyles['popup']} aria-label={`What ${device.name} keeps`}>
          <Menu.RadioGroup value={device.kind} onValueChange={(kind: DeviceKind) => onChange(kind)}>
            {(['main', 'sub'] as const).map((kind) => (
              <Menu.RadioItem key={kind} value={kind} closeOnClick className={styles['kindItem']}>
                <span className={styles['kindName']}>{KINDS[kind].name}</span>
                <span className={styles['kindHelp']}>{KINDS[kind].help}</span>
                <Menu.RadioItemIndicator className={styles['kindCheck']}>
                  <Check aria-hidden />
                </Menu.RadioItemIndicator>
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  </Menu.Root>
);
