import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { Linking, LinkingState } from '../../app/model.ts';
import { useApp } from '../contexts.ts';

/** A code for a device of this kind, as long as somebody looks at it. Another kind is another code. */
export const useLinking = (
  kind: DeviceKind,
): { readonly state: LinkingState; readonly again: () => void } => {
  const app = useApp();
  const [state, setState] = useState<LinkingState>({ phase: 'asking' });
  const current = useRef<Linking>(undefined);
  useEffect(() => {
    const linking = app.linkThisDevice(kind);
    current.current = linking;
    const show = (): void => setState(linking.state.get());
    show();
    const stop = linking.state.subscribe(show);
    return () => {
      stop();
      linking.close();
    };
  }, [app, kind]);
  return { state, again: useCallback(() => current.current?.again(), []) };
};
