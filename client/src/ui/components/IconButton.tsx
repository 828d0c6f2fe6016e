import { Button as BaseButton } from '@base-ui/react/button';
import type { ComponentProps, ReactElement } from 'react';
import { Tip } from './Tip.tsx';
import styles from './IconButton.module.css';

type IconButtonProps = Omit<ComponentProps<typeof BaseButton>, 'className' | 'aria-label'> & {
  /** Its name for everybody: read aloud, and shown on hover. */
  readonly label: string;
  readonly children: ReactElement;
  readonly size?: 'normal' | 'small';
  readonly look?: 'quiet' | 'primary' | 'alarm';
  /** Without it where a dialog begins: Escape would close the tip and not the dialog. */
  readonly tip?: boolean;
};

export const IconButton = ({
  label,
  size = 'normal',
  look = 'quiet',
  tip = true,
  ...rest
}: IconButtonProps) => {
  const button = (
    <BaseButton className={styles['button']} data-size={size} data-look={look} aria-label={label} {...rest} />
  );
  return tip ? <Tip text={label}>{button}</Tip> : button;
};
