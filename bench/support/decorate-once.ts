/** Decorates one recording in a process of its own, for bench/decorate.ts: INPUT OUTPUT; prints a JSON line. */
import { resolveSettings } from '../../src/plugin/config/options.ts';
import { decorate } from '../../src/plugin/decorate/session.ts';
import { toSeconds } from '../../src/streams/time.ts';

const [input, output] = process.argv.slice(2);
if (input === undefined || output === undefined) throw new Error('usage: decorate-once.ts INPUT OUTPUT');
const { duration, cues, recording, analysis } = await decorate({
  input,
  output,
  settings: resolveSettings({}),
});
const { demux, sound, speech, pictures, mix } = recording.spent;
const spent = {
  'reading packets': demux,
  'decoding sound': sound,
  'resampling for speech': speech,
  'decoding pictures': pictures,
  'mixing to file, with waiting': mix,
  'speech recognition': analysis?.spent.speech ?? 0,
  'picture encoder': analysis?.spent.pictures ?? 0,
  'sentence encoder': analysis?.spent.texts ?? 0,
  network: analysis?.spent.network ?? 0,
};
console.log(JSON.stringify({ duration: toSeconds(duration), cues: cues.length, spent }));
