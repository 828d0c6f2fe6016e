import { useEffect, useState } from 'react';
import type { InviteInfo, ServerInfo } from '@skein/shared/api/schemas';
import { type Refusal, refusalRow } from '@skein/shared/refusals';
import { Failure } from '../components/Failure.tsx';
import { NameMark } from '../components/NameMark.tsx';
import { Picture } from '../components/Picture.tsx';
import { useApp, useRouter } from '../contexts.ts';
import { OfflineNotice } from '../offlineNotice/OfflineNotice.tsx';
import { useLive } from '../useLive.ts';
import { inviteSentenceOf, sentenceOf } from '../words/failure.ts';
import { LinkScreen } from './LinkScreen.tsx';
import { SignInForm } from './SignInForm.tsx';
import { SignUpForm } from './SignUpForm.tsx';
import styles from './Start.module.css';

/** Something that the relay tells about itself; the forms work without it. */
const useAnswer = <Answer,>(ask: (() => Promise<Answer>) | undefined, sentence = sentenceOf) => {
  const [answer, setAnswer] = useState<Answer>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    if (!ask) return undefined;
    let wanted = true;
    ask().then(
      (given) => wanted && setAnswer(given),
      (error: unknown) => wanted && setFailure(sentence(error)),
    );
    return () => {
      wanted = false;
    };
  }, [ask, sentence]);
  return { answer, failure };
};

const Welcome = ({ invite }: { readonly invite: InviteInfo | undefined }) => {
  if (!invite) return <p className={styles['tagline']}>A chat that lives on your own devices.</p>;
  const { from } = invite;
  return (
    <div className={styles['invite']}>
      <Picture id={from.id} name={from.name} />
      <p>
        <strong>{from.name}</strong> invites you to talk. Create an account, or sign in if you have one.
      </p>
    </div>
  );
};

/** What became of what was written here and not sent before the device was signed out elsewhere. */
const UNSENT = {
  waiting: 'What you had not sent is safe here. It goes to your returned mail when the relay can be reached.',
  'handed-in': 'What you had not sent is in your returned mail: you find it on your other devices.',
  kept: 'What you had not sent is safe here until you sign in again.',
} as const;

interface StartProps {
  /** Why nobody is signed in any more. */
  readonly reason?: Refusal;
  /** An account is about to be made, perhaps with an invite link. */
  readonly onSignUp: (invite: string | undefined) => void;
}

export const Start = ({ reason, onSignUp }: StartProps) => {
  const app = useApp();
  const route = useLive(useRouter().route);
  const code = route.name === 'invite' ? route.code : undefined;
  const [askInvite] = useState(() => (code === undefined ? undefined : () => app.inviteInfo(code)));
  const [askServer] = useState<() => Promise<ServerInfo>>(() => () => app.serverInfo());
  const unsent = useLive(app.unsent);
  const invite = useAnswer(askInvite, inviteSentenceOf);
  const server = useAnswer(askServer);
  const [mode, setMode] = useState<'sign-in' | 'sign-up' | 'link'>(
    code === undefined ? 'sign-in' : 'sign-up',
  );
  const signUp = server.answer?.signUp ?? 'open';

  return (
    <main className={styles['start']}>
      <div className={styles['column']}>
        <h1 className={styles['name']}>
          <NameMark size={40} />
        </h1>
        {mode !== 'link' && <Welcome invite={invite.answer} />}
        {route.name === 'link' && mode !== 'link' && (
          <p className={styles['tagline']}>Sign in here first. Then you can let your other device in.</p>
        )}
        {invite.failure !== undefined && <Failure>{invite.failure}</Failure>}
        {reason !== undefined && <Failure>{refusalRow(reason).sentence}</Failure>}
        {unsent !== undefined && <p className={styles['tagline']}>{UNSENT[unsent]}</p>}
        {mode === 'sign-in' ? (
          <SignInForm
            onLink={() => setMode('link')}
            onSignUp={signUp === 'closed' ? undefined : () => setMode('sign-up')}
          />
        ) : mode === 'link' ? (
          <LinkScreen onBack={() => setMode('sign-in')} />
        ) : (
          <SignUpForm
            invite={code}
            onSignUp={onSignUp}
            inviteMissing={signUp === 'invite' && code === undefined}
            onSignIn={() => setMode('sign-in')}
          />
        )}
        {!app.canWorkOffline && <OfflineNotice />}
      </div>
    </main>
  );
};
