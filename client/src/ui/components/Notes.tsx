import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { IconButton } from './IconButton.tsx';
import styles from './Notes.module.css';

/** Short words after something was done, and offers that can wait. */
export const notes = Toast.createToastManager();

const NoteList = () => {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={styles['note']} swipeDirection={['down', 'right']}>
      <Toast.Content className={styles['content']}>
        <Toast.Description className={styles['text']} />
        <Toast.Action className={styles['action']} />
        <Toast.Close
          render={
            <IconButton label="Close note" size="small">
              <X />
            </IconButton>
          }
        />
      </Toast.Content>
    </Toast.Root>
  ));
};

export const Notes = () => (
  <Toast.Provider toastManager={notes} limit={2}>
    <Toast.Portal>
      <Toast.Viewport className={styles['viewport']}>
        <NoteList />
      </Toast.Viewport>
    </Toast.Portal>
  </Toast.Provider>
);
