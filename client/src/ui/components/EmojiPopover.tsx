import { type ReactElement, useState } from 'react';
import { EmojiPicker } from './EmojiPicker.tsx';
import { PopoverCard } from './PopoverCard.tsx';
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
    <PopoverCard
      trigger={trigger}
      label="Choose an emoji"
      open={open}
      onOpenChange={change}
      side="top"
      className={styles['popup']}
    >
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
    </PopoverCard>
  );
};
