/** The certificate of a control server that other machines may reach. */
import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.ts';

/** An option and the file that it names, if any. */
type Named = readonly [option: string, file: string | undefined];

/**
 * The certificate and its key in PEM; undefined where neither is named.
 * @throws UsageError dock-half-tls, dock-tls
 */
export async function readTls({
  cert: [certOption, cert],
  key: [keyOption, key],
}: {
  readonly cert: Named;
  readonly key: Named;
}): Promise<{ readonly cert: string; readonly key: string } | undefined> {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new UsageError(
      'dock-half-tls',
      'A certificate without its key, or a key without its certificate, is of no use.',
      `Name both, ${certOption} and ${keyOption}.`,
    );
  const read = async (option: string, file: string): Promise<string> => {
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      throw new UsageError('dock-tls', `${option} ${file} cannot be read.`, 'Name a PEM file.', { cause });
    }
  };
  return { cert: await read(certOption, cert), key: await read(keyOption, key) };
}
