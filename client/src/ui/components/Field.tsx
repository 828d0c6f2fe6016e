import { Field as BaseField } from '@base-ui/react/field';
import type { ComponentProps, ReactNode } from 'react';
import styles from './Field.module.css';

interface FieldProps extends Omit<ComponentProps<typeof BaseField.Control>, 'className'> {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
}

/** A labelled line of text. An error stands where the help was, so nothing moves. */
export const Field = ({ label, help, error, ...control }: FieldProps) => (
  <BaseField.Root className={styles['field']} invalid={error !== undefined}>
    <BaseField.Label className={styles['label']}>{label}</BaseField.Label>
    <BaseField.Control className={styles['control']} {...control} />
    {error === undefined ? (
      help !== undefined && <BaseField.Description className={styles['help']}>{help}</BaseField.Description>
    ) : (
      <BaseField.Error className={styles['error']} match>
        {error}
      </BaseField.Error>
    )}
  </BaseField.Root>
);
