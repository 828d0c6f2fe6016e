import type { Changes } from '../directory/changes.ts';
import type { Projector } from './projector.ts';

/** Tells the projector what changes in the directory. @returns what ends it */
export const followDirectory = (changes: Changes, projector: Projector): (() => void) =>
  changes.subscribe((change) => {
    switch (change.type) {
      case 'room':
        projector.roomChanged(change.room);
        return;
      case 'left':
        projector.roomChanged(change.room, [change.user]);
        return;
      case 'devices':
        projector.devicesChanged(change.user);
        return;
    }
  });
