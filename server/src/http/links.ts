import { LINK_CODE_SECONDS, LINK_INTERVAL_SECONDS, USER_AGENT_LENGTH } from '@skein/shared/limits';
import type { Session } from '../accounts/betterAuth.ts';
import type { Linking } from '../accounts/linking.ts';
import { publicAddress } from './publicAddress.ts';
import type { Serve } from './serve.ts';
import { type AccountParts, beginSession } from './accounts.ts';

interface Parts extends AccountParts {
  readonly linking: Linking;
  readonly publicUrl: string | undefined;
  /** @throws RefusedError where a main device is required and none is connected */
  readonly checkServed: (session: Session) => Promise<void>;
}

/** How a device asks to be let in, and how another one answers. */
export const serveLinks = (serve: Serve, parts: Parts): void => {
  const { linking, publicUrl, checkServed } = parts;

  serve('startLink', async ({ body, request }) => {
    const browser = (request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH);
    const { secret, code } = await linking.start({ ...body.device, browser, address: request.ip });
    const uri = `${publicAddress(publicUrl, request)}/link`;
    return {
      device_code: secret,
      user_code: code,
      verification_uri: uri,
      verification_uri_complete: `${uri}?code=${code}`,
      expires_in: LINK_CODE_SECONDS,
      interval: LINK_INTERVAL_SECONDS,
    };
  });

  serve('claimLink', async ({ body, request, reply }) =>
    beginSession(parts, reply, await linking.claim(body.device_code, request.ip)),
  );

  serve('link', ({ caller, params }) => linking.look(params.code, caller));
  serve('approveLink', async ({ caller, params }) => {
    // Or a sub device could let its own main device in.
    await checkServed(caller);
    await linking.answer(params.code, 'approved', caller);
  });
  serve('denyLink', ({ caller, params }) => linking.answer(params.code, 'denied', caller));
};
