/** Generated shows as the two evaluations take them: whole videos, and the authors' windows. */
import { fromSeconds } from '../../src/streams/time.ts';
import type { Tag } from '../../src/streams/values.ts';
import { earlierIn, frameOf, framesOfMoments, textsIn, type Show } from '../corpus/generated-source.ts';
import { validationWindows, type Cut } from '../corpus/windows.ts';
import type { EvaluationWindow } from '../training/source.ts';
import { figures, type Figures } from './average-precision.ts';
import type { ClipEvaluation, EvaluatedClip } from './clips.ts';
import { knownSpeech, type LabelledVideo } from './whole-video.ts';

/** A generated show as a video with its truth. `ids` and `tags` are by row of the library. */
export function labelledVideo(show: Show, ids: readonly string[], tags: readonly Tag[]): LabelledVideo {
  return {
    name: show.name,
    seconds: show.frames,
    frames: Array.from({ length: show.frames }, (_, i) => ({
      at: fromSeconds(i),
      embedding: frameOf(show, i),
    })),
    speech: knownSpeech(show.asr),
    moments: show.moments.map(({ effects, start, end }) => ({
      start,
      end,
      sfx: effects.map(({ row }) => ids[row]!),
      tags: [...new Set(effects.map(({ row }) => tags[row]!))],
    })),
    ...(show.taste === undefined ? {} : { taste: show.taste }),
  };
}

/** The authors' windows of a show: [0, 12), [12, 24), …, those with a moment; each moment with its best effect. */
export function showWindows(show: Show, maxTexts: number, earlier = 0): EvaluationWindow[] {
  const video = { frameCount: show.frames, tts: [], asr: [], moments: framesOfMoments(show) };
  return validationWindows(video).map(({ number, window }: { number: number; window: Cut<never> }) => ({
    key: `${show.name}+${number}`,
    item: {
      frames: Array.from({ length: window.frameCount }, (_, i) => frameOf(show, window.first + i)),
      tts: earlierIn(show, window.first, window.frameCount, earlier),
      asr: textsIn(show, window.first, window.frameCount, maxTexts),
    },
    moments: window.moments.map(({ sfx, start, end }) => ({ start, end, sfxIndex: Number(sfx) })),
  }));
}

/**
 * The six figures with tags in place of effects. Several effects often fit a moment equally well; its tag is
 * always clear.
 */
export function tagFigures(
  { predictions, keyMoments }: ClipEvaluation,
  clips: readonly EvaluatedClip[],
  ids: readonly string[],
  tags: readonly Tag[],
): Figures {
  const tagOf = new Map<string, string>(ids.map((id, row) => [id, tags[row]!]));
  const rename = (id: string): string => tagOf.get(id) ?? id;
  return figures(
    predictions.map((own) => ({ ...own, matched_sfx: own.matched_sfx.map((ranked) => ranked.map(rename)) })),
    clips.map(({ qid, truth }) => ({ ...truth, qid, gt_sfx: truth.gt_sfx.map(rename) })),
    keyMoments,
  );
}
