/**
 * Labelled talks spoken by speech synthesis, recognised and decorated, scored as `momentfx evaluate --talks` scores them:
 * what recognition costs beside captions.
 *
 *   node scripts/run.mjs bench/spoken-talks.ts --talks FOLDER [--split NAME] [--count 6] [--ids a,b] [--transcripts FOLDER]
 *
 * With `--transcripts` what was recognised is kept as labelled talks with captions, for `momentfx evaluate --talks`, which
 * also gives the curve over thresholds.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { scoreLines } from '../models/evaluation/talks/report.ts';
import { scoreTalks, type ScoredCue } from '../models/evaluation/talks/score.ts';
import { readTalks, type Talk } from '../models/evaluation/talks/talk.ts';
import { resolveSettings } from '../src/plugin/config/options.ts';
import { decorate } from '../src/plugin/decorate/session.ts';
import { toSeconds, type Micros } from '../src/streams/time.ts';
import type { Subtitle } from '../src/streams/values.ts';
import { speakTalk } from './talks/speak.ts';

const VOICES = ['flite:slt', 'flite:rms', 'flite:awb'];

const { values } = parseArgs({
  options: {
    talks: { type: 'string' },
    split: { type: 'string' },
    count: { type: 'string', default: '6' },
    ids: { type: 'string' },
    transcripts: { type: 'string' },
  },
});
if (values.talks === undefined) {
  console.error('--talks FOLDER is missing: a folder of labelled talks.');
  process.exit(2);
}
const all = await readTalks(values.talks, values.split === undefined ? {} : { split: values.split });
const ids = values.ids?.split(',');
// Every so many, so that all sorts are among them.
const step = Math.max(1, Math.floor(all.length / Number(values.count)));
const chosen =
  ids === undefined
    ? all.filter((_, i) => i % step === 0).slice(0, Number(values.count))
    : all.filter(({ id }) => ids.includes(id));
const folder = await mkdtemp(join(tmpdir(), 'momentfx-spoken-'));
try {
  const judged: { talk: Talk; cues: ScoredCue[] }[] = [];
  for (const [i, talk] of chosen.entries()) {
    const spoken = await speakTalk(
      {
        id: talk.id,
        voice: VOICES[i % VOICES.length] ?? 'flite:slt',
        sentences: talk.sentences.map(({ text }) => [text] as const),
      },
      folder,
    );
    const heard: Subtitle[] = [];
    const { cues } = await decorate({
      input: join(folder, `${talk.id}.mp4`),
      settings: resolveSettings({}),
      onEvent: (event) => event.type === 'subtitle' && heard.push(event.subtitle),
    });
    const sentences = talk.sentences.map((sentence, at) => ({
      ...sentence,
      start: spoken.sentences[at]?.start ?? 0,
      end: spoken.sentences[at]?.end ?? 0,
    }));
    judged.push({
      talk: { ...talk, duration: spoken.duration, sentences },
      cues: cues.map(({ at, tag }) => ({ at: toSeconds(at), tag })),
    });
    if (values.transcripts !== undefined)
      await keepTranscripts(
        values.transcripts,
        judged.map(({ talk: spokenTalk }) => spokenTalk),
        talk.id,
        heard,
      );
    console.log(`${talk.id}: ${cues.length} effects in ${spoken.duration.toFixed(0)} s`);
  }
  for (const line of scoreLines(scoreTalks(judged))) console.log(line);
} finally {
  await rm(folder, { recursive: true });
}

/** Writes the newest transcript as captions, and the truth of all talks so far. */
async function keepTranscripts(
  to: string,
  talks: readonly Talk[],
  id: string,
  heard: readonly Subtitle[],
): Promise<void> {
  await mkdir(to, { recursive: true });
  await writeFile(join(to, `${id}.srt`), toSrtText(heard));
  const truth = talks.map(({ captions: _, ...talk }) => talk);
  await writeFile(join(to, 'talks.json'), JSON.stringify(truth, undefined, 1));
}

function toSrtText(sentences: readonly Subtitle[]): string {
  const time = (at: Micros): string => {
    const milliseconds = Math.round(toSeconds(at) * 1000);
    return `${new Date(milliseconds).toISOString().slice(11, 19)},${String(milliseconds % 1000).padStart(3, '0')}`;
  };
  return sentences
    .map(({ start, end, text }, i) => `${i + 1}\n${time(start)} --> ${time(end)}\n${text}\n`)
    .join('\n');
}
