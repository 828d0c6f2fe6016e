import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ClientControl,
  decodeClientFrame,
  decodeRelayFrame,
  encodeClientControl,
  encodeData,
  encodeRelayControl,
  type RelayControl,
} from './frames.ts';
import { REFUSALS, type Refusal, RefusedError } from './refusals.ts';

const channel = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'grapheme' });

const clientControl: fc.Arbitrary<ClientControl> = fc.oneof(
  fc.record({ type: fc.constant('token' as const), token: text }),
  fc.record({ type: fc.constant('open' as const), channel, document: text, epoch: text }),
  fc.record({ type: fc.constant('close' as const), channel }),
  fc.constant({ type: 'ping' as const }),
);

const relayControl: fc.Arbitrary<RelayControl> = fc.oneof(
  fc.record({ type: fc.constant('accepted' as const), expiresAt: fc.maxSafeNat(), epoch: text }),
  fc.record({
    type: fc.constant('closed' as const),
    channel,
    reason: fc.constantFrom(...(Object.keys(REFUSALS) as Refusal[])),
    detail: text,
  }),
  fc.constant({ type: 'pong' as const }),
);

const invalid = expect.objectContaining({ reason: 'frame-invalid' });

describe('a frame arrives as it left', () => {
  test('controls of the client', () => {
    fc.assert(
      fc.property(clientControl, (control) => {
        expect(decodeClientFrame(encodeClientControl(control))).toEqual({ kind: 'control', control });
      }),
    );
  });

  test('controls of the relay', () => {
    fc.assert(
      fc.property(relayControl, (control) => {
        expect(decodeRelayFrame(encodeRelayControl(control))).toEqual({ kind: 'control', control });
      }),
    );
  });

  test('messages of a channel, whatever is in them', () => {
    fc.assert(
      fc.property(channel, fc.uint8Array(), (channel, message) => {
        expect(decodeClientFrame(encodeData(channel, message))).toEqual({ kind: 'data', channel, message });
      }),
    );
  });
});

describe('what is no frame is refused as one', () => {
  test('controls cut short or prolonged', () => {
    fc.assert(
      fc.property(clientControl, fc.uint8Array({ minLength: 1 }), (control, more) => {
        const frame = encodeClientControl(control);
        expect(() => decodeClientFrame(Uint8Array.of(...frame, ...more))).toThrow(invalid);
        for (let length = 0; length < frame.length; length++)
          expect(() => decodeClientFrame(frame.slice(0, length))).toThrow(invalid);
      }),
    );
  });

  test('random bytes are a frame or refused, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const decode of [decodeClientFrame, decodeRelayFrame])
          try {
            decode(bytes);
          } catch (error) {
            expect(error).toBeInstanceOf(RefusedError);
            expect(error).toEqual(invalid);
          }
      }),
      { numRuns: 2_000 },
    );
  });

  test('a control of an unknown type', () => {
    expect(() => decodeClientFrame(Uint8Array.of(0, 9))).toThrow(invalid);
  });

  test('a channel that is the control channel', () => {
    expect(() => decodeClientFrame(encodeClientControl({ type: 'close', channel: 0 }))).toThrow(invalid);
    const open = encodeClientControl({ type: 'open', channel: 0, document: 'room/r1/0', epoch: '' });
    expect(() => decodeClientFrame(open)).toThrow(invalid);
  });

  test('a reason that this app does not know yet is trouble of the relay', () => {
    const frame = encodeRelayControl({
      type: 'closed',
      channel: 3,
      reason: 'toString' as Refusal,
      detail: '',
    });
    expect(decodeRelayFrame(frame)).toMatchObject({ control: { reason: 'internal' } });
  });
});
