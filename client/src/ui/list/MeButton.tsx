import { CheckCheck, Download, HardDrive, LogOut, MonitorSmartphone, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Overlay } from '../SignedIn.tsx';
import { Picture } from '../components/Picture.tsx';
import { PopoverCard } from '../components/PopoverCard.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { useReadAll } from '../useReadAll.ts';
import { ThemeChoice } from './ThemeChoice.tsx';
import menuStyles from '../components/Menu.module.css';
import styles from './MeButton.module.css';

interface MeButtonProps {
  readonly onOpen: (overlay: Overlay) => void;
  readonly onSignOut: () => void;
}

/** Everything about the signed-in person: who it is, looks, devices, what came back, the way out. */
export const MeButton = ({ onOpen, onSignOut }: MeButtonProps) => {
  const me = useMe();
  const returned = useLive(me.returned);
  const { hasUnread } = useLive(me.conversations);
  const readAll = useReadAll();
  const [open, setOpen] = useState(false);
  const leave = (): void => {
    setOpen(false);
    onSignOut();
  };
  const go = (overlay: Overlay): void => {
    setOpen(false);
    onOpen(overlay);
  };
  return (
    <PopoverCard
      trigger={
        <button type="button" className={styles['trigger']} aria-label={`You, ${me.user.name}`}>
          <Picture id={me.user.id} name={me.user.name} size={28} />
        </button>
      }
      label="You"
      open={open}
      onOpenChange={setOpen}
      align="end"
      className={menuStyles['menu']}
    >
      <div className={styles['who']}>
        <span className={styles['name']}>{me.user.name}</span>
        <span className={styles['username']}>@{me.user.username}</span>
      </div>
      <ThemeChoice />
      <div className={menuStyles['line']} />
      <button
        type="button"
        className={menuStyles['item']}
        disabled={!hasUnread}
        onClick={() => {
          setOpen(false);
          readAll();
        }}
      >
        <CheckCheck aria-hidden />
        Mark all as read
      </button>
      <button type="button" className={menuStyles['item']} onClick={() => go('devices')}>
        <MonitorSmartphone aria-hidden />
        Devices
      </button>
      <button type="button" className={menuStyles['item']} onClick={() => go('storage')}>
        <HardDrive aria-hidden />
        Storage
      </button>
      <button type="button" className={menuStyles['item']} onClick={() => go('returned')}>
        <Undo2 aria-hidden />
        Returned mail
        {returned.length > 0 && <span className={styles['count']}>{returned.length}</span>}
      </button>
      <button type="button" className={menuStyles['item']} onClick={() => go('export')}>
        <Download aria-hidden />
        Export my conversations
      </button>
      <div className={menuStyles['line']} />
      <button type="button" className={menuStyles['item']} onClick={leave}>
        <LogOut aria-hidden />
        Sign out
      </button>
      <button type="button" className={menuStyles['item']} onClick={() => go('delete-account')}>
        <Trash2 aria-hidden />
        Delete account…
      </button>
    </PopoverCard>
  );
};
