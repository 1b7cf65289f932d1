import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { repeatedPhrase } from '../../../src/analysis/speech/repetition.ts';
import { splitSentences, timeSentences } from '../../../src/analysis/speech/sentences.ts';
import type { VoiceFrame } from '../../../src/analysis/speech/voice.ts';

const voice: VoiceFrame = { probability: 0.95, level: -20 };
const quiet: VoiceFrame = { probability: 0.05, level: -65 };
const many = (count: number, frame: VoiceFrame): VoiceFrame[] => Array.from({ length: count }, () => frame);

test('text is split at end marks, and a few words stay with what follows them', () => {
  assert.equal(splitSentences("It is over here. Do you like it? Don't do it! I think I do."), [
    'It is over here.',
    'Do you like it?',
    "Don't do it! I think I do.",
  ]);
  assert.equal(splitSentences('It costs 19.99 today. Mr. Smith bought two of them.'), [
    'It costs 19.99 today.',
    'Mr. Smith bought two of them.',
  ]);
  assert.equal(splitSentences('Take it with you now. Please.'), ['Take it with you now. Please.']);
  assert.equal(splitSentences('Wow.'), ['Wow.']);
  assert.equal(splitSentences(' … '), []);
});

test('Chinese has its own end marks and no spaces', () => {
  assert.equal(splitSentences('今天给大家介绍一款新灯。它真的非常好看！你们喜欢这款灯吗？'), [
    '今天给大家介绍一款新灯。',
    '它真的非常好看！',
    '你们喜欢这款灯吗？',
  ]);
  assert.equal(splitSentences('好的。我们来看下一款产品。'), ['好的。我们来看下一款产品。']);
  assert.equal(splitSentences('他说：“大家晚上好呀！”我们现在开始直播。'), [
    '他说：“大家晚上好呀！”',
    '我们现在开始直播。',
  ]);
  assert.equal(splitSentences('这款手机只要19.9元。 OK, let us look at it. 谢谢大家来看直播'), [
    '这款手机只要19.9元。',
    'OK, let us look at it.',
    '谢谢大家来看直播',
  ]);
  assert.equal(splitSentences('没有标点的一句话'), ['没有标点的一句话']);
  assert.equal(splitSentences('。！'), []);
});

test('Chinese sentences are timed by their letters and joined without a space', () => {
  const pause = [...many(40, voice), ...many(10, quiet), ...many(60, voice)];
  assert.equal(timeSentences(['它真的非常好看！', '你们喜欢这款灯吗？'], pause), [
    { text: '它真的非常好看！', start: 0, end: 40 },
    { text: '你们喜欢这款灯吗？', start: 50, end: 110 },
  ]);
  assert.equal(timeSentences(['它真的非常好看！', '你们喜欢这款灯吗？'], many(100, voice)), [
    { text: '它真的非常好看！你们喜欢这款灯吗？', start: 0, end: 100 },
  ]);
});

test('a boundary goes to the pause nearby, not to the share of letters', () => {
  const frames = [...many(40, voice), ...many(10, quiet), ...many(60, voice)];
  const timed = timeSentences(['Here it is now.', 'Here it was then.'], frames);
  assert.equal(timed, [
    { text: 'Here it is now.', start: 0, end: 40 },
    { text: 'Here it was then.', start: 50, end: 110 },
  ]);
});

test('an end mark where nobody paused does not end the sentence', () => {
  const timed = timeSentences(['He tasted it.', 'I said no.'], many(100, voice));
  assert.equal(timed, [{ text: 'He tasted it. I said no.', start: 0, end: 100 }]);
});

test('but a sentence does not grow without limit', () => {
  const timed = timeSentences(['First half of it all.', 'Second half of it all'], many(374, voice));
  assert.is(timed.length, 2);
  assert.is(timed[0]?.end, timed[1]?.start);
});

test('a phrase said over and over is cut down to one', () => {
  assert.is(repeatedPhrase([9, 4, 5, 6, 4, 5, 6, 4, 5, 6]), 4);
  assert.is(repeatedPhrase([7, 7, 7, 7, 7]), 1);
  assert.is(repeatedPhrase([7, 7, 7]), undefined, 'no, no, no');
  assert.is(repeatedPhrase([4, 5, 6, 4, 5, 6]), undefined, 'said twice');
  assert.is(repeatedPhrase([4, 5, 6, 4, 5, 6, 4, 5, 7]), undefined);
});

test.run();
