/** What a person did at one recorded show, from its events, as training takes it. */
import type {
  FeedbackTalk,
  SentenceFeedback,
  SpokenSentence,
  UnusedFeedback,
} from '../../../../models/training/feedback/talk.ts';
import type { Micros } from '../../../streams/time.ts';
import type { PlacedMoment } from '../../../streams/values.ts';
import type { LiveEvent } from '../../live/events.ts';
import { sentenceBefore } from './sentence-before.ts';

/** What people did at a show. */
export interface ShowFeedback extends FeedbackTalk {
  /** What they did that cannot be used, with the reasons. */
  readonly unused: readonly UnusedFeedback[];
}

/** What was last asked of one moment. */
interface Asked {
  readonly moment: PlacedMoment;
  /** The effect in force: the moment's own, or the last swap. */
  readonly sfx: string;
  readonly kind: 'veto' | 'swap' | 'pin' | undefined;
}

/** Takes a show's events in order. `name` is for messages. */
export function showFeedback(name: string) {
  const sentences = new Map<string, SpokenSentence>();
  const asked = new Map<string, Asked>();
  const byHand: { readonly at: Micros; readonly sfx: string }[] = [];
  const unused: UnusedFeedback[] = [];

  const command = ({ command: own, moment }: Extract<LiveEvent, { type: 'command' }>): void => {
    if (own.type === 'policy' || own.type === 'nudge') return;
    if (own.type === 'trigger') return void byHand.push({ at: own.at, sfx: own.sfx });
    if (moment === undefined)
      return void unused.push({ kind: own.type, reason: 'the record does not say which moment it was' });
    // Ids begin anew after a fault of ours in mid-show; the sentence does not.
    const key = `${own.id} ${moment.subtitleId ?? moment.start}`;
    const before = asked.get(key) ?? { moment, sfx: moment.sfx, kind: undefined };
    // A pinned swap is a swap.
    if (own.type === 'pin') asked.set(key, { ...before, kind: before.kind === 'swap' ? 'swap' : 'pin' });
    else if (own.type === 'veto') asked.set(key, { ...before, kind: 'veto' });
    else asked.set(key, { ...before, sfx: own.sfx, kind: 'swap' });
  };

  return {
    take(event: LiveEvent): void {
      if (event.type === 'subtitle') {
        const { id, start, end, text } = event.subtitle;
        sentences.set(id, { id, start, end, text });
      } else if (event.type === 'retracted') sentences.delete(event.id);
      else if (event.type === 'command') command(event);
    },
    finish(): ShowFeedback {
      const feedback = new Map<string, SentenceFeedback>();
      const add = (own: SentenceFeedback): void =>
        void feedback.set(`${own.kind === 'veto'} ${own.sentence} ${own.sfx}`, own);
      for (const { moment, sfx, kind } of asked.values()) {
        if (kind === undefined) continue;
        const { subtitleId } = moment;
        if (subtitleId !== undefined && sentences.has(subtitleId)) add({ kind, sentence: subtitleId, sfx });
        else unused.push({ kind, reason: 'nothing was spoken there' });
      }
      for (const { at, sfx } of byHand) {
        const sentence = sentenceBefore(sentences.values(), at);
        if (sentence === undefined)
          unused.push({ kind: 'by-hand', reason: 'nothing was spoken in the seconds before' });
        // Pressing a pad again means the same sentence more often than another wish.
        else add({ kind: 'by-hand', sentence: sentence.id, sfx });
      }
      return {
        name,
        sentences: [...sentences.values()].sort((a, b) => a.start - b.start),
        feedback: [...feedback.values()],
        unused,
      };
    },
  };
}
