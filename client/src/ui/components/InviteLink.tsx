import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useMe } from '../contexts.ts';
import { useToday } from '../useNow.ts';
import { useTask } from '../useTask.ts';
import { dayName } from '../words/time.ts';
import { Button } from './Button.tsx';
import { Failure } from './Failure.tsx';
import styles from './InviteLink.module.css';

/** Makes a link when asked and puts it in the clipboard; shown too, for where the clipboard is forbidden. */
export const InviteLink = ({ wide = false }: { readonly wide?: boolean }) => {
  const me = useMe();
  const task = useTask();
  const today = useToday();
  const [link, setLink] = useState<{
    readonly url: string;
    readonly expiresAt: number;
    readonly copied: boolean;
  }>();
  const copy = (): Promise<boolean> =>
    task.run(async () => {
      const invite = link ?? (await me.createInvite());
      const copied = await navigator.clipboard?.writeText(invite.url).then(
        () => true,
        // Forbidden over plain HTTP or without the person's leave: the link stands below to be copied by hand.
        () => false,
      );
      setLink({ ...invite, copied: copied ?? false });
    });
  return (
    <div className={styles['invite']}>
      <Button wide={wide} disabled={task.running} onClick={() => void copy()}>
        {link?.copied ? <Check aria-hidden /> : <Copy aria-hidden />}
        Copy invite link
      </Button>
      {link && (
        <div className={styles['link']} role="status">
          <output className={styles['url']}>{link.url}</output>
          <p className={styles['note']}>
            {link.copied ? 'Copied. ' : 'Copy this link. '}
            Whoever opens it can talk to you. It works until {dayName(link.expiresAt, today)}.
          </p>
        </div>
      )}
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
    </div>
  );
};
