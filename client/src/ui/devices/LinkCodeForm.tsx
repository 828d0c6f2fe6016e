import { type SyntheticEvent, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { FIRST_FOCUS } from '../components/Dialog.tsx';
import { Field } from '../components/Field.tsx';
import styles from './Devices.module.css';

interface LinkCodeFormProps {
  readonly initial: string | undefined;
  readonly looking: boolean;
  readonly failure: string | undefined;
  readonly onLook: (code: string) => Promise<unknown>;
}

/** Eight letters, however they are typed. */
const isCode = (typed: string): boolean => typed.replaceAll(/[^a-z]/gi, '').length === 8;

/** Safe in a path, whatever somebody typed between the letters. */
const lettersOf = (typed: string): string => typed.replaceAll(/[^a-z]/gi, '').toUpperCase();

export const LinkCodeForm = ({ initial = '', looking, failure, onLook }: LinkCodeFormProps) => {
  const [code, setCode] = useState(initial);
  const [incomplete, setIncomplete] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setIncomplete(!isCode(code));
    if (isCode(code)) void onLook(lettersOf(code));
  };
  return (
    <form className={styles['codeForm']} onSubmit={submit} noValidate aria-label="Code of the other device">
      <Field
        label="Code"
        name="code"
        placeholder="XXXX-XXXX"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={20}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        error={incomplete ? 'A code has eight letters.' : failure}
        {...FIRST_FOCUS}
      />
      <Button type="submit" look="primary" disabled={looking} focusableWhenDisabled>
        Continue
      </Button>
    </form>
  );
};
