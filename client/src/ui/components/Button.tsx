import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps } from 'react';
import styles from './Button.module.css';

type Look = 'primary' | 'plain' | 'quiet' | 'alarm';

type ButtonProps = Omit<ComponentProps<typeof BaseButton>, 'className'> & {
  readonly look?: Look;
  /** Full width, for forms and narrow panels. */
  readonly wide?: boolean;
};

export const Button = ({ look = 'plain', wide = false, ...rest }: ButtonProps) => (
  <BaseButton className={styles['button']} data-look={look} data-wide={wide || undefined} {...rest} />
);
