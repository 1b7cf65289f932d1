import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  allowedStarts,
  cleanMoments,
  cleanTexts,
  cut,
  encodeBox,
  parseFrameIds,
  trainingCrop,
  validationWindows,
  type Clip,
  type TimedMoment,
  type TimedText,
} from '../../../models/corpus/windows.ts';
import { Random } from '../../../models/training/random.ts';
import { fixture } from '../../support/fixtures.ts';

type Row = [content: string, start: number, end: number, feature: string];
type ShortRow = [content: string, start: number, end: number];
type MomentRow = [sfx: string, start: number, end: number];
interface Text extends TimedText {
  readonly content: string;
  readonly feature: string;
}
interface Group {
  name: string;
  limit_frame_num: number;
  videos: Record<
    string,
    { frame_num: number; tts: Row[] | null; asr: Row[] | null; moments: [string, string][] }
  >;
  val_windows: {
    key: string;
    frames: number[];
    tts: Row[];
    asr: Row[];
    moments: MomentRow[];
    moment_bbox: number[][];
  }[];
  train_items: {
    name: string;
    frame_num: number;
    tts: Row[];
    asr: Row[];
    moments: MomentRow[];
    allowed_starts: number[];
    error: string | null;
    crops: {
      start: number;
      frames: [number, number];
      tts_before_cap: ShortRow[] | null;
      asr_before_cap: ShortRow[] | null;
      tts_count_before_cap: number;
      asr_count_before_cap: number;
      moments_before_cap: MomentRow[];
      moment_bbox_before_cap: number[][];
    }[];
  }[];
}

const groups = JSON.parse(await readFile(fixture('dm', 'windows', 'windows.json'), 'utf8')) as Group[];
const BLANK: Row = [' ', 0, 0, 'BLANK'];

const texts = (rows: Row[] | null): Text[] =>
  (rows ?? []).map(([content, start, end, feature]) => ({ content, start, end, feature }));
const rows = (own: readonly Text[]): Row[] => own.map((t) => [t.content, t.start, t.end, t.feature]);
/** As the fixture writes crops: without the feature, the blank appended. */
const short = (own: readonly Text[]): ShortRow[] => [
  ...own.map((t): ShortRow => [t.content, t.start, t.end]),
  [' ', 0, 0],
];
const momentRows = (own: readonly TimedMoment[]): MomentRow[] => own.map((m) => [m.sfx, m.start, m.end]);

function clean(group: Group): Map<string, Clip<Text>> {
  const videos = new Map<string, Clip<Text>>();
  for (const [name, { frame_num: frameCount, tts, asr, moments }] of Object.entries(group.videos)) {
    const own = cleanMoments(
      moments.map(([sfx, ids]) => ({ sfx, ...parseFrameIds(ids) })),
      frameCount,
    );
    if (frameCount > 0 && own.length > 0)
      videos.set(name, {
        frameCount,
        tts: cleanTexts(texts(tts), frameCount),
        asr: cleanTexts(texts(asr), frameCount),
        moments: own,
      });
  }
  return videos;
}

assert.ok(groups.length > 0, 'the fixture holds groups');
for (const group of groups) {
  const size = group.limit_frame_num;

  test(`${group.name}: validation windows`, () => {
    const found = [...clean(group)].flatMap(([name, video]) =>
      validationWindows(video, size).map(({ number, window }) => ({
        key: `${name}+${number}`,
        frames: Array.from({ length: window.frameCount }, (_, i) => window.first + i),
        tts: [...rows(window.tts), BLANK],
        asr: [...rows(window.asr), BLANK],
        moments: momentRows(window.moments),
        moment_bbox: window.moments.map((moment) => encodeBox(moment, window.frameCount)),
      })),
    );
    assert.equal(found, group.val_windows);
  });

  test(`${group.name}: training items and crops`, () => {
    const videos = clean(group);
    assert.equal(
      [...videos.keys()],
      group.train_items.map(({ name }) => name),
    );
    for (const item of group.train_items) {
      const video = videos.get(item.name)!;
      assert.equal(rows(video.tts), item.tts, item.name);
      assert.equal(rows(video.asr), item.asr, item.name);
      assert.equal(momentRows(video.moments), item.moments, item.name);
      assert.equal(allowedStarts(video, size), item.allowed_starts, item.name);
      for (const crop of item.crops) {
        const own = cut(video, crop.start, size);
        assert.equal([own.first, own.first + own.frameCount - 1], crop.frames);
        assert.equal(momentRows(own.moments), crop.moments_before_cap);
        assert.equal(
          own.moments.map((moment) => encodeBox(moment, own.frameCount)),
          crop.moment_bbox_before_cap,
        );
        assert.is(own.tts.length, crop.tts_count_before_cap);
        assert.is(own.asr.length, crop.asr_count_before_cap);
        if (crop.tts_before_cap !== null) assert.equal(short(own.tts), crop.tts_before_cap);
        if (crop.asr_before_cap !== null) assert.equal(short(own.asr), crop.asr_before_cap);
      }
      const drawn = new Set<number>();
      const random = new Random(1);
      for (let i = 0; i < 40 * (item.allowed_starts.length + 1); i++) {
        const crop = trainingCrop(video, random, size);
        drawn.add(crop.first);
        assert.ok(crop.tts.length <= 40 && crop.asr.length <= 40 && crop.moments.length <= 10, item.name);
        assert.ok(crop.moments.length > 0, `${item.name}: a crop holds a moment`);
      }
      if (item.error === null)
        assert.equal(
          [...drawn].sort((a, b) => a - b),
          item.allowed_starts,
          `${item.name}: every start is drawn`,
        );
    }
  });
}

test('a video whose moments are all longer than the window is cropped inside one of them', () => {
  const video = { frameCount: 30, tts: [], asr: [], moments: [{ sfx: 'a', start: 3, end: 28 }] };
  assert.equal(allowedStarts(video, 12), []);
  const random = new Random(2);
  const drawn = new Set(Array.from({ length: 500 }, () => trainingCrop(video, random, 12).first));
  assert.is(Math.min(...drawn), 3);
  assert.is(Math.max(...drawn), 17);
});

test('texts and moments above the caps are drawn at random', () => {
  const many = Array.from({ length: 60 }, (_, i) => ({
    start: i % 12,
    end: i % 12,
    sfx: String(i),
    number: i,
  }));
  const video = { frameCount: 12, tts: [], asr: many, moments: many };
  const seen = new Set<number>();
  const random = new Random(3);
  for (let i = 0; i < 50; i++) {
    const crop = trainingCrop(video, random);
    assert.is(crop.asr.length, 40);
    assert.is(new Set(crop.asr.map(({ number }) => number)).size, 40, 'without replacement');
    assert.is(crop.moments.length, 10);
    for (const { number } of crop.asr) seen.add(number);
  }
  assert.is(seen.size, 60);
});

test('a list of frames that is none is refused', () => {
  assert.equal(parseFrameIds('4*9*6'), { start: 4, end: 6 });
  assert.throws(() => parseFrameIds('a*b'), /no list of frames/);
});

test.run();
