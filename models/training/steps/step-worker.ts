/** The thread of one part of a batch: it owns a step and answers one request at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { EndToEndStep } from './end-to-end-step.ts';
import { MsmStep } from './msm-step.ts';
import { sharedParameters, type StepAnswer, type StepRequest, type WorkerData } from './step-protocol.ts';
import type { Parameters } from './types.ts';

const port = parentPort;
if (port === null) throw new Error('internal: a step worker was started as a program');
const { kind, options, ...memory } = workerData as WorkerData;
const parameters = sharedParameters(options.config, memory.parameters).views;
const shared = sharedParameters(options.config, memory.gradients).views;

function share(gradients: Parameters): string[] {
  for (const [name, values] of gradients) shared.get(name)?.set(values);
  return [...gradients.keys()];
}

type Work = Exclude<StepRequest, { type: 'release' }>;

interface Step {
  answer(request: Work): Promise<StepAnswer>;
  release(): Promise<void>;
}

const misplaced = ({ type }: Work): Error =>
  new Error(`internal: a step of kind ${kind} was asked for ${type}`);

async function endToEnd(): Promise<Step> {
  const step = await EndToEndStep.create(options);
  return {
    release: () => step.release(),
    async answer(request) {
      if (request.type === 'forward') {
        const forward = await step.forward(parameters, request.batch, request.library, request.seed);
        return { type: 'forward', forward };
      }
      if (request.type !== 'backward') throw misplaced(request);
      const { terms, gradients } = await step.backward(request.targets);
      return { type: 'backward', terms, names: share(gradients) };
    },
  };
}

async function msm(): Promise<Step> {
  const step = await MsmStep.create(options);
  return {
    release: () => step.release(),
    async answer(request) {
      if (request.type !== 'msm') throw misplaced(request);
      const { batch, library, targets, seed } = request;
      const result = await step.run(parameters, batch, library, targets, seed);
      const counts = { fore: result.foreLogits.length, back: result.backLogits.length };
      return { type: 'msm', terms: result.terms, counts, names: share(result.gradients) };
    },
  };
}

const failed = (error: unknown): StepAnswer => ({
  type: 'failed',
  message: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

try {
  const step = await (kind === 'msm' ? msm() : endToEnd());
  // One after the other: what was asked for is finished before its graphs are freed.
  let turn = Promise.resolve();
  port.on('message', (request: StepRequest) => {
    turn = turn.then(async () => {
      if (request.type === 'release') await step.release().finally(() => port.close());
      else port.postMessage(await step.answer(request).catch(failed));
    });
    turn.catch((error: unknown) => port.postMessage(failed(error)));
  });
  port.postMessage({ type: 'ready' } satisfies StepAnswer);
} catch (error) {
  port.postMessage(failed(error));
  port.close();
}
