import { appendFileSync, renameSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openGrowingCaptions } from '../../../src/captions/files/growing.ts';
import { fromSeconds } from '../../../src/streams/time.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { cue, follow, newFile } from './follow.ts';

test('a file that is appended to in any pieces: each cue is told once, when it is complete', async () => {
  const file = newFile();
  writeFileSync(file, '');
  await using following = follow(file, { poll: 5, settle: 60_000, offset: fromSeconds(100) });
  const bytes = Buffer.from(cue(1, 1, 'Grüße, wir machen’s 🎉 heute.').replaceAll('\n', '\r\n'));
  // In the middle of ü, of the apostrophe, of the emoji, and of the last CR LF.
  const cuts = [
    ...['ü', '’', '🎉'].map((letter) => bytes.indexOf(letter) + 1),
    bytes.length - 1,
    bytes.length,
  ];
  for (const [index, end] of cuts.entries()) {
    assert.equal(following.told, []);
    appendFileSync(file, bytes.subarray(cuts[index - 1] ?? 0, end));
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await following.tells('cue-1000 [101–102] Grüße, wir machen’s 🎉 heute.');
  appendFileSync(file, cue(2, 2, '<i>And</i>\nthis.') + cue(3, 2, '- Another speaker.'));
  await following.tells('cue-2000 [102–103] And this.', 'cue-2000+ [102–103] Another speaker.');
  await following.silent();
});

test('the last cue counts without a blank line once it has stood still, and may go on', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 2, 'Two').trimEnd());
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One.', 'cue-2000 [2–3] Two …', 'cue-2000 [2–3] Two');
  appendFileSync(file, ' and more.\n\n');
  await following.tells('cue-2000 [2–3] Two and more.');
  appendFileSync(file, '3\n00:00:03,000 --> 00:0');
  await following.silent();
  appendFileSync(file, '0:04,000\nThree.\n\n');
  await following.tells('cue-3000 [3–4] Three.');
});

test('words behind an empty line were dropped: they come to their cue, which has been told by then', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One,'));
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One,');
  appendFileSync(file, 'two,\n\n');
  await following.tells('cue-1000 [1–2] One, two,');
  appendFileSync(file, `three.\n\n${cue(2, 3, 'Four.')}`);
  await following.tells('cue-1000 [1–2] One, two, three.', 'cue-3000 [3–4] Four.');
  // A number is that of the next cue.
  appendFileSync(file, '3');
  await following.silent();
  appendFileSync(file, `\n${cue(3, 5, 'Five.').slice(2)}`);
  await following.tells('cue-5000 [5–6] Five.');
  await following.silent();
  assert.equal(following.faults, []);
});

test('a cue that may go on, and what may be the next number and times, half written', async () => {
  const file = newFile();
  writeFileSync(file, `${cue(1, 1, 'One.').trimEnd()}\n2\n00:00:0`);
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One. …');
  appendFileSync(file, '2,000 --> 00:00:03,000\nTwo.\n\n');
  await following.tells('cue-1000 [1–2] One.', 'cue-2000 [2–3] Two.');
});

test('a file that is not there is waited for, and one that goes away too', async () => {
  const file = newFile();
  await using following = follow(file);
  await until(() => following.faults.length > 0, 3_000, 'a word on the missing file');
  assert.equal(following.faults, [`The captions file ${file} is not there`]);
  writeFileSync(file, `\uFEFFWEBVTT\n\nNOTE nothing\n\n${cue(1, 1, 'One.').replaceAll(',', '.')}`);
  await following.tells('cue-1000 [1–2] One.');
  unlinkSync(file);
  await following.silent();
  writeFileSync(file, cue(2, 2, 'Two.') + cue(3, 3, 'Three.'));
  await following.tells('cue-2000 [2–3] Two. …', 'cue-2000 [2–3] Two.', 'cue-3000 [3–4] Three. …');
});

test('a file that is renamed and begun anew: the rest of the old one is read first', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.'));
  await using following = follow(file, { poll: 100 });
  await following.tells('cue-1000 [1–2] One.');
  appendFileSync(file, cue(2, 2, 'Two.'));
  renameSync(file, `${file}.old`);
  writeFileSync(file, cue(1, 3, 'Three.'));
  await following.tells('cue-2000 [2–3] Two.', 'cue-3000 [3–4] Three. …');
});

test('a file that is written anew: told cues are not told again, changed ones are revisions', async () => {
  const file = newFile();
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two', 2));
  await using following = follow(file, { settle: 5_000 });
  await following.tells('cue-1000 [1–2] One.', 'cue-3000 [3–5] Two');
  // Longer than before: only the content tells that it was not appended to.
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two men.', 2));
  await following.tells('cue-3000 [3–5] Two men. …');
  // As long as before.
  writeFileSync(file, cue(1, 1, 'One.') + cue(2, 3, 'Two hen.', 2));
  await following.tells('cue-3000 [3–5] Two hen. …');
  // Shorter, with another start under the same number, then a new cue.
  writeFileSync(file, cue(2, 2, 'Two.', 2) + cue(3, 5, 'Three.'));
  await following.tells('cue-3000 [2–4] Two. …', 'cue-3000 [2–4] Two.', 'cue-5000 [5–6] Three. …');
  // The same number far away is another cue; what had words and has none any more is withdrawn.
  writeFileSync(file, cue(3, 5, '[noise]') + cue(3, 9, 'Nine.'));
  await following.tells('- cue-5000', 'cue-9000 [9–10] Nine. …');
  truncateSync(file, 0);
  await following.silent();
  appendFileSync(file, cue(4, 11, 'Eleven.'));
  await following.tells('cue-11000 [11–12] Eleven. …', 'cue-9000 [9–10] Nine.');
});

test('what is no cue is told once a second and left out; binary rubbish and endless lines too', async () => {
  const file = newFile();
  writeFileSync(
    file,
    `${cue(1, 1, 'One.')}no time --> here\n\n00:00:09,000 --> 00:00:08,000\nBackwards.\n\n`,
  );
  await using following = follow(file);
  await following.tells('cue-1000 [1–2] One.');
  assert.equal(following.faults, [
    `${file}, line 5: expected a time like 00:00:01,000 --> 00:00:02,500, found "no time --> here".`,
  ]);
  appendFileSync(file, Buffer.alloc(600_000, 0x41));
  appendFileSync(file, Buffer.from([0x0a, 0x0a, 0xff, 0xfe, 0x00, 0x0a, 0x0a]));
  appendFileSync(file, cue(2, 2, 'Two.'));
  await following.tells('cue-2000 [2–3] Two.');
});

test('a long file is read in pieces, and then only what is added', async () => {
  const file = newFile();
  const lines = Array.from({ length: 20_000 }, (_, index) => {
    const [minutes, seconds] = [Math.floor(index / 60), index % 60].map((value) =>
      String(value).padStart(2, '0'),
    );
    const hours = Math.floor(Number(minutes) / 60);
    const time = `${hours}:${String(Number(minutes) % 60).padStart(2, '0')}:${seconds}`;
    return `${index + 1}\n${time},000 --> ${time},900\nSentence number ${index} of a long show.\n\n`;
  });
  writeFileSync(file, lines.join(''));
  await using following = follow(file);
  await until(() => following.told.length >= lines.length, 5_000, 'all cues');
  assert.is(new Set(following.told).size, lines.length);
  appendFileSync(file, '20001\n9:00:00,000 --> 9:00:01,000\nThe end.\n\n');
  await until(() => following.told.length > lines.length, 3_000, 'the added cue');
  assert.equal(following.told.slice(lines.length), ['cue-32400000 [32400–32401] The end.']);
});

test('closing ends the events, is fine twice, and lets go of the file', async () => {
  const source = openGrowingCaptions(newFile());
  let ended = false;
  source.events$.subscribe({ complete: () => (ended = true) });
  await within(Promise.all([source.close(), source.close()]), 1_000, 'the source to close');
  assert.ok(ended);
});

test.run();
