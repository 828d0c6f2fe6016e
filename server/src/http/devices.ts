import type { DeviceId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Accounts } from '../accounts/accounts.ts';
import type { Changes } from '../directory/changes.ts';
import type { Devices } from '../directory/devices.ts';
import type { Serve } from './serve.ts';

interface Parts {
  readonly accounts: Accounts;
  readonly devices: Devices;
  readonly changes: Changes;
}

export const serveDevices = (serve: Serve, { accounts, devices, changes }: Parts): void => {
  const checkOwn = async (user: UserId, device: DeviceId): Promise<void> => {
    const known = await devices.device(device);
    if (known?.user !== user || known.endedAt !== null) throw new RefusedError('not-found');
  };

  serve('devices', async ({ caller }) => {
    const signedIn = await devices.signedIn(caller.user);
    return { devices: signedIn.map((device) => ({ ...device, current: device.id === caller.device })) };
  });

  serve('renameDevice', async ({ caller, params, body }) => {
    await checkOwn(caller.user, params.device);
    await devices.rename(params.device, body.name);
    changes.tell({ type: 'devices', user: caller.user });
  });

  serve('signOutDevice', async ({ caller, params }) => {
    await checkOwn(caller.user, params.device);
    await accounts.endDevice({ user: caller.user, device: params.device });
  });
};
