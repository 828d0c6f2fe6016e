import { useCallback, useEffect, useState } from 'react';
import type { InviteInfo } from '@skein/shared/api/schemas';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Failure } from '../components/Failure.tsx';
import { PersonLine } from '../components/PersonLine.tsx';
import { useApp, useMe, useRouter } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { inviteSentenceOf } from '../words/failure.ts';

interface InviteDialogProps {
  readonly code: string;
  /** The person made an account to follow this link: there is nothing left to ask. */
  readonly accepted: boolean;
}

/** Somebody who is signed in opened an invite link: who it is from, and the way into the conversation. */
export const InviteDialog = ({ code, accepted }: InviteDialogProps) => {
  const app = useApp();
  const me = useMe();
  const router = useRouter();
  const { run: look, failure: lookFailure } = useTask(inviteSentenceOf);
  const { run: follow, running: following, failure: followFailure } = useTask(inviteSentenceOf);
  const [invite, setInvite] = useState<InviteInfo>();
  const accept = useCallback(
    () =>
      follow(async () => {
        router.navigate({ name: 'conversation', room: await me.acceptInvite(code) }, 'replace');
      }),
    [follow, router, me, code],
  );
  useEffect(() => {
    void look(async () => setInvite(await app.inviteInfo(code)));
  }, [app, code, look]);
  useEffect(() => {
    if (accepted) void accept();
  }, [accepted, accept]);

  const leave = (): void => router.navigate({ name: 'home' }, 'replace');
  const own = invite?.from.id === me.user.id;
  const failure = followFailure ?? lookFailure;
  if (accepted && failure === undefined) return null;

  return (
    <Dialog
      open
      onClose={leave}
      title={invite && !own ? `${invite.from.name} invites you to talk` : 'An invite link'}
      actions={
        <>
          <Button onClick={leave}>{invite && !own ? 'Not now' : 'Close'}</Button>
          {invite && !own && (
            <Button look="primary" disabled={following} onClick={() => void accept()}>
              Start talking
            </Button>
          )}
        </>
      }
    >
      {invite && !own && <PersonLine person={invite.from} />}
      {own && <p>This is your own link. Send it to somebody who should be able to talk to you.</p>}
      {failure !== undefined && <Failure>{failure}</Failure>}
    </Dialog>
  );
};
