import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent } from '../../../src/plugin/live/events.ts';
import { openShowLog } from '../../../src/plugin/live/report/show/writer.ts';
import { replayCommand } from '../../../src/plugin/replay/command.ts';
import { exitCodeFor } from '../../../src/plugin/errors.ts';
import { replayShow } from '../../../src/plugin/replay/replay.ts';
import { readCueSheet } from '../../../src/plugin/cue-sheet.ts';
import { runCli } from '../../support/cli.ts';
import { rejects } from '../../support/within.ts';
import type { PlacedMoment } from '../../../src/streams/values.ts';
import { SENTENCES } from '../language/sentences.ts';
import { BEGAN, DECISIONS, talk } from '../live/report/talk.ts';

const folder = await mkdtemp(join(tmpdir(), 'momentfx-replay-'));
const file = join(folder, 'show.jsonl');
const test = suite('replay');

async function record(target: string, events: readonly LiveEvent[]): Promise<void> {
  const log = await openShowLog(target, { now: () => BEGAN });
  for (const event of events) log.write(event);
  await log.close();
}

/** As the session tells it: the policy beside the options of the decisions. */
const told = (events: readonly LiveEvent[]): LiveEvent[] =>
  events.map((event) => {
    if (event.type !== 'started') return event;
    const { policy, ...options } = DECISIONS;
    return { ...event, policy: { ...options, ...policy } };
  });

test.before(() => record(file, told(talk({ seconds: 300, seed: 5 }))));
test.after(() => rm(folder, { recursive: true }));

test('with the settings of the show every cue is kept', async () => {
  const show = await replayShow(file, { change: {} });
  assert.ok(show.cues.length > 5, `${show.cues.length} cues`);
  assert.equal(
    show.changes.map(({ type }) => type),
    show.cues.map(() => 'kept'),
  );
  assert.is(show.settings.policy.threshold, 0.6);
  assert.not(show.cut);
});

test('a talk in a language that the checkpoint did not know has no effects when it is decided anew', async () => {
  const inSpanish = (words: { id: string; text: string }) => {
    const text = SENTENCES.es[Number(words.id.replace(/\D/g, '')) % SENTENCES.es.length] ?? '';
    return { ...words, text };
  };
  const spoken = (known: string) =>
    told(talk({ seconds: 120, seed: 5 })).map((event): LiveEvent => {
      if (event.type === 'started')
        return { ...event, policy: { ...event.policy, language: { known: [known], auto: true } } };
      if (event.type !== 'window' || event.window.heard === undefined) return event;
      const { heard, moments } = event.window;
      const sentences = heard.sentences.map(inSpanish);
      const textOf = (moment: PlacedMoment) =>
        sentences.find(({ id }) => id === moment.subtitleId)?.text ?? '';
      const placed = moments.map((moment) =>
        moment.subtitleId === undefined ? moment : { ...moment, subtitle: textOf(moment) },
      );
      return { ...event, window: { ...event.window, moments: placed, heard: { ...heard, sentences } } };
    });
  const outcomes = async (known: string): Promise<string[]> => {
    const target = join(folder, `spanish-${known}.jsonl`);
    await record(target, spoken(known));
    return (await replayShow(target, { change: {} })).changes.map(({ type }) => type);
  };
  const [foreign, own] = [await outcomes('en'), await outcomes('es')];
  assert.ok(foreign.length > 1);
  assert.ok(foreign.every((type) => type === 'lost'));
  assert.ok(own.length > 1);
  assert.not(own.includes('lost'));
});

test('a higher threshold loses cues, and says why', async () => {
  const before = await replayShow(file, {});
  const { changes } = await replayShow(file, { change: { threshold: 0.75 } });
  const lost = changes.filter(({ type }) => type === 'lost');
  assert.ok(lost.length > 0);
  assert.ok(lost.every((change) => change.type === 'lost' && change.reason !== undefined));
  assert.ok(lost.some((change) => change.type === 'lost' && change.reason === 'below-threshold'));
  const kept = changes.filter(({ type }) => type === 'kept' || type === 'altered').length;
  assert.is(kept + lost.length, before.cues.length);
});

test('a lower threshold gains cues, and says why they were none', async () => {
  const { changes } = await replayShow(file, { change: { threshold: 0.3 } });
  const gained = changes.flatMap((change) => (change.type === 'gained' ? [change.reason] : []));
  assert.ok(gained.includes('below-threshold'), String(gained));
});

test('quiet loses all', async () => {
  const { changes, cues } = await replayShow(file, { change: { quiet: true } });
  assert.is(changes.length, cues.length);
  assert.ok(changes.every((change) => change.type === 'lost' && change.reason === 'quiet'));
});

test("a person's veto holds under other settings, an order about what is set anew does not", async () => {
  const events = told(talk({ seconds: 200, seed: 5 }));
  const cue = events.find((event) => event.type === 'cue');
  if (cue?.type !== 'cue') return assert.unreachable();
  // The veto comes as soon as the moment is known; the show has no such cue then.
  const id = cue.cue.id;
  const known = events.findLastIndex((event) => event.type === 'upcoming' && event.id === id);
  const { wall, playhead } = events[known] ?? cue;
  const vetoed: LiveEvent[] = events.flatMap((event, i): LiveEvent[] => {
    if (i === known)
      return [
        event,
        { type: 'command', command: { type: 'veto', id }, wall, playhead },
        { type: 'command', command: { type: 'policy', change: { threshold: 0.99 } }, wall, playhead },
        { type: 'rejected', moment: cue.moment, reason: 'vetoed', wall, playhead },
      ];
    return event === cue || (event.type === 'played' && event.id === id) ? [] : [event];
  });
  const target = join(folder, 'veto.jsonl');
  await record(target, vetoed);
  const { changes } = await replayShow(target, { change: { threshold: 0.59 } });
  const places = changes.map((change) => change.cue.at);
  assert.not(places.includes(cue.cue.at), 'the vetoed moment stays silent');
  assert.ok(
    changes.some(({ type }) => type === 'kept'),
    'the threshold of the order is not in force',
  );
});

test('a cue behind the end of the show is in no export, nor is what was decided anew there', async () => {
  const events = told(talk({ seconds: 120, seed: 5 }));
  const last = events.findLast((event) => event.type === 'cue');
  if (last?.type !== 'cue') return assert.unreachable();
  const { at, id } = last.cue;
  // The input ended just before the show's last cue.
  const short = events.flatMap((event): LiveEvent[] => {
    if (event.type === 'played' && event.id === id)
      return [{ ...event, type: 'not-played', reason: 'ended' }];
    return event.playhead < at ? [event] : event.type === 'stopped' ? [{ ...event, playhead: at }] : [];
  });
  const target = join(folder, 'short.jsonl');
  await record(target, short);
  const show = await replayShow(target, { change: {} });
  assert.ok(show.cues.some(({ cue }) => cue.at >= show.duration));
  for (const options of [[], ['--density', '15']]) {
    const sheet = join(folder, 'short.csv');
    const { code, stderr } = await runCli(['replay', target, '--csv', sheet, ...options]);
    assert.is(code, 0, stderr);
    const starts = (await readFile(sheet, 'utf8')).trimEnd().split('\r\n').slice(1);
    assert.is(starts.length, show.cues.length - 1);
  }
});

test('the last of several shows is meant, or the one named', async () => {
  const both = join(folder, 'both.jsonl');
  await record(both, told(talk({ seconds: 30, seed: 5 })));
  await record(both, told(talk({ seconds: 60, seed: 5 })));
  assert.equal([(await replayShow(both, {})).index, (await replayShow(both, { show: 1 })).index], [2, 1]);
  await rejects(replayShow(both, { show: 3 }), /holds 2 shows/);
});

test('a record that breaks off is read as far as it goes', async () => {
  const cut = join(folder, 'cut.jsonl');
  const text = await readFile(file, 'utf8');
  await writeFile(cut, text.slice(0, text.length / 2));
  const show = await replayShow(cut, { change: {} });
  assert.ok(show.cut);
  assert.ok(
    show.changes.every(({ type }) => type === 'kept'),
    JSON.stringify(show.changes.map((c) => c.type)),
  );
});

test('the command lists, compares and exports', async () => {
  const listed = await runCli(['replay', file]);
  assert.is(listed.code, 0, listed.stderr);
  const show = await replayShow(file, {});
  const [head = '', ...lines] = listed.stdout.trimEnd().split('\n');
  assert.match(head, /0:05:00 of rtmp:\/\/127\.0\.0\.1:1935\/live\/… from 2025-.*threshold 0\.6/);
  assert.is(lines.length, show.cues.length);

  const out = (name: string): string => join(folder, name);
  const exported = await runCli([
    ...['replay', file, '--threshold', '0.75', '--mute-tag', 'humor', '--least-gap', '4', '--density', '9'],
    ...['--cues', out('a.json'), '--srt', out('a.srt'), '--edl', out('a.edl'), '--fps', '29.97df'],
    ...['--csv', out('a.csv')],
  ]);
  assert.is(exported.code, 0, exported.stderr);
  assert.match(
    exported.stdout,
    /With threshold 0\.75, at most 9 a minute, least gap 4 s, no humor: \d+ kept/,
  );
  const library = new Map(show.cues.map(({ cue }) => [cue.sfx, cue.tag]));
  const { changes } = await replayShow(file, {
    change: { threshold: 0.75, mutedTags: ['humor'], leastGap: 4_000_000 as never, density: 9 },
  });
  for (const { cue } of changes) library.set(cue.sfx, cue.tag);
  const cues = await readCueSheet(out('a.json'), library);
  assert.is(cues.length, changes.filter(({ type }) => type !== 'lost').length);
  assert.ok(cues.every(({ tag }) => tag !== 'humor'));
  const events = (await readFile(out('a.edl'), 'utf8')).match(/^\d{3} {2}AX/gm) ?? [];
  assert.is(events.length, cues.length);
  assert.is((await readFile(out('a.csv'), 'utf8')).trimEnd().split('\r\n').length, cues.length + 1);
  assert.is((await readFile(out('a.srt'), 'utf8')).match(/ --> /g)?.length ?? 0, cues.length);
});

test('what cannot be done is one line, and nothing is written', async () => {
  const cases: readonly (readonly [file: string, options: Record<string, unknown>, RegExp])[] = [
    [join(folder, 'none.jsonl'), {}, /cannot be read \(ENOENT\)/],
    [file, { threshold: '2' }, /--threshold: must be a number from 0 to 1/],
    [file, { leastGap: 'x' }, /--least-gap: must be seconds/],
    [file, { muteTag: 'loud' }, /--mute-tag: must be one of prompt/],
    [file, { fps: '30df' }, /no drop-frame timecode at 30/],
    [file, { show: '4' }, /holds 1 show\b/],
    [file, { csv: file }, /--csv would overwrite the record/],
    [file, { csv: join(folder, 'x'), srt: join(folder, 'x') }, /would overwrite what --srt/],
    [file, { csv: join(folder, 'no', 'x') }, /cannot be written/],
  ];
  for (const [target, options, pattern] of cases) {
    const error = await rejects(replayCommand(target, options), pattern);
    assert.is(exitCodeFor(error), 2);
  }
  assert.not((await readdir(folder)).includes('x'));
  const { code, stderr } = await runCli(['replay', file, '--threshold', 'high']);
  assert.is(code, 2);
  assert.is(stderr, 'momentfx: --threshold: must be a number from 0 to 1. See `momentfx replay --help`.\n');
});

test.run();
