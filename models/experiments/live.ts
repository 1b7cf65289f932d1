/**
 * All methods on live shows: a window every second through the very pipeline that decorates, in virtual time, at several delays. The
 * networks are those of `methods`; a threshold is fitted on the validation shows, as for any checkpoint.
 */
import type { ModelManifest } from '../../src/analysis/manifest.ts';
import { fromSeconds, ZERO, type Micros } from '../../src/streams/time.ts';
import { TAGS } from '../../src/streams/values.ts';
import { askedOnce, WindowCost } from '../evaluation/live/asked-once.ts';
import { liveFigures, type LiveFigures } from '../evaluation/live/live-figures.ts';
import { labelledVideo } from '../evaluation/shows.ts';
import { fitThreshold, THRESHOLDS } from '../evaluation/whole-video.ts';
import { served, sightShows, type Judged } from '../training/assess.ts';
import { MAX_TEXTS, WINDOW } from '../corpus/windows.ts';
import type { Column, Experiment, Figures, Measurement, Row, TableOutline, Workbench } from './experiment.ts';
import { METHODS } from './methods.ts';
import { trainRow, type TrainingPlan } from './training.ts';

/** Seconds, beside recorded input. */
const DELAYS = [0, 2, 5];

/**
 * How early a cue must be known: what `src/media/program/pace.ts` needs for outputs that take bursts, without a delay and with one.
 * @internal A test holds it to that.
 */
export const leadOf = (delay: Micros): Micros => (delay === ZERO ? fromSeconds(0.03) : fromSeconds(0.45));

/** `momentfx experiment live`. */
export const live: Experiment<TrainingPlan> = {
  name: 'live',
  description: 'All methods through the live pipeline, at several delays and recorded.',
  kind: 'live shows',
  version: 1,
  rows: () => METHODS,
  measure: measureLive,
  tables: [...DELAYS, 'recorded' as const].map(tableAt),
  charted: `${prefixOf(2)}matched`,
};

/** Figures of one delay bear its name in front. */
function prefixOf(delay: LiveFigures['delay']): string {
  return delay === 'recorded' ? 'recorded_' : `delay${delay}_`;
}

function tableAt(delay: LiveFigures['delay']): TableOutline {
  const prefix = prefixOf(delay);
  const column = (key: string, label: string, rest: Omit<Column, 'key' | 'label'>): Column => ({
    key: `${prefix}${key}`,
    label,
    ...rest,
  });
  const seconds = { digits: 2 };
  return {
    title: delay === 'recorded' ? 'Recorded' : `Live, ${delay === 0 ? 'no delay' : `${delay} s of delay`}`,
    columns: [
      column('found', 'found (%)', { scale: 100, better: 'more' }),
      column('matched', 'right tag (%)', { scale: 100, better: 'more' }),
      column('falseAlarms', 'false alarms a minute', { digits: 2, better: 'less' }),
      column('reaction', 'reaction (s)', seconds),
      column('slowReaction', 'reaction, 95 % (s)', seconds),
      ...(delay === 'recorded'
        ? [
            { key: 'windowMs', label: 'CPU ms a window', digits: 2, better: 'less' } as const,
            { key: 'threshold', label: 'threshold', digits: 2 } as const,
          ]
        : []),
    ],
    notes:
      delay === 'recorded'
        ? [
            'A window costs what the network takes to answer it alone on one thread, packing included: the median over all windows that live sessions showed it.',
          ]
        : [
            'Reaction: from the last sample of a found moment’s sentence to its effect, half and 95 % of them; below 0 while it is spoken or, where a cue lies up to 1 s before it, earlier.',
          ],
  };
}

async function measureLive(
  { config }: Row<TrainingPlan>,
  seed: number,
  bench: Workbench,
): Promise<Measurement> {
  const { data, signal } = bench;
  const { network, parameters } = await trainRow(config, seed, bench);
  const library = { ...data.library, tagNames: data.tagNames };
  const judged = (threshold: number): Judged => ({
    network,
    parameters,
    manifest: { ...MANIFEST, encoders: data.encoders, network, threshold },
    library,
    blank: data.blank,
    threads: 1,
  });
  const { threshold } = await fitThreshold(
    await sightShows(judged(0.5), await data.validation()),
    THRESHOLDS,
  );
  signal.throwIfAborted();
  const cost = new WindowCost();
  const shows = (await data.shows()).map((show) => labelledVideo(show, library.ids, library.tagNames));
  const rows = await served(judged(threshold), (detector) =>
    liveFigures(
      shows.map((video) => ({ video, detector: askedOnce((windows) => detector.detect(windows), cost) })),
      { delays: DELAYS, policy: { threshold }, lead: leadOf },
    ),
  );
  return {
    figures: { ...rows.map(named).reduce((all, own) => ({ ...all, ...own })), threshold },
    cost: { windowMs: cost.msPerWindow, windows: cost.windows },
  };
}

/** Of a network that was never released. */
const MANIFEST = {
  version: 1,
  name: 'experiment',
  framesPerSecond: 1,
  window: WINDOW,
  maxSubtitles: MAX_TEXTS,
  earlier: 0,
  tags: [...TAGS],
  training: {},
  accuracy: {},
} satisfies Partial<ModelManifest>;

/** The figures of a delay under their names; a reaction that does not exist is left out. */
function named({
  delay,
  found,
  matched,
  falseAlarmsPerMinute,
  cuesPerMoment,
  reaction,
}: LiveFigures): Figures {
  const prefix = prefixOf(delay);
  const all = {
    found,
    matched,
    falseAlarms: falseAlarmsPerMinute,
    cuesPerMoment,
    reaction: reaction.half,
    slowReaction: reaction.most,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      Number.isFinite(value) ? [[prefix + name, value] as const] : [],
    ),
  );
}
