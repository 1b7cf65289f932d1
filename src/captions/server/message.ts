/** What a caption client may send, checked before anything is done with it. */
import { z } from 'zod';
import { add, fromSeconds, latest } from '../../streams/time.ts';
import { LONGEST, mediaTime, SHORTEST, span, wallTime, type CaptionTime } from '../source.ts';
import { shownLines } from '../text.ts';

/** Characters of one caption: four spoken sentences and more. */
const LONGEST_TEXT = 1_000;
/** Captions in one message. */
const MOST_AT_ONCE = 100;
/** Below this a number is seconds of media time: 1e9 s are 31 years. */
const WALL_SECONDS = 1e9;
/** From here on a number is milliseconds since 1970: 1e11 ms were in 1973, 1e11 s will be in the year 5138. */
const WALL_MILLISECONDS = 1e11;
/** Later than every date that can be written. */
const LATEST_WALL = 8.64e15;

const NO_TIME = 'expected seconds of media time, milliseconds since 1970 or an ISO 8601 time with its zone';

const timeSchema = z
  .union(
    [
      z.number(NO_TIME).min(0, NO_TIME).max(LATEST_WALL, NO_TIME),
      z.iso.datetime({ offset: true, error: NO_TIME }),
    ],
    NO_TIME,
  )
  .transform((time): CaptionTime => {
    if (typeof time === 'string') return wallTime(Date.parse(time));
    if (time < WALL_SECONDS) return mediaTime(fromSeconds(time));
    return wallTime(time < WALL_MILLISECONDS ? time * 1_000 : time);
  });

const captionSchema = z
  .object({
    id: z.string().min(1).max(128),
    start: timeSchema,
    end: timeSchema,
    text: z.string().max(LONGEST_TEXT),
    final: z.boolean(),
  })
  .superRefine(({ start, end }, context) => {
    const length = span(start, end);
    const fault =
      length === undefined
        ? 'start and end are on different clocks'
        : length < 0
          ? 'the caption ends before it starts'
          : length > LONGEST
            ? 'the caption is longer than 60 s'
            : undefined;
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault, path: ['end'] });
  })
  .transform(({ id, start, end, text, final }): SentCaption => {
    return { id, start, end: afterStart(start, end), lines: shownLines(text.split('\n')), final };
  });

const arraySchema = z.array(captionSchema).max(MOST_AT_ONCE);

/** A caption as it was sent, its text in lines as they are shown; without any it has no words. */
export interface SentCaption {
  readonly id: string;
  readonly start: CaptionTime;
  readonly end: CaptionTime;
  readonly lines: readonly string[];
  readonly final: boolean;
}

/** Why a message was not taken. */
export interface MessageFault {
  readonly error: 'BAD_JSON' | 'BAD_CAPTION';
  /** One line, without anything that the sender wrote. */
  readonly message: string;
}

/** A message that was read: its captions, or why there are none. */
export type Message = { readonly captions: readonly SentCaption[] } | { readonly fault: MessageFault };

/** Reads one message: a caption or an array of them, all good or none taken. */
export function readMessage(text: string): Message {
  const json = parseJson(text);
  if (json === undefined) return { fault: { error: 'BAD_JSON', message: 'The message is no JSON.' } };
  // Not a union of both, which would only say that neither fits.
  const parsed = Array.isArray(json.value)
    ? arraySchema.safeParse(json.value)
    : captionSchema.safeParse(json.value);
  if (parsed.success) return { captions: [parsed.data].flat() };
  const [issue] = parsed.error.issues;
  const where = (issue?.path ?? []).join('.') || 'the message';
  return { fault: { error: 'BAD_CAPTION', message: `${where}: ${issue?.message ?? 'not a caption'}.` } };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function afterStart(start: CaptionTime, end: CaptionTime): CaptionTime {
  if (start.clock === 'media' && end.clock === 'media')
    return mediaTime(latest(end.at, add(start.at, SHORTEST)));
  return wallTime(Math.max(end.at, start.at + SHORTEST / 1_000));
}
