import { useEffect, useState } from 'react';
import type { DeviceEntry } from '@skein/shared/userDocument';
import { notes } from '../components/Notes.tsx';
import { Question } from '../components/Question.tsx';
import { useMe } from '../contexts.ts';
import { useLive } from '../useLive.ts';

type Named = Pick<DeviceEntry, 'id' | 'name'>;

interface NoteProps extends Named {
  readonly onDoubt: (device: Named) => void;
}

/** Stays until somebody has dealt with it, here or in another tab. */
const NewDeviceNote = ({ id, name, onDoubt }: NoteProps) => {
  const me = useMe();
  useEffect(() => {
    let gone = false;
    const note = notes.add({
      description: `New sign-in: ${name}`,
      timeout: 0,
      actionProps: { children: 'Not you? Sign it out', onClick: () => onDoubt({ id, name }) },
      onClose: () => {
        if (!gone) me.newDeviceSeen(id);
      },
    });
    return () => {
      gone = true;
      notes.close(note);
    };
  }, [me, id, name, onDoubt]);
  return null;
};

/** Somebody signed in as this person on another device: it may have been somebody else. */
export const NewDeviceNotes = () => {
  const me = useMe();
  const devices = useLive(me.newDevices);
  const [doubted, setDoubted] = useState<Named>();
  return (
    <>
      {devices.map(({ id, name }) => (
        <NewDeviceNote key={id} id={id} name={name} onDoubt={setDoubted} />
      ))}
      {doubted && (
        <Question
          open
          onClose={() => setDoubted(undefined)}
          title={`Sign out ${doubted.name}?`}
          verb="Sign out"
          onYes={async () => {
            await me.signOutDevice(doubted.id);
            me.newDeviceSeen(doubted.id);
          }}
        >
          It can no longer read or write in your name. If it was not you, somebody knows your password.
        </Question>
      )}
    </>
  );
};
