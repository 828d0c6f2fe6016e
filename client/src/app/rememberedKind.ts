import type { DeviceKind } from '@skein/shared/userDocument';
import type { AppEnvironment } from './appEnvironment.ts';

const REMEMBERED = 'skein-kind';

type Surroundings = Pick<AppEnvironment, 'remembered' | 'device'>;

/** What somebody said last time in this browser, or else what can be told from outside. */
export const suggestedKind = ({ remembered, device }: Surroundings): DeviceKind => {
  const kind = remembered.getItem(REMEMBERED);
  return kind === 'main' || kind === 'sub' ? kind : device.kind;
};

export const rememberKind = ({ remembered }: Pick<AppEnvironment, 'remembered'>, kind: DeviceKind): void =>
  remembered.setItem(REMEMBERED, kind);
