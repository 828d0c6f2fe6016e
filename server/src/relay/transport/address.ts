import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';

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

const GROUPS = 8;
const GROUPS_OF_NETWORK = 4;

const groupsOf = (part: string): string[] => (part === '' ? [] : part.split(':'));

/**
 * What limits count: whoever has one address of IPv6 has a whole /64 of them. An address of IPv4 stands for itself, also
 * as a socket for both writes it.
 */
export const networkOf = (address: string): string => {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const between = Array.from({ length: Math.max(0, GROUPS - before.length - after.length) }, () => '0');
  const network = [...before, ...between, ...after].slice(0, GROUPS_OF_NETWORK);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};
