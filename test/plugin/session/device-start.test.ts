import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AnalysisFailedError } from '../../../src/analysis/process/client.ts';
import { AnalysisStartError } from '../../../src/analysis/process/errors.ts';
import { lostToAuto, startLimits } from '../../../src/plugin/session/device-start.ts';

const startError = (code: string): AnalysisStartError =>
  new AnalysisStartError({ code, message: 'it did not start', nextStep: 'Start it again' });

test('where auto tried a device, a process that ended or hung starts again on the CPU, and no other does', () => {
  for (const error of [
    AnalysisFailedError.hung(120_000),
    startError('analysis-hung'),
    startError('analysis-died'),
  ])
    assert.match(lostToAuto('auto', error, true) ?? '', /It may have been the device cuda: .* on the CPU\.$/);
  const hung = AnalysisFailedError.hung(120_000);
  assert.is(lostToAuto('auto', hung, false), undefined, 'nothing but the CPU was tried');
  for (const device of ['cpu', 'cuda'] as const) assert.is(lostToAuto(device, hung, true), undefined);
  for (const code of ['analysis-nonsense', 'analysis-out-of-memory', 'model-broken'])
    assert.is(lostToAuto('auto', startError(code), true), undefined);
  assert.is(lostToAuto('auto', new Error('analysis-hung'), true), undefined);
});

test('a device that builds engines may take its time to start', () => {
  assert.equal(startLimits('tensorrt'), { start: 1_200_000 });
  assert.equal(startLimits('auto'), {});
});

test.run();
