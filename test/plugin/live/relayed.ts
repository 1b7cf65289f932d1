/** What a relayed show must be: its pictures unchanged, in sync, effects on their samples. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { startCli, type Running } from '../../support/cli.ts';
import { within } from '../../support/within.ts';
import { BEEP_AT, beepsIn, locate, RATE, sound, type Sound, type Unit } from './show.ts';

const bundled = join(import.meta.dirname, '..', '..', '..', 'models', 'library', 'bundled');

export interface RecordedCue {
  readonly at: number;
  readonly sfx: string;
}

/** The cues that were played, of the record of a show. */
export async function cuesOf(record: string): Promise<RecordedCue[]> {
  const sheet = record.replace(/\.jsonl$/, '.cues.json');
  const replay = await startCli(['replay', record, '--cues', sheet]).outcome;
  assert.is(replay.code, 0, replay.stderr);
  return (JSON.parse(readFileSync(sheet, 'utf8')) as { cues: RecordedCue[] }).cues;
}

export function effect(sfx: string): Float32Array {
  return sound(join(bundled, `${sfx}.wav`)).samples;
}

/** Every picture that left is one of the source's, in order, without a gap from the first to the last. */
export function sameRun(output: readonly Unit[], source: readonly Unit[]): void {
  const first = source.findIndex(({ hash }) => hash === output[0]?.hash);
  assert.ok(first >= 0, "the first picture is the source's");
  assert.ok(output.length > 250, `${output.length} pictures came`);
  for (const [i, unit] of output.entries())
    assert.is(unit.hash, source[first + i]?.hash, `picture ${i} is unchanged`);
}

/** Beeps lie BEEP_AT samples behind the key pictures, within 5 ms. */
export function inSync(units: readonly Unit[], { samples, start }: Sound): void {
  const keys = units.filter(({ key }) => key).map(({ pts }) => pts);
  const beeps = beepsIn(samples).map((at) => start + at / RATE);
  assert.ok(beeps.length >= 8, `${beeps.length} beeps came through`);
  for (const beep of beeps) {
    const flash = keys.reduce((best, key) =>
      Math.abs(key + BEEP_AT / RATE - beep) < Math.abs(best + BEEP_AT / RATE - beep) ? key : best,
    );
    const off = beep - flash - BEEP_AT / RATE;
    assert.ok(
      Math.abs(off) <= 0.005,
      `a beep at ${beep.toFixed(3)} s is off by ${(off * 1000).toFixed(1)} ms`,
    );
  }
}

/**
 * Each effect begins at its sample. `media` is the source's pictures with media times: the same picture in the output
 * says where a media time lies there.
 */
export function onTheirSamples(
  output: { readonly units: readonly Unit[]; readonly sound: Sound },
  media: readonly Unit[],
  cues: readonly RecordedCue[],
): void {
  const same = media.find(({ hash }) => hash === output.units[0]?.hash);
  const shift = (output.units[0]?.pts ?? NaN) - (same?.pts ?? NaN);
  assert.ok(cues.length >= 2, `${cues.length} cues`);
  for (const cue of cues) {
    const expected = Math.round((cue.at + shift - output.sound.start) * RATE);
    const found = locate(output.sound.samples, effect(cue.sfx), expected, 400);
    assert.ok(found.likeness > 0.5, `${cue.sfx} is there (likeness ${found.likeness.toFixed(2)})`);
    // Time stamps of FLV, by which the source came, are whole milliseconds: 48 samples.
    const off = found.at - expected;
    assert.ok(Math.abs(off) <= 48, `${cue.sfx} is off by ${off} samples`);
  }
}

/** Ctrl-C, and all that is held leaves. */
export async function stop(live: Running): Promise<void> {
  live.child.kill('SIGINT');
  const { code, stderr } = await within(live.outcome, 40_000, 'stopping');
  assert.is(code, 0, stderr);
}
