/**
 * A live show without media that somebody operates: its words go through the session's own decisions and controls, and the
 * session's own writer records it. What the network says of it and what is done about it are real, its clock is not.
 */
import { Subject } from 'rxjs';
import { Address } from '../../src/core/stream-url.ts';
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { beginDecisions } from '../../src/plugin/live/begin-decisions.ts';
import { ShowControls } from '../../src/plugin/live/controls.ts';
import type { LiveFact } from '../../src/plugin/live/events.ts';
import { openShowLog } from '../../src/plugin/live/report/show/writer.ts';
import type { LocalCheckpoint } from '../../src/plugin/models/local-checkpoint.ts';
import type { UpcomingEvent } from '../../src/streams/scheduler.ts';
import { fromSeconds, subtract, ZERO, type Micros } from '../../src/streams/time.ts';
import type { Frame, SpeechEvent, Window } from '../../src/streams/values.ts';

/** A sentence of the show, in seconds. */
export interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the operator sees and does. */
export interface Operator {
  /** A moment waits; the controls are the dock's. */
  readonly upcoming?: (event: UpcomingEvent, controls: ShowControls) => void;
  /** A second of the show has left, at that media time. */
  readonly second?: (at: number, controls: ShowControls) => void;
}

const DELAY = 10;
const LEAD = fromSeconds(0.3);

/** Runs the show from its first to its last second and appends its record to `file`. */
export async function operatedShow(
  file: string,
  lines: readonly Line[],
  checkpoint: LocalCheckpoint,
  operator: Operator,
): Promise<void> {
  const settings = resolveSettings({ delay: DELAY }, {}, '/nowhere.json');
  const log = await openShowLog(file);
  const frames$ = new Subject<Frame>();
  const transcript$ = new Subject<SpeechEvent>();
  let playhead: Micros = ZERO;
  const pending = new Set<Promise<unknown>>();
  const tell = (fact: LiveFact): void => {
    log.write({ ...fact, wall: Date.now(), playhead });
    if (fact.type === 'upcoming') operator.upcoming?.(fact, controls);
  };
  const client = {
    detect: (windows: readonly Window[]) => {
      const answer = checkpoint.detect(windows).then((all) => all.map((own) => [...own]));
      pending.add(answer);
      return answer;
    },
  };
  const controls = new ShowControls({
    settings,
    effects: new Map(
      checkpoint.library.ids.map((id, row) => [
        id,
        { tag: checkpoint.library.tags[row] ?? 'others', length: fromSeconds(1) },
      ]),
    ),
    pacer: () => ({ at: playhead, lead: LEAD }),
    setDelay: () => undefined,
    hush: () => undefined,
    setLevels: () => undefined,
    play: () => undefined,
    decide: (command) => {
      tell({ type: 'command', command });
      decisions.command(command);
    },
  });
  controls.begin(checkpoint.manifest);
  const decisions = beginDecisions({
    session: { settings, input: new Address('show'), version: 'test' },
    policy: () => controls.inForce.policy,
    language: { known: ['en'] },
    feed: { frames$, transcript$ },
    client: () => client,
    pacer: { lead: LEAD },
    play: () => undefined,
    lengths: {},
    outputs: [],
    tell,
    warn: () => undefined,
  });
  transcript$.subscribe((event) => event.type !== 'progress' && tell(event));
  const length = Math.ceil(Math.max(...lines.map(({ end }) => end))) + 12;
  const embeddings = await checkpoint.embedTexts(lines.map(({ text }) => text));
  for (let second = 0; second < length + DELAY; second++) {
    for (const [i, { text, start, end }] of lines.entries()) {
      if (end <= second - 1 || end > second) continue;
      const times = { start: fromSeconds(start), end: fromSeconds(end) };
      const embedding = embeddings[i] ?? new Float32Array(0);
      transcript$.next({
        type: 'subtitle',
        subtitle: { id: `s${i}`, text, ...times, embedding, final: true },
      });
    }
    const open = lines.filter(({ start, end }) => start < second && end > second);
    const upTo = Math.min(second, ...open.map(({ start }) => start));
    if (upTo > 0) transcript$.next({ type: 'progress', upTo: fromSeconds(upTo) });
    if (second < length) frames$.next({ at: fromSeconds(second), embedding: checkpoint.picture });
    await Promise.all(pending);
    pending.clear();
    // What follows from an answer is told in the turns after it.
    await new Promise(setImmediate);
    if (second < DELAY) continue;
    playhead = subtract(fromSeconds(second), fromSeconds(DELAY));
    decisions.tick(playhead, LEAD);
    operator.second?.(second - DELAY, controls);
  }
  decisions.end();
  tell({ type: 'stopped' });
  await log.close();
}
