/** What the page of a review says beside the common words, in English. The Chinese table has the same entries. */
import type { ItemState } from '../../../review/protocol.ts';

const states: Readonly<Record<ItemState, string>> = {
  play: 'mixed',
  'left-out': 'left out',
  vetoed: 'vetoed',
};

/** The table. */
export const reviewEn = {
  title: 'Review',
  phases: {
    finding: 'Looking through the recording; what is found may be changed already',
    ready: 'Found. Change what you like, then mix.',
    mixing: 'Mixing',
    mixed: (file: string) => `Mixed: ${file}`,
  },
  done: (done: string, total: string) => (total === '' ? done : `${done} of ${total}`),
  copying: 'Your browser could not play this recording: a copy for it is being made.',
  makeCopy: 'It does not play? Make a copy for the browser',
  noVideo: 'Sound alone: this recording has no pictures.',
  player: 'Recording',
  timeline: 'Timeline',
  effects: 'Effects of this recording',
  nothing: 'No effect here.',
  states,
  counts: (play: number, all: number) => `${play} of ${all} are mixed`,
  show: 'Show',
  filters: { all: 'all', play: 'mixed', out: 'left out and vetoed' },
  chosen: 'Chosen effect',
  none: 'none',
  veto: 'Veto',
  restore: 'Mix it',
  remove: 'Remove',
  muteLong: 'the effect, in all of the recording',
  didMute: (sfx: string) => `${sfx} muted`,
  jump: 'Go there',
  add: 'Add here',
  addTitle: (time: string) => `An effect at ${time}`,
  moved: (time: string) => `was at ${time}`,
  swapped: (sfx: string) => `instead of ${sfx}`,
  undo: 'Undo',
  redo: 'Redo',
  save: 'Save cue sheet',
  saved: 'Saved',
  mix: 'Mix recording',
  stopMix: 'Stop mixing',
  mixedEffects: (count: number) => (count === 1 ? '1 effect' : `${count} effects`),
  fetch: 'Save the file elsewhere',
  settings: 'All effects',
  approximate: 'Effects sound here nearly as loud as in the mix.',
  keysHelp:
    'Space plays · arrows choose · Enter goes there · V S M [ ] L act on the effect · A adds · Z undoes',
  played: (time: string) => `at ${time}`,
  lost: 'The review has ended, or cannot be reached. Trying again',
  ended: 'The review has ended.',
};

/** What a table has. */
export type ReviewWords = typeof reviewEn;
