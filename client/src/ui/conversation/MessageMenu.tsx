import { ContextMenu } from '@base-ui/react/context-menu';
import { Copy, Eye, Link, MessageSquareDot, Pencil, Reply, Trash2 } from 'lucide-react';
import { type ReactElement, type SyntheticEvent, useRef, useState } from 'react';
import type { MessageView } from '../../app/conversationModel.ts';
import { QUICK_EMOJI } from '../components/emojiList.ts';
import { useTimelineActions } from './timelineActions.ts';
import menuStyles from '../components/Menu.module.css';
import styles from './MessageMenu.module.css';

interface MessageMenuProps {
  readonly messages: readonly MessageView[];
  /** The log. Its articles carry `data-message-id`. */
  readonly children: ReactElement;
}

/** Links and selected text keep the browser's own menu. */
const wantsNativeMenu = (target: Element): boolean =>
  target.closest('a, button') !== null || (window.getSelection()?.isCollapsed ?? true) === false;

const idAt = (event: SyntheticEvent): string | undefined => {
  const target = event.target;
  if (!(target instanceof Element)) return undefined;
  return target.closest('[data-message-id]')?.getAttribute('data-message-id') ?? undefined;
};

/** The same actions as the toolbar, for a right click, the menu key and a long press; one menu for all rows. */
export const MessageMenu = ({ messages, children }: MessageMenuProps) => {
  const actions = useTimelineActions();
  const pressed = useRef<string>(undefined);
  const [message, setMessage] = useState<MessageView>();
  const [open, setOpen] = useState(false);

  const change = (next: boolean): void => {
    const found = messages.find(({ id, retracted }) => id === pressed.current && !retracted);
    if (next && !found) return;
    if (next) setMessage(found);
    setOpen(next);
  };
  const seq = message?.seq;

  return (
    <ContextMenu.Root open={open} onOpenChange={change}>
      <ContextMenu.Trigger
        render={children}
        onPointerDownCapture={(event) => {
          pressed.current = idAt(event);
        }}
        onContextMenu={(event) => {
          pressed.current = idAt(event);
          const native = event.target instanceof Element && wantsNativeMenu(event.target);
          if (pressed.current === undefined || native) event.preventBaseUIHandler();
        }}
      />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className={menuStyles['positioner']} collisionPadding={8}>
          <ContextMenu.Popup className={menuStyles['popup']} aria-label="Message">
            {message && (
              <>
                <ContextMenu.Group className={styles['quick']} aria-label="React">
                  {QUICK_EMOJI.map((emoji) => (
                    <ContextMenu.Item
                      key={emoji}
                      className={styles['emoji']}
                      aria-label={`React with ${emoji}`}
                      onClick={() => actions.react(message.id, emoji)}
                    >
                      {emoji}
                    </ContextMenu.Item>
                  ))}
                </ContextMenu.Group>
                <ContextMenu.Separator className={menuStyles['line']} />
                <ContextMenu.Item className={menuStyles['item']} onClick={() => actions.reply(message)}>
                  <Reply aria-hidden />
                  Reply
                </ContextMenu.Item>
                <ContextMenu.Item className={menuStyles['item']} onClick={() => actions.copy(message.text)}>
                  <Copy aria-hidden />
                  Copy
                </ContextMenu.Item>
                {seq !== undefined && (
                  <ContextMenu.Item
                    className={menuStyles['item']}
                    onClick={() => actions.copyLink(message.id)}
                  >
                    <Link aria-hidden />
                    Copy link to message
                  </ContextMenu.Item>
                )}
                {message.readers && (
                  <ContextMenu.Item
                    className={menuStyles['item']}
                    onClick={() => actions.showReaders(message.id)}
                  >
                    <Eye aria-hidden />
                    Seen by…
                  </ContextMenu.Item>
                )}
                {!message.own && seq !== undefined && (
                  <ContextMenu.Item className={menuStyles['item']} onClick={() => actions.markUnread(seq)}>
                    <MessageSquareDot aria-hidden />
                    Mark unread from here
                  </ContextMenu.Item>
                )}
                {message.canEdit && (
                  <ContextMenu.Item className={menuStyles['item']} onClick={() => actions.edit(message)}>
                    <Pencil aria-hidden />
                    Edit
                  </ContextMenu.Item>
                )}
                {message.canRetract && (
                  <ContextMenu.Item
                    className={menuStyles['item']}
                    data-look="alarm"
                    onClick={() => actions.retract(message.id)}
                  >
                    <Trash2 aria-hidden />
                    Retract
                  </ContextMenu.Item>
                )}
              </>
            )}
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
};
