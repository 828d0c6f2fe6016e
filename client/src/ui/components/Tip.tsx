import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import styles from './Tip.module.css';

/** One bubble serves the whole app: triggers are many, and each would otherwise carry a popup of its own. */
const bubble = Tooltip.createHandle<string>();

interface TipProps {
  readonly text: string;
  /** Anything that can take a pointer. What it says must be reachable without the tip. */
  readonly children: ReactElement<Record<string, unknown>>;
}

export const Tip = ({ text, children }: TipProps) => (
  <Tooltip.Trigger handle={bubble} payload={text} render={children} />
);

/** Stands once at the top of the app. */
export const TipBubble = () => (
  <Tooltip.Root handle={bubble}>
    {({ payload }) => (
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} className={styles['positioner']}>
          <Tooltip.Popup className={styles['tip']}>{payload}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    )}
  </Tooltip.Root>
);

export const TipProvider = Tooltip.Provider;
