/** Where a worker is asked by others: what `--peers` may name, and which of the others' places it can reach. */
import { BlockList, isIP, isIPv6 } from 'node:net';
import { parsePlace } from '../../config/place.ts';
import { UsageError } from '../../errors.ts';

/** Where a worker is asked. */
export interface PeerPlace {
  /** An IP address; undefined: that which the machine has for Redis. */
  readonly host: string | undefined;
  /** UDP; 0: any free one. */
  readonly port: number;
}

/** No single machine has them, or only by an interface that is named beside them; or they are IPv4, written as IPv6. */
const UNUSABLE = { ipv4: new BlockList(), ipv6: new BlockList() };
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['224.0.0.0', 3],
] as const)
  UNUSABLE.ipv4.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['::ffff:0:0', 96],
] as const)
  UNUSABLE.ipv6.addSubnet(net, prefix, 'ipv6');

/**
 * The place that `--peers` names; undefined: none. A port alone: at the address that the machine has for Redis.
 * @throws UsageError bad-place
 */
export function peerPlace(text: string): PeerPlace | undefined {
  if (text.trim() === 'off') return undefined;
  const { host, port } = parsePlace('--peers', text);
  if (/^\d+$/.test(text.trim())) return { host: undefined, port };
  const family = isIPv6(host) ? 'ipv6' : 'ipv4';
  if (isIP(host) !== 0 && !host.includes('%') && !UNUSABLE[family].check(host, family)) return { host, port };
  throw new UsageError(
    'bad-place',
    `--peers ${text}: ${host} is no IP address${isIP(host) === 0 ? '' : ' by which others reach one machine'}.`,
    'Use PORT, IP:PORT or [IPv6]:PORT, an address of this machine by which the other workers reach it; or off.',
  );
}

const isLoopback = (host: string): boolean => host === '::1' || host.startsWith('127.');

/** Whether who listens at `own` may reach `other`: of the same family, and no other machine's loopback. */
export const mayReach = (own: string, other: string): boolean =>
  isIPv6(own) === isIPv6(other) && (isLoopback(own) || !isLoopback(other));
