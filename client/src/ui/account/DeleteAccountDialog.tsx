import { type SyntheticEvent, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { useMe } from '../contexts.ts';
import { textOf } from '../start/fields.ts';
import { PasswordField } from '../start/PasswordField.tsx';
import { useTask } from '../useTask.ts';
import { passwordSentenceOf } from '../words/failure.ts';
import { counted } from '../words/people.ts';
import { DownloadLink } from './DownloadLink.tsx';
import styles from './Account.module.css';

interface DeleteAccountDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

const FORM = 'delete-account';

/** Says exactly what goes and what stays, offers the export first, and asks who it is. */
export const DeleteAccountDialog = ({ open, onClose }: DeleteAccountDialogProps) => {
  const me = useMe();
  const task = useTask(passwordSentenceOf);
  const [missing, setMissing] = useState(false);
  const unsent = open ? me.unsentCount() : 0;
  const close = (): void => {
    task.forget();
    setMissing(false);
    onClose();
  };
  const submit = (event: SyntheticEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const password = textOf(new FormData(event.currentTarget), 'password');
    setMissing(password === '');
    if (password !== '') void task.run(() => me.deleteAccount(password));
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title="Delete account"
      description="This cannot be undone."
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button type="submit" form={FORM} look="alarm" disabled={task.running} focusableWhenDisabled>
            Delete account
          </Button>
        </>
      }
    >
      <div className={styles['offer']}>
        <p>Take your conversations with you first.</p>
        <DownloadLink look="plain" />
      </div>
      <section>
        <h3 className={styles['heading']}>What goes</h3>
        <ul className={styles['list']}>
          <li>Your name, username, e-mail address and password</li>
          <li>All your devices: they are signed out, and lose what they hold at their next contact</li>
          <li>Your drafts, settings, returned mail and invite links</li>
          <li>Your place in groups. Those you own go to whoever is in them for longest</li>
          {unsent > 0 && <li className={styles['unsent']}>{counted(unsent, 'message')} not sent yet</li>}
        </ul>
      </section>
      <section>
        <h3 className={styles['heading']}>What stays</h3>
        <ul className={styles['list']}>
          <li>What you wrote to others, with them, under the name “Deleted account”</li>
        </ul>
      </section>
      <form id={FORM} onSubmit={submit} noValidate aria-label="Delete account">
        <PasswordField
          autoComplete="current-password"
          error={missing ? 'Write your password.' : task.failure}
        />
      </form>
    </Dialog>
  );
};
