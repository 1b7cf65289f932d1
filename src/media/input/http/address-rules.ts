/**
 * Where an address on the network may lead. What a server sends (a playlist, a redirect) names further addresses; those of a
 * server on the internet must not reach into the house, where a router, a camera or the cloud's own server answers anybody.
 */
import { BlockList, isIP } from 'node:net';

/** How near an address is; `elsewhere` is no address of a single machine. */
export type Nearness = 'public' | 'private' | 'link-local' | 'loopback' | 'elsewhere';

const listOf = (...networks: readonly (readonly [network: string, prefix: number])[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of networks) {
    if (network.includes(':')) list.addSubnet(network, prefix, 'ipv6');
    else {
      list.addSubnet(network, prefix, 'ipv4');
      // As translators of a network without IPv4 write it (RFC 6052).
      list.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6');
    }
  }
  return list;
};

/**
 * Addresses of the house (RFC 1918, 4193), and behind a provider's translation (RFC 6598). The last is for benchmarks: some
 * proxies of a whole machine give every name an address of it.
 */
const PRIVATE = listOf(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7],
  ['198.18.0.0', 15],
);
/** Of one wire (RFC 3927, 4291); clouds answer questions about the machine and its keys there, one of them elsewhere. */
const LINK_LOCAL = listOf(['169.254.0.0', 16], ['fe80::', 10], ['168.63.129.16', 32]);
const LOOPBACK = listOf(['127.0.0.0', 8], ['::1', 128]);
/** This network, groups of machines, examples, translations into another family, and what is kept for later (RFC 6890). */
const ELSEWHERE = listOf(
  ...([
    ['0.0.0.0', 8],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
    ['::', 96],
    ['2001::', 32],
    ['64:ff9b:1::', 48],
    ['100::', 64],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['ff00::', 8],
  ] as const),
);

/** How near an IP address is. IPv4 inside IPv6 (`::ffff:…`) counts as what it is. */
export function nearnessOf(address: string): Nearness {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  const version = isIP(plain);
  if (version === 0) return 'elsewhere';
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (LOOPBACK.check(plain, family)) return 'loopback';
  if (LINK_LOCAL.check(plain, family)) return 'link-local';
  if (PRIVATE.check(plain, family)) return 'private';
  return ELSEWHERE.check(plain, family) ? 'elsewhere' : 'public';
}

/** The further down, the nearer. */
const ORDER: readonly Nearness[] = ['public', 'private', 'link-local', 'loopback'];

/**
 * Whether what lies at `home`, which a person named, may lead to `target`: to what is as near or further away, never nearer.
 * A server of this machine may name one of the house and of the internet; one of the internet only the internet; and nobody
 * else the wire, where clouds keep a machine's secrets.
 */
export const mayLead = (home: Nearness, target: Nearness): boolean =>
  target === 'public' ||
  (home !== 'elsewhere' &&
    (target !== 'link-local' || home === 'link-local') &&
    ORDER.indexOf(target) >= 0 &&
    ORDER.indexOf(target) <= ORDER.indexOf(home));

/** Where that is, for a person. */
export const PLACES: Readonly<Record<Nearness, string>> = {
  public: 'the internet',
  private: 'a private network',
  'link-local': 'the local wire',
  loopback: 'this machine',
  elsewhere: 'no machine',
};
