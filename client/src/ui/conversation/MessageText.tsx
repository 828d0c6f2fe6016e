import { memo } from 'react';
import type { MessageView } from '../../app/conversationModel.ts';
import { Link } from '../components/Link.tsx';
import { placeOf } from '../router.ts';
import { isEmojiOnly } from '../words/emoji.ts';
import { findLinks } from '../words/links.ts';
import styles from './MessageText.module.css';

/** Where it leads to somewhere in here, a plain click stays in the page. */
const TextLink = ({ text, href }: { readonly text: string; readonly href: string }) => {
  const place = placeOf(href, location.origin);
  return place === undefined ? (
    <a href={href} target="_blank" rel="noopener noreferrer" className={styles['link']}>
      {text}
    </a>
  ) : (
    <Link to={place} className={styles['link']}>
      {text}
    </Link>
  );
};

export const MessageText = memo(({ message }: { readonly message: MessageView }) => {
  if (message.retracted) return <span className={styles['retracted']}>Message retracted</span>;
  if (isEmojiOnly(message.text)) return <span className={styles['emoji']}>{message.text}</span>;
  return (
    <span className={styles['text']} dir="auto">
      {findLinks(message.text).map(({ text, href }, index) =>
        href === undefined ? (
          text
        ) : (
          // Parts of one text never move against each other.
          // oxlint-disable-next-line react/no-array-index-key
          <TextLink key={index} text={text} href={href} />
        ),
      )}
    </span>
  );
});
