/** Proxies that the environment names: `http_proxy` and the like for all hosts but those of `no_proxy`. */

/** What `no_proxy` said before it was taken away. */
let hidden: string | undefined;

/**
 * Keeps `no_proxy` from FFmpeg, which would go past the guard to every host that it names, whoever named the host. It
 * stays there for others as `NO_PROXY`, which FFmpeg does not read.
 */
export function hideNoProxy(): void {
  const { no_proxy: list } = process.env;
  if (list === undefined) return;
  hidden = list;
  delete process.env['no_proxy'];
  // Windows has one variable for both.
  if (process.platform !== 'win32') process.env['NO_PROXY'] = list;
}

/** The proxy that an address is reached through; undefined: none. */
export function proxyOf({ protocol, hostname }: URL): string | undefined {
  const env = process.env;
  const plain = env['http_proxy'] ?? env['HTTP_PROXY'];
  // FFmpeg has one variable for both.
  const proxy = protocol === 'https:' ? (env['https_proxy'] ?? env['HTTPS_PROXY'] ?? plain) : plain;
  if (proxy === undefined || proxy === '') return undefined;
  const host = hostname.replace(/^\[|\]$/g, '');
  const isExempt = (env['NO_PROXY'] ?? hidden ?? '')
    .split(/[ ,]+/)
    .map((pattern) => pattern.replace(/^\*?\.?(?=.)/, ''))
    .some((name) => name === '*' || host === name || host.endsWith(`.${name}`));
  return isExempt ? undefined : proxy;
}
