/** The kit that the bundled sounds are made with. */
export * from './envelope.ts';
export * from './filter.ts';
export * from './instruments.ts';
export * from './modal.ts';
export * from './noise.ts';
export * from './oscillator.ts';
export * from './percussion.ts';
export * from './random.ts';
export * from './reverb.ts';
export * from './signal.ts';
export * from './string.ts';
export * from './voice.ts';
