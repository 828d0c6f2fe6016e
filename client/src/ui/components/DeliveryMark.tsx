import { memo } from 'react';
import type { Delivery } from '../../app/conversationModel.ts';
import { Tip } from './Tip.tsx';
import styles from './DeliveryMark.module.css';

type MarkState = Delivery | 'returned';

const WORDS: Record<MarkState, string> = {
  pending: 'On this device. It goes out when you are online.',
  sent: 'Sent',
  read: 'Read',
  returned: 'Came back',
};

const SPOKEN: Record<MarkState, string> = {
  pending: 'Not sent yet',
  sent: 'Sent',
  read: 'Read',
  returned: 'Came back',
};

interface DeliveryMarkProps {
  readonly state: MarkState;
  /** More than the state itself, for instance who read it. */
  readonly words?: string;
}

/** Where an own message is: a hollow ring, a ring with a tick, a filled one; `!` when it came back. */
export const DeliveryMark = memo(({ state, words = WORDS[state] }: DeliveryMarkProps) => (
  <Tip text={words}>
    <span className={styles['mark']} data-state={state}>
      <svg viewBox="0 0 14 14" aria-hidden>
        <circle cx="7" cy="7" r="5.75" />
        {state === 'returned' ? <path d="M7 3.9v3.6M7 9.9v.1" /> : <path d="M4.5 7.2 6.3 9l3.3-3.8" />}
      </svg>
      <span className="spoken">{SPOKEN[state]}</span>
    </span>
  </Tip>
));
