import type { ReactNode } from 'react';
import { useTask } from '../useTask.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Failure } from './Failure.tsx';

interface QuestionProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
  /** The verb of what will happen. */
  readonly verb: string;
  readonly onYes: () => Promise<unknown>;
  readonly focusAfter?: () => HTMLElement | null;
}

/** Asks before something that cannot be taken back, and stays open with the reason when it fails. */
export const Question = ({ open, onClose, title, children, verb, onYes, focusAfter }: QuestionProps) => {
  const task = useTask();
  const close = (): void => {
    task.forget();
    onClose();
  };
  const confirm = async (): Promise<void> => {
    if (await task.run(onYes)) close();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      size="question"
      title={title}
      description={children}
      {...(focusAfter === undefined ? {} : { focusAfter })}
      actions={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button look="alarm" disabled={task.running} onClick={() => void confirm()}>
            {verb}
          </Button>
        </>
      }
    >
      {task.failure !== undefined && <Failure>{task.failure}</Failure>}
    </Dialog>
  );
};
