import { CloudOff } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import styles from './OfflineNotice.module.css';

/** Said where the page was opened over plain HTTP from another machine: there browsers forbid service workers. */
export const OfflineNotice = () => {
  const [open, setOpen] = useState(false);
  const { host, hostname } = window.location;
  return (
    <aside className={styles['notice']} aria-label="Cannot work offline">
      <CloudOff aria-hidden className={styles['icon']} />
      <p className={styles['text']}>
        This page cannot open without a network, because it came over plain HTTP.{' '}
        <button type="button" className={styles['more']} onClick={() => setOpen(true)}>
          What to do
        </button>
      </p>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title="Put HTTPS in front"
        actions={
          <Button look="primary" onClick={() => setOpen(false)}>
            Got it
          </Button>
        }
      >
        <p>
          Browsers let a page work offline only when it came over HTTPS or from the same machine. This one
          came from <strong>{host}</strong> over HTTP. Everything else works, but with no network the page
          will not open.
        </p>
        <p>
          Whoever runs this relay can put a web server with a certificate in front of it. With Caddy, this is
          the whole file:
        </p>
        <pre className={styles['code']}>{`${hostname} {\n  reverse_proxy localhost:8787\n}`}</pre>
        <p>Then open the page by its new address, https://{hostname}. The README says more.</p>
      </Dialog>
    </aside>
  );
};
