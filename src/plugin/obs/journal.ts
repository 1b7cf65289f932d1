/**
 * What the user had set in OBS, kept before anything is changed, so that it can be put back after any end of this process.
 *
 * The stream key must be there again after `kill -9`, and may be written nowhere in clear. So the settings are sealed
 * (AES-256-GCM) with a key that is made for this once: the sealed settings lie in our journal, the key that opens them in a
 * slot of OBS's profile (`SetPersistentData`, in every obs-websocket 5). Neither half tells anything alone, and no file of
 * OBS has to be reached.
 *
 * Tried beside it with OBS 29.0.2: a profile of our own for the show (`CreateProfile`), which would leave the user's
 * untouched. The new one had pictures of another size (640×480 instead of 320×180), other bit rates, no hotkeys and no
 * `streamEncoder.json`, which no request reads or writes, and OBS changes profiles only while nothing runs. Changing the
 * service in the user's own profile and back left `service.json` the same byte for byte (test/plugin/obs/relay.test.ts).
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { partIsGone, partOf, sweepParts } from '../../core/part-files.ts';
import { readAtMost } from '../../core/read-file.ts';
import { stateFolder } from '../paths.ts';
import { nameInFiles, type ObsEndpoint } from './endpoint.ts';
import { isOpen } from './gate.ts';
import { ObsError } from './errors.ts';
import { StreamService } from './service.ts';

const entrySchema = z.object({
  version: z.literal(1),
  /** Says that slot and journal belong together. */
  id: z.string().min(1),
  /** The profile whose settings these are. */
  profile: z.string(),
  /** The server that OBS was pointed to; its port is open as long as the relay runs. */
  server: z.url(),
  /** The relay's process. */
  pid: z.number().int().positive(),
  /** The user's stream service, sealed; base64. */
  sealed: z.string(),
});

/** What is kept of one OBS. */
export type JournalEntry = Readonly<z.infer<typeof entrySchema>>;

const ALGORITHM = 'aes-256-gcm';
const [KEY_BYTES, IV_BYTES, TAG_BYTES] = [32, 12, 16];
const LONGEST_FILE = 1_048_576;

const sealedSchema = z.object({ type: z.string(), settings: z.record(z.string(), z.unknown()) });

/** Seals a service; `secret` opens it. Both are text. */
export function seal(service: StreamService): { readonly sealed: string; readonly secret: string } {
  const [key, iv] = [randomBytes(KEY_BYTES), randomBytes(IV_BYTES)];
  const cipher = createCipheriv(ALGORITHM, key, iv);
  const plain = JSON.stringify({ type: service.type, settings: service.reveal() });
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return {
    sealed: Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64'),
    secret: key.toString('base64'),
  };
}

/** The service that was sealed; undefined where the secret is another's. */
export function unseal(sealed: string, secret: string): StreamService | undefined {
  try {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv(ALGORITHM, Buffer.from(secret, 'base64'), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    const { type, settings } = sealedSchema.parse(JSON.parse(plain.toString('utf8')));
    return new StreamService(type, settings);
  } catch {
    // Another key, or damaged: neither can be opened.
    return undefined;
  }
}

/** The journal for one OBS: a file that is there only while its settings are ours. */
export class Journal {
  readonly file: string;

  /** @param obs its name in files */
  constructor(obs: string, folder: string = stateFolder()) {
    this.file = join(folder, `obs-${obs}.json`);
  }

  /**
   * What was written last; undefined where nothing waits to be put back.
   * @throws ObsError obs-journal-broken
   */
  async read(): Promise<JournalEntry | undefined> {
    let text: string;
    try {
      text = (await readAtMost(this.file, LONGEST_FILE)).toString('utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw this.#broken('cannot be read', 'Make it readable', cause);
    }
    try {
      return entrySchema.parse(JSON.parse(text));
    } catch (cause) {
      throw this.#broken(
        'is not what momentfx wrote',
        'Check service and stream key in OBS (Settings → Stream), then remove the file',
        cause,
      );
    }
  }

  /**
   * On the disk once it resolves, whole or not at all; for its user's eyes alone.
   * @throws ObsError obs-journal-broken
   */
  async write(entry: JournalEntry): Promise<void> {
    const folder = dirname(this.file);
    const part = partOf(this.file);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await sweepParts(folder);
      await using handle = await open(part, 'wx', 0o600);
      await handle.writeFile(JSON.stringify(entry));
      await handle.sync();
      await rename(part, this.file);
      await syncFolder(folder);
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined);
      throw this.#broken(
        'cannot be written',
        'Make its folder writable and free some space, or set XDG_STATE_HOME to another',
        cause,
      );
    } finally {
      partIsGone(part);
    }
  }

  /** Nothing waits to be put back any more. */
  async remove(): Promise<void> {
    await rm(this.file, { force: true });
  }

  #broken(what: string, step: string, cause: unknown): ObsError {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason = code === undefined ? '' : ` (${code})`;
    return new ObsError('obs-journal-broken', `${this.file} ${what}${reason}.`, `${step}.`, { cause });
  }
}

/** The journal for this OBS. */
export const journalFor = (endpoint: ObsEndpoint): Journal => new Journal(nameInFiles(endpoint));

/** Whether the relay that wrote it is at work. Its process number may be another's by now; its port tells. */
export async function isAtWork({ pid, server }: Pick<JournalEntry, 'pid' | 'server'>): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return isOpen(Number(new URL(server).port));
}

/** The new name is on the disk as well; where folders cannot be opened (Windows) the system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (process.platform !== 'win32') throw error;
  }
}
