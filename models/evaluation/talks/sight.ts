/** Talks shown to the network once, through the very pipeline that decorates; what it saw serves every policy. */
import { from, lastValueFrom, reduce } from 'rxjs';
import { agreement } from '../../../src/streams/agreement.ts';
import { cues, type RecordedEvent } from '../../../src/streams/pipeline.ts';
import type { Policy } from '../../../src/streams/policy.ts';
import { decideSightings } from '../../../src/streams/recorded.ts';
import { FOREVER, fromSeconds, latest, subtract, ZERO, type Micros } from '../../../src/streams/time.ts';
import type {
  Cue,
  Frame,
  Moment,
  PlacedMoment,
  Sightings,
  SpeechEvent,
  Window,
} from '../../../src/streams/values.ts';
import { windowSpan } from '../../../src/streams/windows.ts';
import type { Talk } from './talk.ts';

/** What talks are shown to: a checkpoint and its encoders. */
export interface TalkModel {
  /** One vector per text, in order. */
  embedTexts(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** One list of moments for each window. */
  detect(windows: readonly Window[]): Promise<readonly (readonly Moment[])[]>;
  /** Embedding of the picture that is shown throughout: a talk is words alone. */
  readonly picture: Float32Array;
}

/** A talk and all that was seen in it; `alternatives` of moments are left out, since hours of talk are held at once. */
export interface SightedTalk {
  readonly talk: Talk;
  readonly sightings: readonly Sightings[];
}

/** Sentences embedded in one call, as in decorating. */
const EMBED_AT_ONCE = 64;

/** Shows a talk to the network: a picture a second, its captions known from the start. */
export async function sightTalk(talk: Talk, model: TalkModel): Promise<SightedTalk> {
  const { picture: embedding } = model;
  const frames = Array.from({ length: Math.ceil(talk.duration) }, (_, i): Frame => ({
    at: fromSeconds(i),
    embedding,
  }));
  const speech = await captionEvents(talk.captions, model);
  const events$ = cues(from(frames), from(speech), (windows) => model.detect(windows), {
    mode: 'recorded',
    // Nothing is to become a cue yet.
    policy: { quiet: true },
  });
  const sightings = await lastValueFrom(
    events$.pipe(
      reduce((all: Sightings[], event: RecordedEvent) => {
        if (event.type === 'moments') all.push(slim(event.sightings));
        return all;
      }, []),
    ),
  );
  return { talk, sightings };
}

const NONE: PlacedMoment['alternatives'] = [];
const slim = ({ moments, ...rest }: Sightings): Sightings => ({
  ...rest,
  moments: moments.map((moment) => ({ ...moment, alternatives: NONE })),
});

async function captionEvents(captions: Talk['captions'], model: TalkModel): Promise<SpeechEvent[]> {
  const events: SpeechEvent[] = [];
  for (let first = 0; first < captions.length; first += EMBED_AT_ONCE) {
    const part = captions.slice(first, first + EMBED_AT_ONCE);
    const embeddings = await model.embedTexts(part.map(({ text }) => text));
    for (const [i, caption] of part.entries()) {
      const embedding = embeddings[i];
      if (embedding === undefined) throw new Error(`internal: no embedding for caption ${first + i}`);
      const id = `caption-${first + i}`;
      events.push({ type: 'subtitle', subtitle: { id, ...caption, embedding, final: true } });
    }
  }
  events.push({ type: 'progress', upTo: FOREVER });
  return events;
}

/** The cues of a talk under a policy, in order of time; what decorating it gives. */
export function talkCues({ sightings }: SightedTalk, policy: Partial<Policy>): Cue[] {
  return decideSightings(sightings, { policy })
    .flatMap((event) => (event.type === 'cue' ? [event.cue] : []))
    .sort((a, b) => a.at - b.at);
}

/**
 * How likely each sentence is a key moment, in order: the highest agreed likelihood, when it would be decided, of
 * the moments that belong to it; 0 if there are none. See `sentencesOf`.
 */
export function sentenceScores({ talk, sightings }: SightedTalk): number[] {
  const scores = talk.sentences.map(() => 0);
  const agreed = agreement();
  let waiting: PlacedMoment[] = [];
  let decided = ZERO;
  const decide = (before: Micros): void => {
    decided = latest(decided, before);
    const due = waiting.filter(({ start }) => start < decided);
    waiting = waiting.filter(({ start }) => start >= decided);
    // Sightings of one sentence share span and words, and with them what the windows agree on.
    for (const [moment] of Map.groupBy(due, identity).values()) {
      if (moment === undefined) continue;
      const likelihood = agreed.of(moment);
      for (const place of sentencesOf(talk, moment)) scores[place] = Math.max(scores[place] ?? 0, likelihood);
    }
  };
  for (const each of sightings) {
    agreed.add(each);
    waiting.push(...each.moments);
    decide(subtract(each.horizon, windowSpan()));
  }
  decide(FOREVER);
  return scores;
}

const identity = ({ start, end, subtitleId = '' }: PlacedMoment): string => `${start} ${end} ${subtitleId}`;

/**
 * The sentences that a moment belongs to: those of the caption that it is placed at, else of its own span; of either the one that
 * shares the most time with it, of equal ones the first, and where a caption holds several, each that lies mostly in it.
 */
function sentencesOf({ sentences, captions }: Talk, moment: PlacedMoment): number[] {
  const caption = captions[captionNumber(moment.subtitleId)];
  const span = caption ?? moment;
  const shared = sentences.map(({ start, end }) =>
    Math.max(0, Math.min(span.end, fromSeconds(end)) - Math.max(span.start, fromSeconds(start))),
  );
  const most = Math.max(...shared);
  const best = most === 0 ? -1 : shared.indexOf(most);
  return sentences.flatMap(({ start, end }, i) => {
    const mostlyIn = caption !== undefined && (shared[i] ?? 0) > fromSeconds(end - start) / 2;
    return i === best || mostlyIn ? [i] : [];
  });
}

const CAPTION_ID = /^caption-(\d+)$/;
/** The place of a caption in its talk, by the id that it is shown with; NaN for none. */
const captionNumber = (id?: string): number => Number(CAPTION_ID.exec(id ?? '')?.[1]);
