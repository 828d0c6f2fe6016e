import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/inter/wght-italic.css';
import './tokens.css';
import './base.css';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, useRef, useState } from 'react';
import type { App, AppState } from '../app/model.ts';
import { Notes } from './components/Notes.tsx';
import { TipBubble, TipProvider } from './components/Tip.tsx';
import { AppProvider, MeProvider, RouterProvider, useApp, useRouter } from './contexts.ts';
import type { Router } from './router.ts';
import { SignedIn } from './SignedIn.tsx';
import { Start } from './start/Start.tsx';
import { Opening } from './start/Opening.tsx';
import { Unreadable } from './start/Unreadable.tsx';
import { useAppHeight } from './useAppHeight.ts';
import { useLive } from './useLive.ts';
import { useTheme } from './useTheme.ts';
import { useUpdate } from './useUpdate.ts';

interface UiProps {
  readonly app: App;
  readonly router: Router;
}

/** Who signs out leaves the place too: its address is nothing for whoever comes next. */
const useLeavePlace = (state: AppState): void => {
  const router = useRouter();
  const before = useRef(state.phase);
  useEffect(() => {
    const signedOut = before.current === 'signed-in' && state.phase === 'signed-out';
    before.current = state.phase;
    if (signedOut && state.reason === undefined) router.navigate({ name: 'home' }, 'replace');
  }, [state, router]);
};

const Screen = () => {
  const app = useApp();
  const state = useLive(app.state);
  const [invited, setInvited] = useState(false);
  useTheme(state.phase === 'signed-in' ? state.me : undefined);
  useAppHeight();
  useUpdate(app);
  useLeavePlace(state);
  switch (state.phase) {
    case 'loading':
      return <Opening />;
    case 'unreadable':
      return <Unreadable why={state.why} cause={state.cause} />;
    case 'signed-out':
      return (
        <Start
          onSignUp={(invite) => setInvited(invite !== undefined)}
          {...(state.reason === undefined ? {} : { reason: state.reason })}
        />
      );
    case 'signed-in':
      return (
        <MeProvider value={state.me}>
          <SignedIn key={state.me.user.id} invited={invited} />
        </MeProvider>
      );
  }
};

export const Ui = ({ app, router }: UiProps) => (
  <CSPProvider disableStyleElements>
    <AppProvider value={app}>
      <RouterProvider value={router}>
        <TipProvider delay={500}>
          {/* First, so that a note of any screen's first moment is heard. */}
          <Notes />
          <Screen />
          <TipBubble />
        </TipProvider>
      </RouterProvider>
    </AppProvider>
  </CSPProvider>
);
