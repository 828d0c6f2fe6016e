import { type FocusEvent, useEffect, useRef, useState } from 'react';
import type { RoomKind } from '@skein/shared/userDocument';
import { Picture, useHue } from '../components/Picture.tsx';
import { isEmojiOnly } from '../words/emoji.ts';
import { MessageState } from './MessageState.tsx';
import { MessageText } from './MessageText.tsx';
import { Quote } from './Quote.tsx';
import { Reactions } from './Reactions.tsx';
import type { MessageRow as Row } from './rows.ts';
import { Toolbar } from './Toolbar.tsx';
import styles from './MessageRow.module.css';

/** Where somebody types, the focus stays, whatever is pointed out to them; a field that has just gone is none. */
const isTyping = (): boolean => {
  const focused = document.activeElement;
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  return isField && focused.checkVisibility();
};

interface MessageRowProps {
  readonly row: Row;
  readonly kind: RoomKind;
  readonly highlighted: boolean;
}

export const MessageRow = ({ row, kind, highlighted }: MessageRowProps) => {
  const { message, startsGroup, endsGroup, showsState } = row;
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [held, setHeld] = useState(false);
  const article = useRef<HTMLElement>(null);
  const isArriving = useRef(false);
  const hue = useHue(message.author.id);
  const group = kind === 'group';
  const large = message.replyTo === undefined && isEmojiOnly(message.text);

  // Whoever was led here goes on from here. What can be done with it would cover what stands above: that is for later.
  useEffect(() => {
    const element = article.current;
    if (!highlighted || element === null || isTyping()) return undefined;
    let frame = 0;
    const takeFocus = (): void => {
      // The list measures a row before it shows it.
      if (!element.checkVisibility({ visibilityProperty: true })) {
        frame = requestAnimationFrame(takeFocus);
        return;
      }
      isArriving.current = true;
      element.focus({ preventScroll: true });
      isArriving.current = false;
    };
    takeFocus();
    return () => cancelAnimationFrame(frame);
  }, [highlighted]);

  const onBlur = (event: FocusEvent<HTMLElement>): void => {
    if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false);
  };

  return (
    <article
      ref={article}
      tabIndex={-1}
      data-row-key={row.key}
      data-message-id={message.id}
      data-seq={message.seq}
      data-delivery={message.delivery}
      data-kind={kind}
      data-own={message.own || undefined}
      data-starts={startsGroup || undefined}
      data-ends={endsGroup || undefined}
      data-highlighted={highlighted || undefined}
      data-large={large || undefined}
      className={styles['message']}
      onPointerEnter={(event) => event.pointerType !== 'touch' && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      onFocus={() => setFocused(!isArriving.current)}
      onKeyDown={() => setFocused(true)}
      onClick={() => document.activeElement === article.current && setFocused(true)}
      onBlur={onBlur}
    >
      {group && (
        <div className={styles['gutter']}>
          {startsGroup && <Picture id={message.author.id} name={message.author.name} size={36} />}
        </div>
      )}
      <div className={styles['column']}>
        {group && startsGroup ? (
          <p className={styles['author']} {...hue}>
            {message.author.name}
          </p>
        ) : (
          <span className="spoken">{message.own ? 'You' : message.author.name}: </span>
        )}
        <div className={styles['block']}>
          {message.replyTo && <Quote replyTo={message.replyTo} />}
          <MessageText message={message} />
          <MessageState message={message} shown={showsState} group={group} />
          {(pointed || focused || held) && !message.retracted && (
            <Toolbar
              message={message}
              showTime={!showsState}
              right={!group && message.own}
              onHold={setHeld}
            />
          )}
        </div>
        {message.reactions.length > 0 && <Reactions message={message} />}
      </div>
    </article>
  );
};
