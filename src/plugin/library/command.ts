/** The `momentfx library` commands: options checked, output to standard output. */
import { z } from 'zod';
import { print } from '../cli/standard-streams.ts';
import { TAGS } from '../../streams/values.ts';
import { UsageError } from '../errors.ts';
import { bundledLibrary } from '../paths.ts';
import { addToLibrary } from '../../library/add.ts';
import { checkLibrary } from '../../library/check.ts';
import { listLibrary } from '../../library/list.ts';

type Write = (line: string) => void;
const toStdout: Write = print;

const listSchema = z.object({
  library: z.string().min(1).default(bundledLibrary),
  tag: z.enum(TAGS, `must be one of ${TAGS.join(', ')}`).optional(),
  json: z.boolean().optional(),
});
const addSchema = z.object({ out: z.string().min(1, 'needs a folder').optional() });

function checked<T>(schema: z.ZodType<T>, options: unknown): T {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(
    'option-invalid',
    `--${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is wrong'}.`,
    'See --help.',
  );
}

/** `momentfx library list`. */
export async function listCommand(options: Record<string, unknown>, write: Write = toStdout): Promise<void> {
  await listLibrary(checked(listSchema, options), write);
}

/** `momentfx library add FOLDER`; `signal` stops it, and then no library is written. */
export async function addCommand(
  folder: string,
  options: Record<string, unknown>,
  signal?: AbortSignal,
  write: Write = toStdout,
): Promise<void> {
  await addToLibrary({ folder, signal, ...checked(addSchema, options) }, write);
}

/** `momentfx library check [FOLDER]`. */
export async function checkCommand(folder: string = bundledLibrary, write: Write = toStdout): Promise<void> {
  await checkLibrary(folder, write);
}
