import type { Relay } from '../relay/contract.ts';
import type { Log } from '../relay/ports.ts';
import type { Devices } from './devices.ts';

/** Writes down when devices come and go. @returns what ends it */
export const recordLastSeen = (relay: Pick<Relay, 'subscribe'>, devices: Devices, log: Log): (() => void) =>
  relay.subscribe((event) => {
    if (event.type !== 'device-arrived' && event.type !== 'device-left') return;
    devices.seen(event.device).catch((error: unknown) => {
      log.error({ error, device: event.device }, 'when a device was seen could not be written');
    });
  });
