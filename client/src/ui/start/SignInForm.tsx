import { type SyntheticEvent, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { Field } from '../components/Field.tsx';
import { useApp } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { textOf } from './fields.ts';
import { PasswordField } from './PasswordField.tsx';
import styles from './Start.module.css';

interface SignInFormProps {
  /** Absent where nobody new is taken. */
  readonly onSignUp: (() => void) | undefined;
}

export const SignInForm = ({ onSignUp }: SignInFormProps) => {
  const app = useApp();
  const task = useTask();
  const [missing, setMissing] = useState<'identifier' | 'password'>();

  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const identifier = textOf(form, 'identifier').trim();
    const password = textOf(form, 'password');
    setMissing(identifier === '' ? 'identifier' : password === '' ? 'password' : undefined);
    if (identifier !== '' && password !== '') void task.run(() => app.signIn({ identifier, password }));
  };

  return (
    <form className={styles['form']} onSubmit={submit} noValidate aria-label="Sign in">
      <Field
        label="Username or e-mail"
        name="identifier"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={missing === 'identifier' ? 'Write your username or your e-mail address.' : undefined}
      />
      <PasswordField
        autoComplete="current-password"
        error={missing === 'password' ? 'Write your password.' : undefined}
      />
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <Button type="submit" look="primary" wide disabled={task.running} focusableWhenDisabled>
        Sign in
      </Button>
      {onSignUp && (
        <p className={styles['other']}>
          New here?
          <Button look="quiet" onClick={onSignUp}>
            Create account
          </Button>
        </p>
      )}
    </form>
  );
};
