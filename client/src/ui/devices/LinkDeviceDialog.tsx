import { useCallback, useEffect, useState } from 'react';
import type { LinkRequest } from '@skein/shared/api/schemas';
import { Button } from '../components/Button.tsx';
import { Dialog } from '../components/Dialog.tsx';
import { Failure } from '../components/Failure.tsx';
import { useMe } from '../contexts.ts';
import { useTask } from '../useTask.ts';
import { linkSentenceOf } from '../words/failure.ts';
import { LinkCodeForm } from './LinkCodeForm.tsx';
import { LinkRequestView } from './LinkRequestView.tsx';

interface LinkDeviceDialogProps {
  /** Out of the address that a camera read; without it there is one to be typed. */
  readonly code?: string | undefined;
  readonly onClose: () => void;
}

type Answer = 'approve' | 'deny';

const RESULT: Record<Answer, { readonly title: string; readonly text: (name: string) => string }> = {
  approve: { title: 'Linked', text: (name) => `${name} signs in by itself, as one of your devices.` },
  deny: { title: 'Not linked', text: (name) => `${name} was not let in.` },
};

/** Somebody who is signed in lets another device in, after seeing which one it is. */
export const LinkDeviceDialog = ({ code, onClose }: LinkDeviceDialogProps) => {
  const me = useMe();
  const looking = useTask(linkSentenceOf);
  const answering = useTask(linkSentenceOf);
  const [request, setRequest] = useState<LinkRequest>();
  const [answer, setAnswer] = useState<Answer>();
  const { run } = looking;
  const look = useCallback(
    (typed: string) => run(async () => setRequest(await me.linkRequest(typed))),
    [me, run],
  );
  useEffect(() => {
    if (code !== undefined) void look(code);
  }, [code, look]);

  const reply = async (request: LinkRequest, given: Answer): Promise<void> => {
    if (await answering.run(() => me.answerLink(request, given))) setAnswer(given);
  };

  if (request === undefined)
    return (
      <Dialog
        open
        onClose={onClose}
        title="Link a device"
        description="On the other device choose Link with another device. Scan what it shows with a camera, or type its code here."
      >
        <LinkCodeForm initial={code} looking={looking.running} failure={looking.failure} onLook={look} />
      </Dialog>
    );
  const { name } = request.device;
  if (answer !== undefined)
    return (
      <Dialog
        open
        onClose={onClose}
        title={RESULT[answer].title}
        actions={
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <p role="status">{RESULT[answer].text(name)}</p>
      </Dialog>
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Let this device in?"
      description="It will read and write in your name. Link only what is in front of you."
      actions={
        <>
          <Button disabled={answering.running} onClick={() => void reply(request, 'deny')}>
            Do not link
          </Button>
          <Button
            look="primary"
            disabled={answering.running}
            focusableWhenDisabled
            onClick={() => void reply(request, 'approve')}
          >
            Link device
          </Button>
        </>
      }
    >
      <LinkRequestView request={request} />
      {answering.failure !== undefined && <Failure>{answering.failure}</Failure>}
    </Dialog>
  );
};
