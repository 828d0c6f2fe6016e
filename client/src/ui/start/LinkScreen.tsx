import { ArrowLeft } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { refusalRow } from '@skein/shared/refusals';
import type { DeviceKind } from '@skein/shared/userDocument';
import type { LinkingState } from '../../app/model.ts';
import { Button } from '../components/Button.tsx';
import { QrCode } from '../components/QrCode.tsx';
import { useApp } from '../contexts.ts';
import { clock } from '../words/time.ts';
import { KindChoice } from './KindChoice.tsx';
import { useLinking } from './useLinking.ts';
import styles from './LinkScreen.module.css';

/** What keeps the code from being there, or from being good. */
const troubleIn = (state: LinkingState): string | undefined => {
  switch (state.phase) {
    case 'asking':
    case 'waiting':
      return undefined;
    case 'unreachable':
      return 'The relay cannot be reached. It is tried again by itself.';
    case 'expired':
      return 'This code has expired.';
    case 'denied':
      return 'The other device said no.';
    case 'refused':
      return refusalRow(state.reason).sentence;
  }
};

/** Whether it goes on by itself. */
const statusOf = (state: LinkingState): string => {
  if (state.phase !== 'waiting') return '';
  if (!state.isReachable) return 'The relay cannot be reached. It goes on when it is back.';
  return `Waiting for your other device. Good until ${clock(state.expiresAt)}.`;
};

/** Letters one by one, for those who hear them. */
const spelled = (code: string): string => Array.from(code.replace('-', '')).join(' ');

interface LinkScreenProps {
  readonly onBack: () => void;
}

/** No password is typed here: a device that is signed in lets this one in. */
export const LinkScreen = ({ onBack }: LinkScreenProps) => {
  const app = useApp();
  const [kind, setKind] = useState<DeviceKind>(() => app.suggestedKind());
  const { state, again } = useLinking(kind);
  const trouble = troubleIn(state);
  const title = useRef<HTMLHeadingElement>(null);
  // What had the focus is gone with the screen before.
  useEffect(() => title.current?.focus(), []);

  return (
    <section className={styles['link']} aria-labelledby="link-title">
      <div className={styles['words']}>
        <h2 id="link-title" ref={title} tabIndex={-1} className={styles['title']}>
          Link with another device
        </h2>
        <p>
          Scan this where you are signed in, or choose <strong>Devices</strong> and{' '}
          <strong>Link a device</strong> there and type the code.
        </p>
      </div>
      <KindChoice kind={kind} onChange={setKind} />
      <div className={styles['show']}>
        <div className={styles['plate']} data-empty={state.phase !== 'waiting' || undefined}>
          {state.phase === 'waiting' && <QrCode text={state.url} label="QR code for your other device" />}
          {trouble !== undefined && (
            <div className={styles['trouble']} role="alert">
              <p>{trouble}</p>
              {state.phase !== 'unreachable' && (
                <Button look="primary" onClick={again}>
                  Get a new code
                </Button>
              )}
            </div>
          )}
        </div>
        <p className={styles['code']} data-code>
          {state.phase === 'waiting' && (
            <>
              <span aria-hidden>{state.code}</span>
              <span className="spoken">The code is {spelled(state.code)}</span>
            </>
          )}
        </p>
        <p className={styles['status']} role="status">
          {statusOf(state)}
        </p>
      </div>
      <Button look="quiet" onClick={onBack}>
        <ArrowLeft aria-hidden />
        Back to sign in
      </Button>
    </section>
  );
};
