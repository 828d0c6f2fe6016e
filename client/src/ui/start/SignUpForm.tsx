import { type SyntheticEvent, useState } from 'react';
import { PASSWORD_MIN_LENGTH } from '@skein/shared/limits';
import { RefusedError, refusalRow } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import { Button } from '../components/Button.tsx';
import { Failure } from '../components/Failure.tsx';
import { Field } from '../components/Field.tsx';
import { useApp } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { checkSignUp, type FieldErrors, fieldOfRefusal, readSignUp } from './fields.ts';
import { KindChoice } from './KindChoice.tsx';
import { PasswordField } from './PasswordField.tsx';
import styles from './Start.module.css';

interface SignUpFormProps {
  readonly invite: string | undefined;
  /** The relay takes only people who were invited, and this one came without. */
  readonly inviteMissing: boolean;
  /** Told the invite link of an account that is being made, and undefined when it is not made. */
  readonly onSignUp: (invite: string | undefined) => void;
  readonly onSignIn: () => void;
}

export const SignUpForm = ({ invite, inviteMissing, onSignUp, onSignIn }: SignUpFormProps) => {
  const app = useApp();
  const task = useTask();
  const [kind, setKind] = useState<DeviceKind>('main');
  const [errors, setErrors] = useState<FieldErrors>({});

  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = readSignUp(new FormData(form));
    const found = checkSignUp(fields);
    setErrors(found);
    const first = Object.keys(found)[0];
    if (first !== undefined) {
      form.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
      return;
    }
    void task.run(async () => {
      onSignUp(invite);
      try {
        await app.signUp({ ...fields, ...(invite === undefined ? {} : { invite }) }, kind);
      } catch (error) {
        onSignUp(undefined);
        const field = error instanceof RefusedError ? fieldOfRefusal(error.reason) : undefined;
        if (!field || !(error instanceof RefusedError)) throw error;
        setErrors({ [field]: refusalRow(error.reason).sentence });
        form.querySelector<HTMLInputElement>(`[name="${field}"]`)?.focus();
      }
    });
  };

  return (
    <form className={styles['form']} onSubmit={submit} noValidate aria-label="Create account">
      {inviteMissing && <Failure>{refusalRow('invite-needed').sentence}</Failure>}
      <Field label="Name" name="name" autoComplete="name" help="What others see." error={errors.name} />
      <Field
        label="Username"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        help="How others find you."
        error={errors.username}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="email"
        autoCapitalize="none"
        help="Only to sign in. Nobody sees it."
        error={errors.email}
      />
      <PasswordField
        autoComplete="new-password"
        help={`At least ${PASSWORD_MIN_LENGTH} characters.`}
        error={errors.password}
      />
      <KindChoice kind={kind} onChange={setKind} />
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      <Button type="submit" look="primary" wide disabled={task.running} focusableWhenDisabled>
        Create account
      </Button>
      <p className={styles['other']}>
        You have an account?
        <Button look="quiet" onClick={onSignIn}>
          Sign in
        </Button>
      </p>
    </form>
  );
};
