/** What the compiler tells users of the library. Nothing runs this: a wrong type fails `npm run check`. */
import type * as momentfx from '../../src/plugin/index.ts';
import type { Checked, Same } from '../support/same-type.ts';

type RequiredKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];

/** A session needs an input and settings, and gives cues in media time. */
export type Session = Checked<
  [
    Same<Parameters<typeof momentfx.decorate>, [options: momentfx.DecorateOptions]>,
    Same<ReturnType<typeof momentfx.decorate>, Promise<momentfx.DecorateSummary>>,
    Same<RequiredKeys<momentfx.DecorateOptions>, 'input' | 'settings'>,
    Same<momentfx.DecorateSummary['cues'], readonly momentfx.Cue[]>,
    Same<momentfx.Cue['at'], momentfx.Micros>,
  ]
>;

type Kinds = momentfx.SessionEvent['type'];

/** Events are told apart by their type. */
export type Events = Checked<
  [
    Same<
      Extract<Kinds, 'cue' | 'subtitle' | 'playhead' | 'moments'>,
      'cue' | 'subtitle' | 'playhead' | 'moments'
    >,
    Same<Extract<momentfx.SessionEvent, { type: 'subtitle' }>['subtitle'], momentfx.Subtitle>,
  ]
>;

/** Settings are narrow. */
export type Settings = Checked<
  [
    Same<momentfx.Settings['limiter'], 'on' | 'off'>,
    Same<momentfx.Settings['device'], 'auto' | 'cpu' | 'webgpu' | 'cuda' | 'tensorrt'>,
    Same<
      momentfx.AsrChoice['type'],
      | 'moonshine'
      | 'sherpa'
      | 'none'
      | 'captions'
      | 'websocket'
      | 'dock'
      | 'follow'
      | 'obs'
      | 'cea608'
      | 'embedded'
    >,
    Same<momentfx.Settings['muteTag'], momentfx.Tag[]>,
  ]
>;
