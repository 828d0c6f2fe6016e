import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { Field } from '../components/Field.tsx';
import { IconButton } from '../components/IconButton.tsx';
import styles from './Start.module.css';

interface PasswordFieldProps {
  readonly autoComplete: 'current-password' | 'new-password';
  readonly error: string | undefined;
  readonly help?: string;
}

/** A password that can be looked at: typing it blind on a phone is the commonest way not to get in. */
export const PasswordField = (field: PasswordFieldProps) => {
  const [shown, setShown] = useState(false);
  return (
    <div className={styles['password']}>
      <Field label="Password" name="password" type={shown ? 'text' : 'password'} {...field} />
      <span className={styles['eye']}>
        <IconButton
          size="small"
          label={shown ? 'Hide what is typed' : 'Show what is typed'}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff /> : <Eye />}
        </IconButton>
      </span>
    </div>
  );
};
