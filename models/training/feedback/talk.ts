/** What people did at shows, as training takes it: the sentences that were spoken, and what was said of their effects. */
import type { TimedText } from '../../../src/streams/values.ts';

/**
 * A veto says that the effect does not belong to the sentence, the others that it does: it was chosen instead of another one, kept
 * against the policy, or played where the network had found nothing.
 */
export const FEEDBACK_KINDS = ['veto', 'swap', 'pin', 'by-hand'] as const;
/** How a person spoke of an effect. */
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** What a person did about one sentence. */
export interface SentenceFeedback {
  readonly kind: FeedbackKind;
  /** Id of the sentence. */
  readonly sentence: string;
  /** The effect, by its name in the library. */
  readonly sfx: string;
}

/** A sentence as it was last heard. */
export interface SpokenSentence extends TimedText {
  readonly id: string;
}

/** One show of a record. */
export interface FeedbackTalk {
  /** For messages: file and number. */
  readonly name: string;
  /** In order of start. */
  readonly sentences: readonly SpokenSentence[];
  readonly feedback: readonly SentenceFeedback[];
}

/** Why something that a person did teaches nothing, for people. */
export interface UnusedFeedback {
  readonly kind: FeedbackKind;
  /** What kept it from being used, as a clause. */
  readonly reason: string;
}
