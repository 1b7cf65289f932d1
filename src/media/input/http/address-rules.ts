/**
 * Which addresses lie in a network that is not everybody's: of this machine, of a house or company, of one wire. What a
 * server sends (a playlist, a redirect) names further addresses; those of a server on the internet must not reach into the
 * house, where a router, a camera or the cloud's own server answers anybody.
 */
import { BlockList, isIPv6 } from 'node:net';

/** A network that is not public. */
export interface OwnNetwork {
  /** Two addresses of one network have the same name. */
  readonly name: string;
  /** What it is, for people. */
  readonly kind: string;
}

interface Kind {
  readonly kind: string;
  /** Whether all addresses of a subnet count as one network; otherwise each stands alone. */
  readonly together: 'kind' | 'subnet' | 'never';
  readonly subnets: readonly string[];
}

/** In this order: what stands alone inside a larger network comes first. */
const KINDS: readonly Kind[] = [
  {
    kind: 'an address for the use of its provider',
    together: 'never',
    // Clouds tell a machine its secrets there: Azure, Alibaba, Oracle, AWS. That of most is link-local.
    subnets: ['168.63.129.16/32', '100.100.100.200/32', '192.0.0.0/24', 'fd00:ec2::/32'],
  },
  {
    kind: 'this machine',
    together: 'kind',
    // Linux takes 0.0.0.0 and :: for itself.
    subnets: ['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128'],
  },
  {
    kind: 'an address of a private network',
    together: 'subnet',
    // The last is for benchmarks: some proxies of a whole machine give every name an address of it.
    subnets: [
      ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7', 'fec0::/10'],
      '198.18.0.0/15',
    ],
  },
  { kind: 'a link-local address', together: 'never', subnets: ['169.254.0.0/16', 'fe80::/10'] },
  {
    kind: 'no address of a server',
    together: 'never',
    // Multicast, reserved, broadcast; 6to4, Teredo and local translation lead into any IPv4 network.
    subnets: ['224.0.0.0/4', '240.0.0.0/4', 'ff00::/8', '2002::/16', '2001::/32', '64:ff9b:1::/48'],
  },
];

/** IPv4 inside IPv6: mapped, compatible, and as translators of a network without IPv4 write it. */
const PREFIXES = ['::ffff:', '::', '64:ff9b::'];

const NETWORKS = KINDS.flatMap((kind) =>
  kind.subnets.map((subnet) => {
    const [address = '', bits = ''] = subnet.split('/');
    const list = new BlockList();
    if (isIPv6(address)) list.addSubnet(address, Number(bits), 'ipv6');
    else {
      list.addSubnet(address, Number(bits), 'ipv4');
      for (const prefix of PREFIXES) list.addSubnet(`${prefix}${address}`, 96 + Number(bits), 'ipv6');
    }
    return { ...kind, subnet, list };
  }),
);

/** The network that an IP address belongs to; undefined for a public one. */
export function networkOf(address: string): OwnNetwork | undefined {
  const plain = address.replace(/%.*$/, '');
  const found = NETWORKS.find(({ list }) => list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4'));
  if (found === undefined) return undefined;
  const { kind, together, subnet } = found;
  return { kind, name: { kind, subnet, never: plain }[together] };
}
