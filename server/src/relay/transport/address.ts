import type { IncomingMessage } from 'node:http';

/**
 * The network address that a request comes from. Each proxy in front appends the address it was asked from; what
 * stands before those is what anybody may write.
 */
export const addressOf = (
  {
    socket,
    headers,
  }: Pick<IncomingMessage, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  proxies: number,
): string => {
  const named = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',');
  const hops = [
    ...named.map((name) => name.trim()).filter((name) => name !== ''),
    socket.remoteAddress ?? '',
  ];
  return hops.at(-1 - Math.min(proxies, hops.length - 1)) ?? '';
};
