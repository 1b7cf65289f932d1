/** Where a server of ours listens: `PORT`, `HOST:PORT` or `[IPv6]:PORT`. */
import { UsageError } from '../errors.ts';

/** A place to listen at. */
export interface Place {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** Where the dock is served unless somebody says another place. */
export const DOCK_PLACE = '9465';
/** Where a fleet is served unless somebody says another place. */
export const FLEET_PLACE = '9467';
/** Loopback unless another host is named: what a show serves is nobody else's business. */
const LOOPBACK = '127.0.0.1';

/**
 * The place that the text names. `option`: who named it, as in `--metrics`.
 * @throws UsageError bad-place
 */
export function parsePlace(option: string, text: string): Place {
  const [, bracketed, plain, digits = ''] =
    /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (digits === '' || port > 65_535)
    throw new UsageError(
      'bad-place',
      `${option} ${text} names no place.`,
      'Use PORT, HOST:PORT or [IPv6]:PORT, as in 9464.',
    );
  return { host: bracketed ?? plain ?? LOOPBACK, port };
}
