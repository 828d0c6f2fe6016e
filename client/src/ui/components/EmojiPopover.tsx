import { Popover } from '@base-ui/react/popover';
import { type ReactElement, useState } from 'react';
import { EmojiPicker } from './EmojiPicker.tsx';
import menuStyles from './Menu.module.css';
import styles from './EmojiPopover.module.css';

interface EmojiPopoverProps {
  /** The button that opens it. */
  readonly trigger: ReactElement;
  readonly onPick: (emoji: string) => void;
  /** A first row for the usual ones. */
  readonly quick?: readonly string[];
  readonly onOpenChange?: (open: boolean) => void;
}

export const EmojiPopover = ({ trigger, onPick, quick, onOpenChange }: EmojiPopoverProps) => {
  const [open, setOpen] = useState(false);
  const change = (next: boolean): void => {
    setOpen(next);
    onOpenChange?.(next);
  };
  const pick = (emoji: string): void => {
    change(false);
    onPick(emoji);
  };
  return (
    <Popover.Root open={open} onOpenChange={change}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner
          side="top"
          sideOffset={6}
          collisionPadding={12}
          className={menuStyles['positioner']}
        >
          <Popover.Popup className={styles['popup']} aria-label="Choose an emoji">
            {quick && (
              <div role="group" aria-label="Usual reactions" className={styles['quick']}>
                {quick.map((emoji) => (
                  <button
                    key={emoji}
                    type="button"
                    className={styles['emoji']}
                    aria-label={`React with ${emoji}`}
                    onClick={() => pick(emoji)}
                  >
                    {emoji}
                  </button>
                ))}
              </div>
            )}
            <EmojiPicker onPick={pick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
};
