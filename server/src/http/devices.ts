import type { DeviceId, UserId } from '@skein/shared/ids';
import { RefusedError } from '@skein/shared/refusals';
import type { Accounts } from '../accounts/accounts.ts';
import type { Session } from '../accounts/betterAuth.ts';
import { handIn, type HandingInParts } from '../accounts/handingIn.ts';
import type { Changes } from '../directory/changes.ts';
import type { Serve } from './serve.ts';

interface Parts extends HandingInParts {
  readonly accounts: Accounts;
  readonly changes: Changes;
  /** @throws RefusedError where a main device is required and none is connected */
  readonly checkServed: (session: Session) => Promise<void>;
}

export const serveDevices = (serve: Serve, parts: Parts): void => {
  const { accounts, devices, changes, checkServed } = parts;
  const checkOwn = async (user: UserId, device: DeviceId): Promise<void> => {
    const known = await devices.device(device);
    if (known?.user !== user || known.endedAt !== null) throw new RefusedError('not-found');
  };

  serve('devices', async ({ caller }) => {
    const signedIn = await devices.signedIn(caller.user);
    return {
      devices: signedIn.map(({ linkedBy, ...device }) => ({
        ...device,
        ...(linkedBy === null ? {} : { linkedBy }),
        current: device.id === caller.device,
      })),
    };
  });

  serve('changeDevice', async ({ caller, params, body }) => {
    await checkOwn(caller.user, params.device);
    // Or a sub device would be its own main device.
    if (body.kind === 'main') await checkServed(caller);
    await devices.change(params.device, body);
    changes.tell({ type: 'devices', user: caller.user });
  });

  serve('handIn', ({ caller, body }) => handIn(parts, caller, body));

  serve('signOutDevice', async ({ caller, params }) => {
    await checkOwn(caller.user, params.device);
    await accounts.endDevice({ user: caller.user, device: params.device });
  });

  serve('signOutOthers', async ({ caller }) => {
    for (const { id, user } of await devices.signedIn(caller.user))
      if (id !== caller.device) await accounts.endDevice({ user, device: id });
  });
};
