import { refusalRow } from '@skein/shared/refusals';
import type { ConnectionState } from '../app/model.ts';
import { QuietBar } from './components/QuietBar.tsx';
import { useApp } from './contexts.ts';
import { useDelayed } from './useDelayed.ts';
import { useLive } from './useLive.ts';

/** Shorter breaks are nobody's concern. */
const PATIENCE_MS = 1_500;

const wordsOf = (connection: ConnectionState): string | undefined => {
  switch (connection.phase) {
    case 'connected':
      return undefined;
    case 'offline':
      return 'You are offline. What you write is kept here and goes out when you are back.';
    case 'connecting':
      if (connection.reason === 'main-offline') return refusalRow('main-offline').sentence;
      return connection.attempts === 0
        ? 'Connecting…'
        : 'The relay cannot be reached. What you write is kept here and goes out when it is back.';
    case 'refused':
      return refusalRow(connection.reason).sentence;
  }
};

export const ConnectionBar = () => {
  const connection = useLive(useApp().connection);
  const due = useDelayed(connection.phase !== 'connected', PATIENCE_MS);
  return <QuietBar>{due ? wordsOf(connection) : undefined}</QuietBar>;
};
