import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { MarkSymbol } from '../components/NameMark.tsx';

export const NothingChosen = ({ onNew }: { readonly onNew: () => void }) => (
  <EmptyState
    picture={<MarkSymbol size={48} />}
    title="Pick up a thread"
    action={<Button onClick={onNew}>Start a new one</Button>}
  >
    Choose a conversation on the left. Everything you have seen opens without a network too.
  </EmptyState>
);
