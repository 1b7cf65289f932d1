/** Frames and subtitles in, cues out: pure operators on media time, and the values that stream through them. */
export * from './time.ts';
export * from './values.ts';
export * from './errors.ts';
export * from './windows.ts';
export * from './detect.ts';
export * from './place.ts';
export * from './nms.ts';
export * from './suppress.ts';
export * from './agreement.ts';
export * from './policy.ts';
export * from './scheduler.ts';
export * from './schedule.ts';
export * from './decide.ts';
export * from './pipeline.ts';
