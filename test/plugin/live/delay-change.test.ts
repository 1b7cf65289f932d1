/** Another delay while the show runs: the stream goes on, and effects are still on their moments. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { replayShow } from '../../../src/plugin/replay/replay.ts';
import { scratch } from '../../support/scratch.ts';
import { testWithModel } from '../../support/model.ts';
import { freePort } from '../../support/ports.ts';
import { cuesOf, inSync, onTheirSamples, sameRun } from './relayed.ts';
import { ended, listening, makeShow, mediaTimes, pictures, send, sound } from './show.ts';
import { watch } from './watched.ts';

const folder = scratch('live-delay-change');
const show = makeShow(folder);

testWithModel(
  'from no delay to 3 s: no picture is lost, no effect late, and replay decides the same',
  async () => {
    const port = await freePort();
    const url = `rtmp://127.0.0.1:${port}/live/show`;
    const [record, file] = [join(folder, 'show.jsonl'), join(folder, 'decorated.mp4')];
    const live = watch(
      [
        ...[url, '--listen', '--delay', '0', '--log', record, '--to', file],
        ...['--asr', `captions:${show.captions}`, '--threshold', '0.3', '--duck', '0', '--gain', '6'],
      ],
      { steered: true },
    );
    await listening(port);
    const sender = send(show.flv, url, 'flv');
    await live.until('input connected');
    // The first key moment is at 4 s.
    await sleep(1_500);
    live.say('delay 3');
    await live.until('delay changed');
    await ended(sender);
    await sleep(3_500);
    await live.stop();
    const units = await pictures(file);
    sameRun(units, await pictures(show.mp4));
    inSync(units, sound(file));
    const late = live.of('effect not played');
    assert.equal(late, []);
    const cues = await cuesOf(record);
    onTheirSamples({ units, sound: sound(file) }, await mediaTimes(show.flv), cues);
    const line = (await readFile(record, 'utf8'))
      .split('\n')
      .find((text) => text.includes('"delay-changed"'));
    assert.match(line ?? '', /"to":3000000,.*"policy":{"patience":6000000,/);
    const { changes } = await replayShow(record, { change: {} });
    assert.equal(
      changes.map(({ type }) => type),
      cues.map(() => 'kept'),
    );
  },
);

test.run();
