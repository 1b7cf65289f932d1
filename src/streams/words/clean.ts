/** What was said, without what a subtitle tells beside it: who speaks, what sounds, where music plays. */
import { withoutSpans } from '../../core/spans.ts';

/** Sounds that are described in round brackets or between asterisks, in the languages that captions often come in. */
const SOUND =
  /\b(?:laugh\w*|chuckl\w*|giggl\w*|applau\w*|claps?|clapping|cheer(?:s|ing)?|music|sings?|singing|hum(?:s|ming)|sigh(?:s|ing)?|gasp(?:s|ing)?|cough(?:s|ing)?|scream(?:s|ing)?|shout(?:s|ing)?|whistl(?:es|ing)|groan(?:s|ing)?|sob(?:s|bing)|cr(?:ies|ying)|sniff(?:s|les|ling)?|inaudible|indistinct|crosstalk|silence|beep(?:s|ing)?|bleep(?:s|ing)?|risas?|aplausos?|música|lachen|lacht|gelächter|beifall|applaus|musik|rires?|musique|applaudissements)(?![\p{L}])|笑|掌声|掌聲|音乐|音樂|拍手|音楽/iu;
/** A longer text in brackets is what somebody says. */
const LONGEST_SOUND = 40;

const SQUARE = { open: '[', close: ']' };
const LENTICULAR = { open: '【', close: '】' };
const ROUND = /\(([^()]*)\)|（([^（）]*)）|\*([^*\s](?:[^*]*[^*\s])?)\*/gu;
const MUSIC = /[♩♪♫♬]/gu;
/** `>>` announces another speaker, `>>>` another story. */
const TURN = /(?:^| )(?:>{2,} ?)+/u;
/** Marks that steer how text is shown, which no word needs: soft hyphens, zero-width blanks, directions. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const BLANKS = /(?:(?!\n)[\s\p{Cc}])+/gu;

/** Before the words of another speaker in the same caption. */
const DASH = /^(?:\s*[-–—])+\s*/u;

/** Words before a colon that name nobody: "The answer: …", "Step One: …", "REMEMBER: …". */
const NO_NAMES: ReadonlySet<string> = new Set(
  (
    'a an the my your our his her its their this that these those and or but so if when where why how what who which ' +
    'whose here there now then first second third next last finally step note notes tip tips remember warning caution ' +
    'question answer fact result results plus also yes no ok okay please look listen wait bonus pro pros con cons price ' +
    'today tonight tomorrow yesterday example important new big good bad best great breaking update spoiler reminder ' +
    'rule lesson number part chapter day week month year i you he she it we they one two three four five six seven ' +
    'eight nine ten is are was to for of in on at with from by not ps q re conclusion summary verdict news deal sale ' +
    'option problem solution secret truth point case idea reason recap'
  ).split(' '),
);
/** Alone before a colon a word in small letters is seldom a name; these are what captions call people without one. */
const ROLES =
  /^(?:speaker|host|man|woman|boy|girl|child|narrator|interviewer|interviewee|guest|audience|moderator|announcer|presenter|reporter|anchor|all|both|crowd|caller|seller|voice|male|female)$/iu;
const SPEAKER =
  /^((?:\p{Lu}[\p{L}\p{M}'’.-]*|\d{1,2})(?:\s+(?:\p{Lu}[\p{L}\p{M}'’.-]*|\d{1,2})){0,3})\s*:(?:\s+|$)/u;

/** What was said in one line: `cleanLines` of it. */
export const cleanWords = (line: string): string => cleanLines([line]);

/**
 * What was said in the lines of a caption, on one line: without sound descriptions, music marks, dashes and `>>` before
 * another speaker's words, and names of speakers at the start of a line. '' where nobody speaks.
 */
export function cleanLines(lines: readonly string[]): string {
  // With single blanks no pattern below has to look at a place twice.
  const all = lines.join('\n').replace(INVISIBLE, '').replace(BLANKS, ' ').trim();
  return withoutSpans(withoutSpans(all, SQUARE, ' '), LENTICULAR, ' ')
    .replace(ROUND, (whole, ...inner: (string | undefined)[]) =>
      isSound(inner[0] ?? inner[1] ?? inner[2] ?? '', whole === all) ? ' ' : whole,
    )
    .replace(MUSIC, ' ')
    .split('\n')
    .flatMap((line) => turnsOf(line.replace(/\s+/gu, ' ')))
    .join(' ')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** What each speaker says in a line, without those who say nothing. */
const turnsOf = (line: string): string[] =>
  line
    .split(TURN)
    .map((turn, index) => withoutSpeaker(turn.replace(DASH, '').trim(), index > 0))
    .filter((turn) => turn !== '');

/** `alone`: nothing stands beside it in the caption, so that it may be a sound that no list knows ("door slams"). */
function isSound(inner: string, alone: boolean): boolean {
  if (inner.length > LONGEST_SOUND) return false;
  // Shorter ones are short forms ("USB").
  const shouted = /^\P{Ll}*\p{Lu}{5}\P{Ll}*$/u.test(inner);
  return shouted || SOUND.test(inner) || (alone && /^\p{Ll}[^.?!]*$/u.test(inner));
}

/** Names before what one speaker says: `DR. JONES: Speaker 2: Hello.` has two, and no more are looked for than these. */
const MOST_NAMES = 4;

/** `announced`: a mark before the name tells that somebody else speaks. */
function withoutSpeaker(text: string, announced: boolean): string {
  let rest = text;
  for (let names = 0; names < MOST_NAMES; names++) {
    const [head = '', name = ''] = SPEAKER.exec(rest) ?? [];
    if (head === '' || !isName(name, announced && names === 0)) return rest;
    rest = rest.slice(head.length).replace(DASH, '');
  }
  return rest;
}

function isName(name: string, announced: boolean): boolean {
  const words = name.split(/\s+/u);
  if (words.some((word) => NO_NAMES.has(word.toLowerCase().replace(/\.$/u, '')))) return false;
  const [first = ''] = words;
  if (!/\p{L}{2}/u.test(name)) return false;
  return announced || words.length > 1 || ROLES.test(first) || !/\p{Ll}/u.test(name);
}
