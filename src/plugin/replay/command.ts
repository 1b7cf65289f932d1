/** `momentfx replay`: lists a recorded show, tells what other settings would have made of it, exports its cues. */
import { basename } from 'node:path';
import { z } from 'zod';
import { clockText } from '../../core/durations.ts';
import { print } from '../cli/standard-streams.ts';
import { settingsSchema } from '../config/options.ts';
import { toCueSheet, writeCueSheet } from '../cue-sheet.ts';
import { UsageError } from '../errors.ts';
import { checkWritable, realFile, writeWhole } from '../files.ts';
import { printable } from '../../core/printable.ts';
import { toCsv, toEdl, toSrt } from './exports.ts';
import type { Change } from './verdicts.ts';
import { replayShow, type Show } from './replay.ts';
import { parseFrameRate, type FrameRate } from './timecode.ts';
import { fromSeconds, toSeconds, type Micros } from '../../streams/time.ts';
import type { Policy } from '../../streams/policy.ts';
import type { Cue } from '../../streams/values.ts';

const number = (text: z.ZodNumber) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), text);
const file = z.string().min(1, 'needs a file name');

const optionsSchema = z.object({
  threshold: settingsSchema.shape.threshold,
  density: settingsSchema.shape.density,
  muteTag: settingsSchema.shape.muteTag.unwrap().optional(),
  leastGap: number(z.number('must be seconds from 0 to 600').min(0).max(600)).optional(),
  quiet: z.boolean().optional(),
  show: number(z.int('must be a whole number').min(1)).optional(),
  fps: z.string().default('25'),
  cues: file.optional(),
  srt: file.optional(),
  edl: file.optional(),
  csv: file.optional(),
});
type Options = z.infer<typeof optionsSchema>;
const EXPORTS = ['cues', 'srt', 'edl', 'csv'] as const;

/**
 * Runs `momentfx replay`. `record` is the file that `--log` wrote; it is only read.
 * @throws UsageError where the record or an option can't be used
 */
export async function replayCommand(record: string, given: Readonly<Record<string, unknown>>): Promise<void> {
  const options = parse(given);
  const rate = parseFrameRate(options.fps);
  await checkTargets(record, options);
  const change = changeOf(options);
  const show = await replayShow(record, {
    ...(options.show === undefined ? {} : { show: options.show }),
    ...(change === undefined ? {} : { change }),
  });
  const cues = change === undefined ? shownCues(show) : cuesAnew(show);
  const written = await writeExports(show, cues, options, rate, record);
  const lines = [headline(record, show, show.shows), ...describe(show, change), ...written];
  print(lines.map(printable).join('\n'));
}

function parse(given: Readonly<Record<string, unknown>>): Options {
  const parsed = optionsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const flag = String(issue?.path[0]).replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  throw new UsageError('bad-arguments', `--${flag}: ${issue?.message}.`, 'See `momentfx replay --help`.');
}

/** The settings asked for, or undefined: then the show is only listed. */
function changeOf({ threshold, density, muteTag, leastGap, quiet }: Options): Partial<Policy> | undefined {
  const change: Partial<Policy> = {
    // As for any threshold that a person sets.
    ...(threshold === undefined ? {} : { threshold, fatigue: 0 }),
    ...(density === undefined ? {} : { density }),
    ...(muteTag === undefined ? {} : { mutedTags: muteTag }),
    ...(leastGap === undefined ? {} : { leastGap: fromSeconds(leastGap) }),
    ...(quiet === undefined ? {} : { quiet }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** What stands in an export's way is told before the work; nothing overwrites the record or another export. */
async function checkTargets(record: string, options: Options): Promise<void> {
  const taken = new Map([[await realFile(record), 'the record']]);
  for (const name of EXPORTS) {
    const target = options[name];
    if (target === undefined) continue;
    await checkWritable(target);
    const real = await realFile(target);
    const other = taken.get(real);
    if (other !== undefined && !real.startsWith('/dev/'))
      throw new UsageError('bad-arguments', `--${name} would overwrite ${other}.`, 'Name another file.');
    taken.set(real, `what --${name} writes`);
  }
}

/** What was heard; of cues without a word about them the record breaks off too early to say. */
const shownCues = ({ cues }: Show): Cue[] =>
  cues.filter(({ outcome = 'played' }) => outcome === 'played').map(({ cue }) => cue);

/** What would be heard: nothing behind the end of the show, as far as that is known. */
const cuesAnew = ({ changes, duration, cut }: Show): Cue[] =>
  changes.filter(({ type, cue }) => type !== 'lost' && (cut || cue.at < duration)).map(({ cue }) => cue);

async function writeExports(
  show: Show,
  cues: readonly Cue[],
  options: Options,
  rate: FrameRate,
  record: string,
): Promise<string[]> {
  const written: string[] = [];
  const write = async (target: string | undefined, what: string, text: () => string): Promise<void> => {
    if (target === undefined) return;
    await writeWhole(target, text());
    written.push(`${what}: ${target}`);
  };
  // The list that can be refused goes first: then nothing is written.
  await write(options.edl, 'Edit list', () => toEdl(basename(record), cues, { rate, lengths: show.lengths }));
  if (options.cues !== undefined) {
    await writeCueSheet(options.cues, toCueSheet(show.input, show.duration, cues));
    written.push(`Cue sheet: ${options.cues}`);
  }
  await write(options.srt, 'Subtitles', () => toSrt(cues));
  await write(options.csv, 'Table', () => toCsv(cues));
  return written;
}

function headline(record: string, show: Show, shows: number): string {
  const which = shows === 1 ? '' : ` (show ${show.index} of ${shows})`;
  const began = new Date(show.began).toISOString().replace(/\.\d+Z$/, 'Z');
  const cut = show.cut ? ' The record breaks off there.' : '';
  return (
    `${record}${which}: ${clockText(toSeconds(show.duration))} of ${show.input} from ${began}, ${show.cues.length} cues with ` +
    `${policyText(show.settings.policy)}.${cut}`
  );
}

function policyText(policy: Policy): string {
  const { threshold, tagThresholds, fatigue, leastGap, density, quiet } = policy;
  const offsets = Object.entries(tagThresholds).map(
    ([tag, offset]) => `${tag} ${offset < 0 ? '−' : '+'}${Math.abs(offset)}`,
  );
  const parts = [
    `threshold ${Number(threshold.toFixed(4))}${offsets.length === 0 ? '' : ` (${offsets.join(', ')})`}`,
    ...(fatigue === 0 ? [] : [`fatigue ${fatigue}`]),
    `at most ${density} a minute`,
    `least gap ${toSeconds(leastGap)} s`,
  ];
  const muted = [...policy.mutedTags, ...policy.mutedEffects];
  if (muted.length > 0) parts.push(`no ${muted.join(', ')}`);
  if (quiet) parts.push('quiet');
  return parts.join(', ');
}

function describe(show: Show, change: Partial<Policy> | undefined): string[] {
  if (change === undefined)
    return show.cues.map(({ cue, outcome }) => {
      const note =
        outcome === 'played' ? '' : `  [${outcome === undefined ? 'not known' : `not played: ${outcome}`}]`;
      return `${cueText('  ', cue)}${note}`;
    });
  const count = (type: Change['type']): number => show.changes.filter((each) => each.type === type).length;
  const policy = policyText({ ...show.settings.policy, ...change });
  return [
    `With ${policy}: ${count('kept')} kept, ${count('altered')} altered, ${count('gained')} gained, ${count('lost')} lost.`,
    ...show.changes.map(changeText),
  ];
}

function changeText(change: Change): string {
  switch (change.type) {
    case 'kept':
      return cueText('  ', change.cue);
    case 'altered':
      return `${cueText('~ ', change.cue)}  [was ${change.before.sfx} at ${seconds(change.before.at)} s]`;
    case 'gained':
      return `${cueText('+ ', change.cue)}  [was ${change.reason ?? 'not seen'}]`;
    case 'lost':
      return `${cueText('− ', change.cue)}  [now ${change.reason ?? 'not seen'}]`;
  }
}

const seconds = (time: Micros): string => toSeconds(time).toFixed(2);

const cueText = (mark: string, { at, sfx, tag, score, subtitle = '' }: Cue): string =>
  `${mark}${seconds(at).padStart(9)} s  ${sfx} (${tag}) ${score.toFixed(2)}  ${printable(subtitle)}`.trimEnd();
