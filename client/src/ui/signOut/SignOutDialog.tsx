import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { counted } from '../words/people.ts';

interface SignOutDialogProps {
  /** How many messages would be lost; nothing is asked for none. */
  readonly unsent: number;
  readonly onClose: () => void;
}

export const SignOutDialog = ({ unsent, onClose }: SignOutDialogProps) => {
  const me = useMe();
  return (
    <Question
      open={unsent > 0}
      onClose={onClose}
      title={`${counted(unsent, 'message')} not sent yet`}
      verb="Sign out"
      onYes={() => me.signOut()}
    >
      What is not sent is only on this device, and signing out deletes everything that you have here. Stay
      signed in until you are online, and it goes out by itself.
    </Question>
  );
};
