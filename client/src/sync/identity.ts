import type { DeviceId, UserId } from '@skein/shared/ids';

/** Who is signed in on which device. */
export interface Identity {
  readonly user: UserId;
  readonly device: DeviceId;
}
