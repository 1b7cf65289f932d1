/**
 * OBS's list of custom browser docks, in its settings under [BasicWindow] as JSON: from OBS 31 on in `user.ini`, before in
 * `global.ini`. OBS reads it when it starts and writes it when it ends.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { isLoopback } from '../../core/http-guard.ts';
import { readAtMost } from '../../core/read-file.ts';
import { viewerToken } from '../control/access.ts';
import { ObsError } from './errors.ts';
import { iniEntry, withIniEntry } from './ini.ts';

/** How the dock that is wanted stands to OBS's list. */
export type DockState =
  | 'present'
  | 'absent'
  /** Ours is there with another token or port. */
  | 'outdated';

/** The list as it was read. */
export interface DockList {
  readonly file: string;
  readonly state: DockState;
  /** The file's text with the dock in its list, whatever else it says the same. */
  readonly changed: string;
}

const PLACE = { section: 'BasicWindow', key: 'ExtraBrowserDocks' } as const;
const LOCATION = { section: 'Locations', key: 'Configuration' } as const;
const TITLE = 'momentfx';
const ID_BYTES = 16;
const LONGEST_FILE = 4_194_304;

/** A dock of this machine whose token nobody knows. */
const HERE = { host: '', port: '', token: '' } as const;

const listSchema = z.array(z.looseObject({ title: z.string(), url: z.string() }));
type Entry = z.infer<typeof listSchema>[number];

/**
 * Reads the list of the OBS that has its configuration in `folder`.
 * @param url the dock's address, its token behind the `#`
 * @throws ObsError obs-settings-broken where the file cannot be read, or the list is not what OBS writes
 */
export async function readDocks(folder: string, url: string): Promise<DockList> {
  const global = join(folder, 'global.ini');
  const globalText = await read(global);
  // Where a person keeps the settings of OBS elsewhere, global.ini says so.
  const elsewhere = iniEntry(globalText ?? '', LOCATION);
  const users = [
    ...(elsewhere === undefined || elsewhere === '' ? [] : [join(elsewhere, 'obs-studio', 'user.ini')]),
    join(folder, 'user.ini'),
  ];
  for (const file of users) {
    const text = await read(file);
    if (text !== undefined) return { file, ...placed(file, text, url) };
  }
  return { file: global, ...placed(global, globalText ?? '', url) };
}

function placed(file: string, text: string, url: string): Omit<DockList, 'file'> {
  const kept = iniEntry(text, PLACE) ?? '';
  const entries = kept === '' ? [] : parse(file, kept);
  const wanted = dockOf(url);
  const has = ({ url: other }: Entry): boolean =>
    other === url || (wanted !== undefined && isDeepStrictEqual(dockOf(other, wanted), wanted));
  if (entries.some(has)) return { state: 'present', changed: text };
  const own = findOwn(entries, wanted);
  const list =
    own === undefined
      ? [...entries, { title: freeTitle(entries), url, uuid: randomBytes(ID_BYTES).toString('hex') }]
      : entries.map((entry) => (entry === own ? { ...entry, url } : entry));
  return {
    state: own === undefined ? 'absent' : 'outdated',
    changed: withIniEntry(text, PLACE, asObsWrites(list)),
  };
}

interface Dock {
  /** Empty: this machine, by whatever name. */
  readonly host: string;
  readonly port: string;
  readonly token: string;
}

/** What makes an address that of a dock of ours, on this machine or where `like` is; undefined for any other. */
function dockOf(url: string, like?: Dock): Dock | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, pathname, hash } = new URL(url);
  const token = /^#([\w-]{43})$/.exec(hash)?.[1];
  const host = isLoopback(hostname) ? '' : hostname;
  const near = host === '' || like === undefined || like.host === host;
  return near && pathname === '/' && token !== undefined ? { host, port, token } : undefined;
}

/** The entry that was made for the same dock: at its port, else by its name. One for viewers is none of these. */
function findOwn(entries: readonly Entry[], wanted: Dock | undefined): Entry | undefined {
  const viewer = viewerToken(wanted?.token ?? '');
  const own = entries.filter(({ url }) => {
    const dock = dockOf(url, wanted ?? HERE);
    return dock !== undefined && dock.token !== viewer;
  });
  return (
    own.find(({ url }) => dockOf(url)?.port === wanted?.port) ?? own.find(({ title }) => title === TITLE)
  );
}

/** OBS tells docks apart by their titles. */
function freeTitle(entries: readonly Entry[]): string {
  const taken = new Set(entries.map(({ title }) => title.toLowerCase()));
  let title = TITLE;
  for (let n = 2; taken.has(title); n += 1) title = `${TITLE} ${n}`;
  return title;
}

/** JSON with the blanks that OBS puts into it. */
const asObsWrites = (list: readonly Entry[]): string => `[${list.map(objectAsObsWrites).join(', ')}]`;

const objectAsObsWrites = (entry: Entry): string =>
  `{${Object.entries(entry)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;

function parse(file: string, text: string): readonly Entry[] {
  try {
    return listSchema.parse(JSON.parse(text));
  } catch {
    // The cause is left out: addresses of docks hold tokens.
    throw broken(file, `has a list of docks (${PLACE.key}) that OBS itself does not read`);
  }
}

async function read(file: string): Promise<string | undefined> {
  try {
    return (await readAtMost(file, LONGEST_FILE)).toString('utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw broken(file, `cannot be read (${code ?? 'too long'})`);
  }
}

const broken = (file: string, what: string): ObsError =>
  new ObsError(
    'obs-settings-broken',
    `${file} ${what}.`,
    'Add the dock in OBS: Docks → Custom Browser Docks, with the address that `momentfx dock` prints.',
  );
