/**
 * Speech recognition: how many times faster than the speech, and how much memory.
 *
 *   node scripts/run.mjs bench/speech.ts [--threads N] [--text] [--json] [--live] FILE.wav…
 *
 * Each FILE is 16-bit mono at 16 kHz. With --text the sentences are printed; with --live also how soon each sentence
 * is told, with partial results and without.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toSeconds } from '../src/streams/time.ts';
import { Listener } from '../src/analysis/speech/listener.ts';
import { openSpeechModels } from '../src/analysis/speech/models.ts';
import { SPEECH_RATE } from '../src/core/formats.ts';
import { describeLatency, measureLatency } from './support/speech-latency.ts';

const { values, positionals } = parseArgs({
  options: {
    threads: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    text: { type: 'boolean', default: false },
    live: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

function readWav(file: string): Float32Array {
  const bytes = readFileSync(file);
  const data = bytes.indexOf('data') + 8;
  return Float32Array.from(
    { length: (bytes.length - data) >> 1 },
    (_, index) => bytes.readInt16LE(data + 2 * index) / 32_768,
  );
}

const models = await openSpeechModels({ threads: Number(values.threads) });
try {
  for (const file of positionals) {
    const pcm = readWav(file);
    let sentences = 0;
    const listener = new Listener({
      voice: models.voice.tracker(),
      recogniser: models.recogniser,
      emit: (event) => {
        if (event.type !== 'sentence') return;
        sentences++;
        const { start, end, text } = event.sentence;
        if (values.text) console.log(`${toSeconds(start).toFixed(2)}–${toSeconds(end).toFixed(2)} ${text}`);
      },
      refused: (segment, why) => {
        if (values.text)
          console.log(`   refused at ${((segment.start * 512) / SPEECH_RATE).toFixed(2)}: ${why}`);
      },
    });
    const began = performance.now();
    const cpuBegan = process.cpuUsage();
    await listener.write(pcm);
    await listener.end();
    const seconds = (performance.now() - began) / 1000;
    const cpu = process.cpuUsage(cpuBegan);
    const figures = {
      file,
      audio: pcm.length / SPEECH_RATE,
      seconds,
      cpuSeconds: (cpu.user + cpu.system) / 1e6,
      timesRealTime: pcm.length / SPEECH_RATE / seconds,
      threads: Number(values.threads),
      sentences,
      memoryMB: process.memoryUsage().rss / 2 ** 20,
    };
    console.log(
      values.json
        ? JSON.stringify(figures)
        : `${file}: ${figures.audio.toFixed(1)} s in ${seconds.toFixed(2)} s (${figures.cpuSeconds.toFixed(2)} s of one core), ${figures.timesRealTime.toFixed(1)} × real time, ` +
            `${figures.threads} thread(s), ${sentences} sentences, ${figures.memoryMB.toFixed(0)} MB`,
    );
    if (!values.live) continue;
    for (const partials of [false, true]) {
      const latency = await measureLatency(models, pcm, partials);
      console.log(values.json ? JSON.stringify({ file, ...latency }) : describeLatency(file, latency));
    }
  }
} finally {
  await models.release();
}
