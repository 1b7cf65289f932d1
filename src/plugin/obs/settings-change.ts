/** Changes to the settings of an OBS that is closed: whole or not at all, with what was before beside them. */
import { randomBytes } from 'node:crypto';
import { copyFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { isActionable } from '../../core/errors.ts';
import { readAtMost } from '../../core/read-file.ts';
import { UsageError } from '../errors.ts';
import { writeWhole } from '../files.ts';
import { withIniEntry } from './ini.ts';
import type { ObsServerSettings } from './settings-file.ts';

/** What a changed file was before lies beside it under its name with this behind. */
const BEFORE = '.before-momentfx';
const LONGEST_FILE = 4_194_304;
const PASSWORD_BYTES = 12;
/** A line for each entry, as OBS has it. */
const INDENT = 4;

/** Changes to an OBS's settings in one go. */
export class SettingsChange {
  readonly #files = new Set<string>();

  /** Where what was before lies now, for each file that was changed. */
  get kept(): readonly string[] {
    return [...this.#files].map((file) => `${file}${BEFORE}`);
  }

  /**
   * Replaces a file; who may read it stays. On the disk once it resolves.
   * @throws UsageError unwritable
   */
  async replace(file: string, text: string): Promise<void> {
    try {
      const mode = (await stat(file)).mode & 0o777;
      if (!this.#files.has(file)) await copyFile(file, `${file}${BEFORE}`);
      this.#files.add(file);
      await writeWhole(file, text, { mode, flush: true });
    } catch (cause) {
      if (isActionable(cause)) throw cause;
      const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
      throw new UsageError(
        'unwritable',
        `${file} cannot be changed (${reason}).`,
        'Make its folder writable and free some space.',
        { cause, fault: 'outside' },
      );
    }
  }

  /**
   * Switches OBS's WebSocket server on, with a password where OBS asks for none: the server answers other machines, too.
   * @throws UsageError unwritable
   */
  async switchServerOn({ file, password: own }: ObsServerSettings): Promise<void> {
    const text = (await readAtMost(file, LONGEST_FILE)).toString('utf8');
    const password = own === undefined ? randomBytes(PASSWORD_BYTES).toString('base64url') : undefined;
    await this.replace(file, (file.endsWith('.json') ? inJson : inIni)(text, password));
  }
}

function inIni(text: string, password: string | undefined): string {
  const entries = {
    ServerEnabled: 'true',
    ...(password === undefined ? {} : { AuthRequired: 'true', ServerPassword: password }),
  };
  return Object.entries(entries).reduce(
    (changed, [key, value]) => withIniEntry(changed, { section: 'OBSWebSocket', key }, value),
    text,
  );
}

function inJson(text: string, password: string | undefined): string {
  const switched = text.replace(/("server_enabled"\s*:\s*)false/, '$1true');
  // All else stays byte for byte where that is the one thing to change.
  if (password === undefined && switched !== text) return switched;
  const kept = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  const more = password === undefined ? {} : { auth_required: true, server_password: password };
  return JSON.stringify({ ...kept, server_enabled: true, ...more }, undefined, INDENT);
}
