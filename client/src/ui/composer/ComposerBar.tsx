import { X } from 'lucide-react';
import { IconButton } from '../components/IconButton.tsx';
import styles from './Composer.module.css';

interface ComposerBarProps {
  readonly title: string;
  readonly text: string;
  readonly onCancel: () => void;
}

/** What the text in the composer belongs to: an answer or an edit. */
export const ComposerBar = ({ title, text, onCancel }: ComposerBarProps) => (
  <div className={styles['bar']}>
    <div className={styles['quote']}>
      <p className={styles['quoteTitle']}>{title}</p>
      <p className={styles['quoteText']}>{text}</p>
    </div>
    <IconButton size="small" label="Cancel" onClick={onCancel}>
      <X />
    </IconButton>
  </div>
);
