import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { IconButton } from './IconButton.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, the one that goes on last. */
  readonly actions?: ReactNode;
  /** A narrower one for a question. */
  readonly size?: 'normal' | 'question';
  /** Where the focus goes when what it was on is gone with the answer. */
  readonly focusAfter?: () => HTMLElement | null;
}

/**
 * Marks the field that a dialog begins with. The `autoFocus` of React comes before the dialog has noted where the focus
 * was, and it could not give it back.
 */
export const FIRST_FOCUS = { 'data-first-focus': true } as const;

/** Whoever chose something in the dialog may already be typing where it led to. */
const isElsewhere = (popup: HTMLElement | null): boolean => {
  const { activeElement } = document;
  return activeElement?.matches('input, textarea') === true && !popup?.contains(activeElement);
};

export const Dialog = ({
  open,
  onClose,
  title,
  description,
  children,
  actions,
  size = 'normal',
  focusAfter,
}: DialogProps) => {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={styles['scrim']} />
        <BaseDialog.Viewport className={styles['viewport']}>
          <BaseDialog.Popup
            ref={popup}
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-first-focus]') ?? true}
            finalFocus={() => !isElsewhere(popup.current) && (focusAfter?.() ?? true)}
            className={styles['dialog']}
            data-size={size}
            role={size === 'question' ? 'alertdialog' : 'dialog'}
          >
            <header className={styles['header']}>
              <BaseDialog.Title className={styles['title']}>{title}</BaseDialog.Title>
              {size === 'normal' && (
                <BaseDialog.Close
                  render={
                    <IconButton label="Close" tip={false}>
                      <X />
                    </IconButton>
                  }
                />
              )}
            </header>
            {description !== undefined && (
              <BaseDialog.Description className={styles['description']}>{description}</BaseDialog.Description>
            )}
            {children !== undefined && children !== false && <div className={styles['body']}>{children}</div>}
            {actions !== undefined && <footer className={styles['actions']}>{actions}</footer>}
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
};
