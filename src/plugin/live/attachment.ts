/** Where a session's media come from and who plays its effects: an address and the program, or what its caller attached. */
import { Address } from '../../core/stream-url.ts';
import { checkLiveInput, openLiveInput, type LiveInput } from '../../media/input/reconnecting-source.ts';
import type { Program } from '../../media/program/program.ts';
import type {
  AttachedInputParts,
  EffectsPlayer,
  LiveSessionOptions,
  PlayerParts,
} from './session-options.ts';

type Input = Pick<LiveSessionOptions, 'input' | 'listen' | 'realtime' | 'loop'>;

/**
 * Refuses what no waiting will mend.
 * @throws an error with a next step
 */
export const checkInput = ({ input, listen = false, realtime = false }: Input): Promise<void> =>
  input instanceof Address ? checkLiveInput({ address: input, listen, realtime }) : input.check();

/** Begins to take media. */
export function openInput(
  { input, listen = false, realtime = false, loop = false }: Input,
  parts: AttachedInputParts,
): LiveInput {
  if (!(input instanceof Address)) return input.open(parts);
  const { clock, inputClock, speech, pictureFilter, onItem } = parts;
  const how = { listen, realtime, loop, clock, inputClock, speech, pictureFilter };
  return openLiveInput({ address: input, ...how, onItem });
}

/** What an attached input asks of the rest of the session; nothing where the input is an address. */
export const attachmentOf = ({ input }: Input) =>
  input instanceof Address
    ? undefined
    : {
        loudness: input.loudness,
        landmarks: (...span: Parameters<typeof input.landmarks>) => input.landmarks(...span),
      };

/** Who plays the effects: the program, unless the options name another. */
export const playerOf = (
  { player }: Pick<LiveSessionOptions, 'player'>,
  program: Program,
  parts: PlayerParts,
): EffectsPlayer => player?.(parts) ?? program;
