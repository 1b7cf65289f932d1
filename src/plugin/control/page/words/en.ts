/** Everything that the page says, in English. The Chinese table has the same entries: the compiler asks for each. */
import type { Sensitivity } from '../../../../analysis/sensitivity.ts';
import type { Tag } from '../../../../streams/values.ts';
import type { Light, MomentState, StatusView } from '../../protocol.ts';

const tags: Readonly<Record<Tag, string>> = {
  prompt: 'prompt',
  transition: 'transition',
  humor: 'humor',
  action: 'action',
  surprise: 'surprise',
  others: 'others',
};

const states: Readonly<Record<StatusView['state'], string>> = {
  starting: 'starting',
  running: 'running',
  holding: 'holding: input lost',
  stopping: 'stopping',
  stopped: 'stopped',
};

const levels: Readonly<Record<Light['level'], string>> = {
  green: 'good',
  yellow: 'look here',
  red: 'needs you',
};

const moments: Readonly<Record<MomentState, string>> = {
  waiting: 'may be changed',
  due: 'decided',
  played: 'played',
  'not-played': 'not played',
  rejected: 'no effect',
};

/** By the reasons of the policy, the schedule and the mixer; one that is not here is shown as it came. */
const reasons: Readonly<Record<string, string>> = {
  quiet: 'quiet mode',
  'below-threshold': 'not likely enough',
  'muted-tag': 'its kind is muted',
  'muted-effect': 'the effect is muted',
  'too-close': 'too close to another',
  'yields-to-better': 'a better one is near',
  'too-dense': 'too many in a minute',
  'foreign-language': 'the talk is in another language',
  vetoed: 'vetoed',
  'too-late': 'known too late',
  late: 'came too late to be mixed',
  crowded: 'too many at once',
  ended: 'the show was over',
  failed: 'OBS did not play it',
};

const sensitivities: Readonly<Record<Sensitivity, string>> = { low: 'low', normal: 'normal', high: 'high' };

/** The table. */
export const en = {
  language: 'Language',
  colon: ': ',
  brackets: (text: string) => ` (${text})`,
  seconds: (text: string) => `${text} s`,
  tags,
  states,
  levels,
  moments,
  reasons,
  sensitivities,
  /** What the server says of lights: it speaks English. */
  server: (text: string) => text,
  show: 'Show',
  connecting: 'Connecting …',
  lost: 'Connection lost. Trying again',
  ended: 'The show has ended. Looking for the next one',
  tryNow: 'Try now',
  refused: {
    'no-token': 'This address has no token. Open the one that “momentfx dock” prints.',
    'wrong-token': 'The token is not right. Open the address that “momentfx dock” prints.',
    protocol: 'The show speaks another version. Reload the page.',
  },
  viewer: 'You are looking on: this address cannot change anything.',
  panic: 'PANIC: silence all',
  release: 'Silenced. Release',
  input: 'Input',
  output: 'Output',
  analysis: 'Analysis',
  delay: 'Delay',
  delayIs: (actual: string, asked: string) =>
    actual === asked ? `${actual} s` : `${actual} s, on its way to ${asked} s`,
  margin: 'Margin',
  marginIs: (seconds: string, level: Light['level']) =>
    level === 'green'
      ? `${seconds} s to spare`
      : level === 'yellow'
        ? `tight: ${seconds} s`
        : `too late by ${seconds} s`,
  noMargin: 'no cue yet',
  timeline: 'Timeline',
  coming: 'Coming',
  nothingComes: 'Nothing is coming.',
  in: (seconds: string) => `in ${seconds} s`,
  now: 'now',
  likely: (percent: number) => `${percent} %`,
  belowThreshold: 'below the threshold',
  pinned: 'pinned',
  byHand: 'by hand',
  swappedFrom: (sfx: string) => `instead of ${sfx}`,
  nudged: (ms: string) => `moved ${ms} ms`,
  saidAt: 'Said',
  nothingSaid: 'No words yet.',
  before: 'Before',
  nothingBefore: 'Nothing yet.',
  chosen: 'Chosen cue',
  noneChosen: 'none',
  veto: 'Veto',
  swap: 'Swap',
  earlier: '−100 ms',
  earlierLong: 'earlier',
  later: '+100 ms',
  laterLong: 'later',
  pin: 'Pin',
  listen: 'Listen',
  swapTitle: (sfx: string) => `Another effect instead of ${sfx}`,
  search: 'Search effects',
  runnerUp: (percent: number) => `runner-up, ${percent} %`,
  close: 'Close',
  tooLate: 'This cue can no longer be changed.',
  found: (count: number) => (count === 1 ? '1 effect' : `${count} effects`),
  more: (count: number) => `${count} more: type to find them`,
  whole: 'Whole show',
  quiet: 'Quiet: no effects by themselves',
  threshold: 'Threshold',
  density: 'Most a minute',
  gain: 'Effects’ gain',
  duck: 'Talk steps back by',
  sensitivity: 'Sensitivity',
  setDelay: 'Set delay',
  delaySeconds: 'Delay in seconds (0 to 60)',
  mutedTags: 'Muted kinds',
  resume: 'As in the last show',
  isQuiet: 'quiet',
  pads: 'Play now',
  noPads: 'No effect fits.',
  effects: 'Effects',
  play: 'Play',
  favourite: 'Favourite',
  mute: 'Mute',
  muted: (count: number) => `${count} muted`,
  keys: 'Single keys act',
  keysHelp: 'Arrows choose · V S [ ] P L act on the cue · 1 to 9 play · X panic',
  announce: (sfx: string, seconds: string) => `Coming: ${sfx} in ${seconds} s`,
  did: {
    veto: (sfx: string) => `${sfx} vetoed`,
    pin: (sfx: string) => `${sfx} pinned`,
    swap: (sfx: string) => `swapped for ${sfx}`,
    resume: 'set as in the last show',
    nudge: (ms: string) => `moved by ${ms} ms`,
    play: (sfx: string) => `${sfx} is played`,
  },
  noAnswer: 'No answer came.',
  cannotListen: 'The effect cannot be played here.',
};

/** What a table of words has. */
export type Words = typeof en;
