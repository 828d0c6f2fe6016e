import { Copy, Ellipsis, MessageSquareDot, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { MessageView } from '../../app/conversationModel.ts';
import { EmojiPopover } from '../components/EmojiPopover.tsx';
import { QUICK_EMOJI } from '../components/emojiList.ts';
import { IconButton } from '../components/IconButton.tsx';
import { clock } from '../words/time.ts';
import { useTimelineActions } from './timelineActions.ts';
import styles from './Toolbar.module.css';

interface ToolbarProps {
  readonly message: MessageView;
  /** For a message that does not show its own. */
  readonly showTime: boolean;
  /** Its block stands right. */
  readonly right: boolean;
  /** It stays while something that it opened is open. */
  readonly onHold: (held: boolean) => void;
}

/** The one menu of all messages opens where a right click would open it. */
const openMenu = ({ currentTarget }: MouseEvent<HTMLElement>): void => {
  const { left, bottom } = currentTarget.getBoundingClientRect();
  const click = { bubbles: true, cancelable: true, clientX: left, clientY: bottom };
  currentTarget.closest('[data-message-id]')?.dispatchEvent(new PointerEvent('contextmenu', click));
};

/** What can be done with a message, beside it while the pointer or the focus is on it. */
export const Toolbar = ({ message, showTime, right, onHold }: ToolbarProps) => {
  const actions = useTimelineActions();
  const { seq } = message;
  return (
    <div className={styles['place']} data-right={right || undefined}>
      <div role="toolbar" aria-label="Message" className={styles['toolbar']}>
        {showTime && (
          <span aria-hidden className={styles['time']}>
            {clock(message.at)}
          </span>
        )}
        <EmojiPopover
          trigger={
            <IconButton size="small" label="React">
              <SmilePlus />
            </IconButton>
          }
          quick={QUICK_EMOJI}
          onPick={(emoji) => actions.react(message.id, emoji)}
          onOpenChange={onHold}
        />
        <IconButton size="small" label="Reply" onClick={() => actions.reply(message)}>
          <Reply />
        </IconButton>
        <IconButton size="small" label="Copy" onClick={() => actions.copy(message.text)}>
          <Copy />
        </IconButton>
        {!message.own && seq !== undefined && (
          <IconButton size="small" label="Mark unread from here" onClick={() => actions.markUnread(seq)}>
            <MessageSquareDot />
          </IconButton>
        )}
        {message.canEdit && (
          <IconButton size="small" label="Edit" onClick={() => actions.edit(message)}>
            <Pencil />
          </IconButton>
        )}
        {message.canRetract && (
          <IconButton size="small" look="alarm" label="Retract" onClick={() => actions.retract(message.id)}>
            <Trash2 />
          </IconButton>
        )}
        <IconButton size="small" label="More" aria-haspopup="menu" onClick={openMenu}>
          <Ellipsis />
        </IconButton>
      </div>
    </div>
  );
};
