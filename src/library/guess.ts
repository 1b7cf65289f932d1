/** What a file's name tells about the sound in it: an id, a name, a tag and a sentence. */
import { TAGS, type Tag } from '../streams/values.ts';

/** Words (English by their stems, Chinese as they are) that speak for a tag, the tag's own name first. */
const WORDS: Readonly<Record<Tag, readonly string[]>> = {
  prompt:
    'prompt ding bell chime cash register coin money price link notif pop beep click alert ping hint countdown checkout cart confirm marimba 提示 叮 铃 金币 收银 点击 倒计时 购买 下单'.split(
      ' ',
    ),
  transition:
    'transition whoosh swoosh swish swipe sweep riser rise rewind page turn slide glitch reverse glissando flip pass 转场 过渡 呼啸 嗖 翻页 滑动'.split(
      ' ',
    ),
  humor:
    'humor humour funny comic comedy cartoon boing spring rimshot trombone fail whistle squeak scratch laugh giggle honk clown duck quack cricket awkward fart goofy silly kazoo 搞笑 幽默 弹簧 笑 鸭 尴尬'.split(
      ' ',
    ),
  action:
    'action camera shutter photo typing type keyboard zip pour step foot run knock open box spray scissor cut bite crunch eat punch hit kick slap tape stir sizzle cook fry drink drive engine 动作 快门 相机 打字 脚步 敲 喷 剪 倒水 切'.split(
      ' ',
    ),
  surprise:
    'surprise tada reveal gasp wow cheer crowd applau clap impact boom explo thunder gong drum fanfare sparkle magic level power win horn sting dramatic popper firework bang shock 惊 欢呼 掌声 爆炸 锣 鼓 闪 升级 胜利 礼花'.split(
      ' ',
    ),
  others:
    'other ambien background wind bird rain wave sea fire water drop bubble heart clock tick phone ring door error wrong buzz laser music 其他 环境 风 鸟 雨 海 火 水 心跳 时钟 电话 门铃'.split(
      ' ',
    ),
};

/** The moments that each tag is for, for a generated description. */
const PURPOSES: Readonly<Record<Tag, string>> = {
  prompt: 'points to the product, its price or the link',
  transition: 'leads from one scene or product to the next',
  humor: 'goes with a joke, a mishap or a funny remark',
  action: 'goes with something that is done or demonstrated',
  surprise: 'celebrates or stresses something surprising',
  others: 'sets a mood in the background',
};

const stem = (path: string): string => (path.split('/').pop() ?? path).replace(/\.[^.]+$/, '');

/** The words of a path: split at separators, camel case and digits, in small letters. */
function wordsOf(path: string): string[] {
  return path
    .replace(/\.[^.]+$/, '')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

const speaksFor = (word: string, key: string): boolean =>
  /^\p{ASCII}+$/u.test(key) ? (key.length < 4 ? word === key : word.startsWith(key)) : word.includes(key);

/** The tag whose words the path (and name) hold most of; a tag's own name (also a folder's) decides. `others` when none speaks. */
export function guessTag(path: string, name = ''): Tag {
  const words = [...wordsOf(path), ...wordsOf(name)];
  const named = TAGS.find((tag) =>
    words.some((word) => word === tag || (tag === 'humor' && word === 'humour')),
  );
  if (named) return named;
  const votes = TAGS.map(
    (tag) => WORDS[tag].filter((key) => words.some((word) => speaksFor(word, key))).length,
  );
  const most = Math.max(...votes);
  return most === 0 ? 'others' : (TAGS[votes.indexOf(most)] ?? 'others');
}

/** `whoosh_transition_01.wav` → `Whoosh transition 01`. */
export function guessName(path: string): string {
  const words = stem(path)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/[\s_\-.]+/g, ' ')
    .trim();
  const name = words === '' ? stem(path).trim() || 'Effect' : words;
  return name.charAt(0).toUpperCase() + name.slice(1).slice(0, 119);
}

/** A sentence for the text encoder, made of the name and what the tag is for. */
export function guessDescription(name: string, tag: Tag): string {
  const spoken = name.replace(/\s*\d+$/, '').trim() || name;
  return `${spoken}: a sound effect that ${PURPOSES[tag]}.`;
}

/** A kebab-case id from the file's name, made unique by a number; names without Latin letters become `effect`. */
export function uniqueId(path: string, taken: Set<string>): string {
  const base =
    stem(path)
      .normalize('NFKD')
      .replace(/(\p{Ll})(\p{Lu})/gu, '$1-$2')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60)
      .replace(/-+$/, '') || 'effect';
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}
