/** What somebody set in the last show, kept in the user's state folder for the next process that is asked to go on with it. */
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../../core/errors.ts';
import { readAtMost } from '../../core/read-file.ts';
import { writeWhole } from '../files.ts';
import { stateFolder } from '../paths.ts';
import { showSettingsSchema, type ShowSettings } from './show-settings.ts';

/** A slider is many settings in a moment; one write holds them all. */
const WRITE_AFTER_MS = 500;
/** Ten thousand muted effects of an enormous library, in bytes. */
const LONGEST_FILE = 1_048_576;

const keptSchema = z.object({
  /** When the last of it was set, in ms since 1970. */
  at: z.number(),
  set: showSettingsSchema,
});

/** What was set, and when. */
export type KeptShow = Readonly<z.infer<typeof keptSchema>>;

/** The file; other sessions of this user write it as well, and the last one to do so counts. */
export class LastShow implements AsyncDisposable {
  /** As it was when this process began; undefined where nothing was set, or what is there cannot be read. */
  readonly before: KeptShow | undefined;
  /** Hears that something could not be kept. */
  warn: (line: string) => void = () => undefined;
  readonly #file: string;
  #waiting: { readonly set: ShowSettings; readonly timer: NodeJS.Timeout } | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, before: KeptShow | undefined) {
    this.#file = file;
    this.before = before;
  }

  /** Reads the file of this user, or the one in another folder. */
  static async open(folder: string = stateFolder()): Promise<LastShow> {
    const file = join(folder, 'last-show.json');
    return new LastShow(file, await readKept(file));
  }

  /** What an operator may have again; without the delay where the show has none to set. */
  offered(withoutDelay: boolean): KeptShow | undefined {
    if (this.before === undefined) return undefined;
    const { delay, ...others } = this.before.set;
    const set = withoutDelay || delay === undefined ? others : this.before.set;
    return Object.keys(set).length === 0 ? undefined : { at: this.before.at, set };
  }

  /** Says that a show begins with these settings of the last one, so that nobody is surprised by them. */
  resumedLine(set: ShowSettings): string {
    if (this.before === undefined) return '--resume: nothing is kept from a show before.';
    const what = Object.entries(set).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
    const when = new Date(this.before.at).toLocaleString('sv-SE');
    return what.length === 0
      ? `--resume: options say all that was set in the show of ${when}.`
      : `As in the show of ${when}: ${what.join(', ')}.`;
  }

  /** Keeps it soon; what is not on the disk yet is written when it is closed. */
  keep(set: ShowSettings): void {
    const timer = this.#waiting?.timer ?? setTimeout(() => this.#write(), WRITE_AFTER_MS).unref();
    this.#waiting = { set, timer };
  }

  #write(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    clearTimeout(waiting.timer);
    const text = JSON.stringify({ at: Date.now(), set: waiting.set } satisfies KeptShow);
    this.#writing = this.#writing
      .then(async () => {
        await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
        await writeWhole(this.#file, text, { mode: 0o600 });
      })
      .catch((error: unknown) =>
        this.warn(`What was set could not be kept for the next show: ${messageOf(error)}`),
      );
  }

  /** Once it resolves all is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#write();
    await this.#writing;
  }
}

async function readKept(file: string): Promise<KeptShow | undefined> {
  try {
    const kept = keptSchema.parse(JSON.parse((await readAtMost(file, LONGEST_FILE)).toString('utf8')));
    return Object.keys(kept.set).length === 0 ? undefined : kept;
  } catch {
    // None yet, half of one, or another program's: a show without it begins as its options say.
    return undefined;
  }
}
