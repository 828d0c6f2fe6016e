import { QrCode } from 'lucide-react';
import { type SyntheticEvent, useState } from 'react';
import type { DeviceKind } from '@skein/shared/userDocument';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { Field } from '../components/Field.tsx';
import { useApp } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { textOf } from './fields.ts';
import { KindChoice } from './KindChoice.tsx';
import { PasswordField } from './PasswordField.tsx';
import styles from './Start.module.css';

interface SignInFormProps {
  readonly onLink: () => void;
  /** Absent where nobody new is taken. */
  readonly onSignUp: (() => void) | undefined;
}

export const SignInForm = ({ onLink, onSignUp }: SignInFormProps) => {
  const app = useApp();
  const task = useTask();
  const [kind, setKind] = useState<DeviceKind>(() => app.suggestedKind());
  const [missing, setMissing] = useState<'identifier' | 'password'>();

  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const identifier = textOf(form, 'identifier').trim();
    const password = textOf(form, 'password');
    setMissing(identifier === '' ? 'identifier' : password === '' ? 'password' : undefined);
    if (identifier !== '' && password !== '') void task.run(() => app.signIn({ identifier, password }, kind));
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
      <KindChoice kind={kind} onChange={setKind} />
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <Button type="submit" look="primary" wide disabled={task.running} focusableWhenDisabled>
        Sign in
      </Button>
      <Button wide onClick={onLink}>
        <QrCode aria-hidden />
        Link with another device
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
