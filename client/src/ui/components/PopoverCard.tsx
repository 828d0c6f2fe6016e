import { Popover } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import menuStyles from './Menu.module.css';

interface PopoverCardProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly label: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly side?: 'top' | 'bottom';
  readonly align?: 'center' | 'end';
  /** How its content stands in it. */
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** What opens beside a button and is gone with the next click elsewhere. */
export const PopoverCard = ({
  trigger,
  label,
  open,
  onOpenChange,
  side = 'bottom',
  align = 'center',
  className,
  children,
}: PopoverCardProps) => (
  <Popover.Root open={open} onOpenChange={onOpenChange}>
    <Popover.Trigger render={trigger} />
    <Popover.Portal>
      <Popover.Positioner
        side={side}
        align={align}
        sideOffset={6}
        collisionPadding={8}
        className={menuStyles['positioner']}
      >
        <Popover.Popup className={`${menuStyles['surface']} ${className}`} aria-label={label}>
          {children}
        </Popover.Popup>
      </Popover.Positioner>
    </Popover.Portal>
  </Popover.Root>
);
