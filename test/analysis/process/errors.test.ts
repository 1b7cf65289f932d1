import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EncoderCacheError } from '../../../models/encoders/cache.ts';
import { WeightsFilesError } from '../../../models/weights/errors.ts';
import { malformedAnswer } from '../../../src/analysis/process/checks.ts';
import { processMessageSchema } from '../../../src/analysis/process/protocol.ts';
import {
  AnalysisClosedError,
  AnalysisFailedError,
  AnalysisStartError,
  speechHung,
  toWire,
} from '../../../src/analysis/process/errors.ts';
import { MomentfxError } from '../../../src/core/errors.ts';

const told = (lastWords: string): string =>
  AnalysisFailedError.ended({ signal: 'SIGABRT', lastWords }).message.replace(/^.*SIGABRT/, '');

test('a dying process is quoted on one line, without its stack', () => {
  const words =
    "terminate called after throwing an instance of 'std::system_error'\n  what():  Resource temporarily unavailable\n";
  const quoted =
    ": terminate called after throwing an instance of 'std::system_error' what():  Resource temporarily unavailable.";
  assert.is(told(words), quoted);
  assert.is(told(`\n${words}----- Native stack trace -----\n\n 1: 0x931db0  [node]\n`), quoted);
  assert.is(told('Error: no\n    at main (x.js:1:1)\n'), ': Error: no.');
  assert.is(told(''), '.');
  assert.is(told('   \n'), '.');
  assert.is(told('x'.repeat(400)), `: ${'x'.repeat(300)}…`);
});

test('all that it said is kept for a report', () => {
  const lastWords = 'Error: no\n    at main (x.js:1:1)\n';
  assert.is(AnalysisFailedError.ended({ exitCode: 1, lastWords }).lastWords, lastWords);
});

test('a path at the beginning of a message was capitalised; words of libraries begin with a capital', () => {
  class PathError extends MomentfxError {}
  const through = (error: Error): string => new AnalysisStartError(toWire(error)).message;
  const path = new PathError('x', 'models/network.onnx cannot be loaded', 'Fetch it again.');
  assert.is(through(path), 'models/network.onnx cannot be loaded.');
  assert.is(
    through(new PathError('x', 'the device is not there', 'Choose another.')),
    'The device is not there.',
  );
  assert.is(through(new Error('bad allocation')), 'Bad allocation.');
});

test('whose fault it is arrives on the other side of the process', () => {
  class OwnError extends MomentfxError {}
  const sent = (error: unknown): unknown => {
    const received = processMessageSchema.parse(structuredClone({ type: 'fatal', error: toWire(error) }));
    return received.type === 'fatal' ? received.error.fault : received.type;
  };
  for (const fault of ['usage', 'outside', 'internal'] as const)
    assert.is(sent(new OwnError('x', 'it broke', 'Mend it.', { fault })), fault);
  assert.is(sent(new Error('bad allocation')), 'internal');
});

test('each way in which the process fails says whose fault it is', () => {
  const faults = {
    killed: AnalysisFailedError.ended({ signal: 'SIGKILL' }),
    crashed: AnalysisFailedError.ended({ exitCode: 134 }),
    gone: AnalysisFailedError.gone(''),
    memory: AnalysisFailedError.outOfMemory(),
    hung: AnalysisFailedError.hung(1_000),
    nonsense: AnalysisFailedError.nonsense('x'),
    deaf: speechHung(1_000),
    closed: new AnalysisClosedError(),
    answer: malformedAnswer('detect', 'x'),
    cache: new EncoderCacheError('/c', {}),
    unreachable: new WeightsFilesError('weights-unreachable', 'x', 'y'),
    unknown: new WeightsFilesError('weights-unknown', 'x', 'y'),
  };
  assert.equal(Object.fromEntries(Object.entries(faults).map(([name, { fault }]) => [name, fault])), {
    ...{ killed: 'outside', crashed: 'outside', gone: 'outside', memory: 'outside', hung: 'outside' },
    ...{ nonsense: 'internal', deaf: 'outside', closed: 'internal', answer: 'internal' },
    ...{ cache: 'outside', unreachable: 'outside', unknown: 'usage' },
  });
});

test.run();
