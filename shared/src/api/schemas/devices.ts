import * as z from 'zod/mini';
import { DEVICE_NAME_LENGTH, RETURNED_PER_PERSON } from '../../limits.ts';
import { isRefusal } from '../../refusals.ts';
import { count, id } from './values.ts';

const deviceName = z.string().check(z.trim(), z.minLength(1), z.maxLength(DEVICE_NAME_LENGTH));
export const deviceKind = z.enum(['main', 'sub']);

/** The device that signs in: what its person will see in the list of devices. */
export const signInDevice = z.object({ name: deviceName, kind: deviceKind });

const deviceSchema = z.object({
  id,
  name: z.string(),
  kind: deviceKind,
  lastSeen: count,
  /** The device that let this one in. */
  linkedBy: z.optional(id),
  current: z.boolean(),
});
export const devicesSchema = z.object({ devices: z.array(deviceSchema) });
export type Devices = z.infer<typeof devicesSchema>;
export const changeDeviceSchema = z.object({ name: z.optional(deviceName), kind: z.optional(deviceKind) });

/** What a device that was signed out elsewhere had not sent: it becomes its person's returned mail. */
export const handInSchema = z.object({
  device: id,
  returned: z
    .array(
      z.object({
        id,
        room: id,
        text: z.string(),
        reason: z.string().check(z.refine(isRefusal, 'a reason out of the table')),
        sentAt: count,
        replyTo: z.optional(id),
      }),
    )
    .check(z.maxLength(RETURNED_PER_PERSON)),
});
export type HandIn = z.infer<typeof handInSchema>;
