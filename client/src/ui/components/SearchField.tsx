import { Search } from 'lucide-react';
import type { ComponentProps } from 'react';
import styles from './SearchField.module.css';

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'type'> {
  readonly label: string;
}

/** Its label is spoken and stands as the placeholder: a magnifier says the rest. */
export const SearchField = ({ label, ...input }: SearchFieldProps) => (
  <div className={styles['field']}>
    <Search aria-hidden className={styles['icon']} />
    <input
      type="text"
      inputMode="search"
      enterKeyHint="search"
      autoComplete="off"
      spellCheck={false}
      aria-label={label}
      placeholder={label}
      className={styles['input']}
      {...input}
    />
  </div>
);
