/** How a session's sound is mixed, as its settings and its library want it. */
import type { LoadedLibrary } from '../../library/index.ts';
import type { ProgramOptions } from '../../media/program/program.ts';
import type { Settings } from '../config/options.ts';

/** The part of a program's options that both sessions take from settings and library. */
export const mixOf = (
  { gain, duck, limiter }: Pick<Settings, 'gain' | 'duck' | 'limiter'>,
  { effects }: Pick<LoadedLibrary, 'effects'>,
): Pick<ProgramOptions, 'effects' | 'gain' | 'duck' | 'limiter'> => ({
  effects: effects.map(({ id, channels }) => ({ id, channels })),
  gain,
  duck,
  limiter: limiter === 'on',
});
