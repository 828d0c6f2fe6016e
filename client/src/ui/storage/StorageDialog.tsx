import { useEffect, useState } from 'react';
import type { DeviceKind } from '@skein/shared/userDocument';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Failure } from '../components/Failure.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';
import { useTask } from '../useTask.ts';
import { size } from '../words/bytes.ts';
import { Gauge } from './Gauge.tsx';
import styles from './Storage.module.css';

interface StorageDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

/** What becomes of what is not here. */
const restOf = (kind: DeviceKind, isDone: boolean, hasReleased: boolean): string => {
  if (kind === 'sub')
    return 'The rest is fetched when you look at it. Under Devices you can have this one keep everything.';
  if (isDone) return 'All of your conversations open and can be searched without network.';
  if (hasReleased) return 'What was let go of is fetched when you look at it.';
  return 'They come in the background, the newest first. What is not here yet is fetched when you look at it.';
};

const Keeping = () => {
  const me = useMe();
  const kind = useLive(me.kind);
  const { kept, of, hasReleased } = useLive(me.storage.view);
  const what = of === 1 ? 'conversation' : 'conversations';
  const isDone = kept === of;
  return (
    <section className={styles['part']}>
      <h3 className={styles['heading']}>
        {kind === 'main' ? 'This device keeps everything' : 'This device keeps what is recent'}
      </h3>
      <Gauge
        label={
          kind === 'main'
            ? 'Conversations that are here from beginning to end'
            : 'Recent conversations that are here'
        }
        value={kept}
        of={of}
        text={
          of === 0
            ? 'No conversations yet'
            : isDone
              ? `${of.toLocaleString()} ${what}, all ${of === 1 ? 'of it' : 'of them'} here`
              : `Keeping ${kept.toLocaleString()} of ${of.toLocaleString()} ${what}`
        }
      />
      <p className={styles['note']}>{restOf(kind, isDone, hasReleased)}</p>
    </section>
  );
};

const Space = () => {
  const { usage, quota, isPersisted } = useLive(useMe().storage.view);
  const { storage } = useMe();
  const task = useTask();
  const [hasAsked, setHasAsked] = useState(false);
  return (
    <section className={styles['part']}>
      <h3 className={styles['heading']}>Space</h3>
      {usage === undefined || quota === undefined ? (
        <p className={styles['text']}>This browser does not tell how much there is.</p>
      ) : (
        <Gauge
          label="Space that Skein takes"
          value={usage}
          of={quota}
          text={`${size(usage)} of the ${size(quota)} that this browser grants`}
        />
      )}
      {isPersisted ? (
        <p className={styles['note']}>The browser deletes none of it of its own accord.</p>
      ) : (
        <div className={styles['line']}>
          <p className={styles['note']} role="status">
            {hasAsked
              ? 'The browser does not promise to keep what is here. It may when Skein is installed, or has been used for some days.'
              : 'When the device runs out of space, the browser may delete what is here. What is sent is safe at the relay.'}
          </p>
          <Button
            disabled={task.running}
            focusableWhenDisabled
            onClick={() => void task.run(() => storage.protect()).then(setHasAsked)}
          >
            Protect it
          </Button>
        </div>
      )}
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
    </section>
  );
};

const FreeUp = () => {
  const me = useMe();
  const kind = useLive(me.kind);
  const { releasable, hasReleased } = useLive(me.storage.view);
  const task = useTask();
  return (
    <section className={styles['part']}>
      <div className={styles['line']}>
        <p className={styles['text']} aria-live="polite">
          {releasable > 0
            ? 'Older parts of conversations can leave this device. They come back when you look at them; what is not sent stays.'
            : 'All that is here is recent: there is nothing to let go of.'}
        </p>
        <Button
          disabled={task.running || releasable === 0}
          focusableWhenDisabled
          onClick={() => void task.run(() => me.storage.freeUp())}
        >
          Free up space
        </Button>
      </div>
      {hasReleased && kind === 'main' && (
        <div className={styles['line']}>
          <p className={styles['note']}>Some older parts were let go of.</p>
          <Button disabled={task.running} onClick={() => void task.run(() => me.storage.keepAgain())}>
            Keep everything again
          </Button>
        </div>
      )}
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
    </section>
  );
};

const Overview = () => {
  const { storage } = useMe();
  const { kept } = useLive(storage.view);
  const [looked, setLooked] = useState(false);
  const task = useTask();
  const { run } = task;
  useEffect(() => {
    void run(() => storage.look()).then(() => setLooked(true));
  }, [run, storage, kept]);
  return (
    <div className={styles['storage']}>
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
      {looked && (
        <>
          <Keeping />
          <Space />
          <FreeUp />
        </>
      )}
    </div>
  );
};

export const StorageDialog = ({ open, onClose }: StorageDialogProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title="Storage"
    description="What this device keeps of your conversations."
  >
    <Overview />
  </Dialog>
);
