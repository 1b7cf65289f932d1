import { constants } from 'node:os';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MediaError } from '../../../src/media/errors.ts';
import { FFmpegFailure } from '../../../src/media/ffmpeg.ts';
import { explainFileFault } from '../../../src/media/output/file-faults.ts';
import { OutputFailure, openingLoss, writingLoss } from '../../../src/media/output/transport/loss.ts';

const { EDQUOT, EFBIG, EIO, ENOSPC } = constants.errno;

test('a full disk and a file that may not grow are two losses, live', () => {
  for (const kind of ['file', 'hls'] as const) {
    for (const code of [ENOSPC, EDQUOT]) {
      assert.is(writingLoss(kind, -code).reason, 'disk-full');
      assert.is(openingLoss(kind, -code, 0).reason, 'disk-full');
    }
    const { reason, message } = writingLoss(kind, -EFBIG);
    assert.is(reason, 'failed');
    assert.match(message, /not grow any larger/);
  }
});

/** A fault of the system as a file's transport tells it. */
function systemFault(code: string, errno: number): OutputFailure {
  const cause: NodeJS.ErrnoException = new Error(code);
  cause.code = code;
  return new OutputFailure(writingLoss('file', -errno), { cause });
}

test('what a person can do about a recording that failed follows from what stood in its way', () => {
  const cases: readonly (readonly [cause: unknown, code: string, nextStep: RegExp])[] = [
    [systemFault('ENOSPC', ENOSPC), 'output-disk-full', /Make room/],
    [systemFault('EDQUOT', EDQUOT), 'output-disk-full', /Make room/],
    [systemFault('EFBIG', EFBIG), 'output-too-large', /limit on file sizes.*FAT32/],
    [systemFault('EIO', EIO), 'output-failed', /Check the disk/],
    [new FFmpegFailure('muxing', -22), 'output-failed', /another container/],
  ];
  for (const [cause, code, nextStep] of cases) {
    const fault = explainFileFault('talk.mp4', 'writing', cause);
    assert.instance(fault, MediaError);
    assert.is((fault as MediaError).code, code);
    assert.match((fault as MediaError).nextStep, nextStep);
    assert.match(fault.message, /talk\.mp4/);
  }
  const ours = new Error('internal: x');
  assert.is(explainFileFault('talk.mp4', 'writing', ours), ours);
});

test.run();
