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

async function endToEnd(): Promise<(request: StepRequest) => Promise<StepAnswer>> {
  const step = await EndToEndStep.create(options);
  return async (request) => {
    if (request.type === 'forward') {
      const forward = await step.forward(parameters, request.batch, request.library, request.seed);
      return { type: 'forward', forward };
    }
    if (request.type === 'backward') {
      const { terms, gradients } = await step.backward(request.targets);
      return { type: 'backward', terms, names: share(gradients) };
    }
    await step.release();
    return { type: 'released' };
  };
}

async function msm(): Promise<(request: StepRequest) => Promise<StepAnswer>> {
  const step = await MsmStep.create(options);
  return async (request) => {
    if (request.type === 'msm') {
      const { batch, library, targets, seed } = request;
      const result = await step.run(parameters, batch, library, targets, seed);
      const counts = { fore: result.foreLogits.length, back: result.backLogits.length };
      return { type: 'msm', terms: result.terms, counts, names: share(result.gradients) };
    }
    await step.release();
    return { type: 'released' };
  };
}

const failed = (error: unknown): StepAnswer => ({
  type: 'failed',
  message: error instanceof Error ? (error.stack ?? error.message) : String(error),
});

try {
  const answer = await (kind === 'msm' ? msm() : endToEnd());
  port.on('message', (request: StepRequest) => {
    answer(request)
      .catch(failed)
      .then((reply) => {
        port.postMessage(reply);
        if (reply.type === 'released') port.close();
      })
      .catch((error: unknown) => port.postMessage(failed(error)));
  });
  port.postMessage({ type: 'ready' } satisfies StepAnswer);
} catch (error) {
  port.postMessage(failed(error));
  port.close();
}
