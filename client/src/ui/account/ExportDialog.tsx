import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { DownloadLink } from './DownloadLink.tsx';
import styles from './Account.module.css';

interface ExportDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export const ExportDialog = ({ open, onClose }: ExportDialogProps) => (
  <Dialog
    open={open}
    onClose={onClose}
    title="Export my conversations"
    description="One ZIP file with all that you may read on this relay, not only what this device holds."
    actions={
      <>
        <Button onClick={onClose}>Close</Button>
        <DownloadLink look="primary" />
      </>
    }
  >
    <ul className={styles['list']}>
      <li>Every conversation as a page that any browser opens, also with no network</li>
      <li>The same as JSON, for programs</li>
      <li>Your profile, devices, drafts, settings and returned mail</li>
    </ul>
  </Dialog>
);
