/** Chooses where the network runs, by what is there, what answers rightly, and what is faster. */
import { messageOf } from '../../core/errors.ts';
import { type Batching, batchingOf, CPU_BATCHING, type Pace, TRIED_SIZES } from '../batching.ts';
import type { Tensor } from '../onnxruntime.ts';
import { AnalysisStartError } from '../process/errors.ts';
import { isAdded } from './binary.ts';
import type { ActiveDevice, Device } from './devices.ts';
import {
  dispose,
  EnduringSession,
  type NetworkSession,
  type OpenSession,
  type Place,
} from './network-session.ts';
import { DEVICE_STEPS } from './providers.ts';
import { selfTestFeeds, type SelfTest, wrongAnswer } from './answer-check.ts';

/** How a network is opened. */
export interface OpenNetworkOptions {
  readonly asked: Device;
  readonly open: OpenSession;
  readonly selfTest: SelfTest;
  /** Throws where the network, opened on the CPU, is not one that its user can ask; no device is tried then. */
  readonly check: (network: NetworkSession) => void;
  /** Told in one line why the network does not run where it was asked to, or no longer. */
  readonly notice: (line: string) => void;
  /** Devices that `auto` tries; default: those of {@link AUTO} whose libraries were added. */
  readonly candidates?: readonly ActiveDevice[];
}

/**
 * What `auto` tries beside the CPU. Not TensorRT, which builds an engine for minutes before the first window. Not WebGPU,
 * which comes with every installation, has not been measured to pay for a network of this size, and whose drivers may take
 * the process with them: who wants it names it.
 */
const AUTO = ['cuda'] as const;
/** Runs of each batch size; the fastest counts, which is never the first: that one compiles and allocates. */
const TIMED_RUNS = 3;
/** A batch that takes longer (ms) ends the trial. */
const SLOW_MS = 100;

/**
 * Opens a network where it was asked for. A device asked for by name that is not there is an error; one that answers wrongly
 * is replaced by the CPU, since a show is worth more than its device. `auto` takes a candidate that is there, answers as the
 * CPU does, and is faster; else the CPU. A device that is lost later is replaced by the CPU, too. The caller releases it.
 * @throws AnalysisStartError (`device-unavailable`), or the error of the CPU where the model itself is at fault.
 */
export async function openNetwork(options: OpenNetworkOptions): Promise<EnduringSession> {
  const { asked, open, notice, selfTest } = options;
  const wanted =
    asked === 'auto' ? (options.candidates ?? AUTO.filter(isAdded)) : asked === 'cpu' ? [] : [asked];
  await using opened = new AsyncDisposableStack();
  const onCpu = opened.adopt(await open('cpu'), (it) => it.release());
  options.check(onCpu);
  const endure = (session: NetworkSession, place: Place): EnduringSession =>
    new EnduringSession(session, place, { open, notice });
  const feeds = selfTestFeeds(selfTest, onCpu.inputNames);
  // What fails on the CPU too is no fault of a device.
  const expected = wanted.length === 0 ? {} : await onCpu.run(feeds);
  using answers = new DisposableStack();
  answers.defer(() => dispose(expected));
  for (const device of wanted) {
    let tried: Tried;
    try {
      tried = await tryDevice(device, { onCpu, feeds, expected }, options);
    } catch (cause) {
      if (asked !== 'auto') throw unavailable(device, cause);
      notice(`The device ${device} can't be used here (${messageOf(cause)}): analysis runs on the CPU.`);
      continue;
    }
    if (tried.session !== undefined) return endure(tried.session, { device, batching: tried.batching });
    notice(`The device ${device} ${tried.why}: analysis runs on the CPU.`);
  }
  opened.move();
  return endure(onCpu, { device: 'cpu', batching: CPU_BATCHING });
}

type Tried =
  | { readonly session: NetworkSession; readonly batching: Batching }
  | { readonly session: undefined; readonly why: string };

/** The network on the CPU, and its answers to the self-test. */
interface Known {
  readonly onCpu: NetworkSession;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly expected: Readonly<Record<string, Tensor>>;
}

/** A session on the device, or why it is not to be used. Rejects where it can't be opened. */
async function tryDevice(
  device: ActiveDevice,
  { onCpu, feeds, expected }: Known,
  { asked, open, selfTest }: OpenNetworkOptions,
): Promise<Tried> {
  await using opened = new AsyncDisposableStack();
  // A device that is not to be used may refuse even that; its memory comes back with the end of the process.
  const session = opened.adopt(await open(device), (it) => it.release().catch(() => undefined));
  const wrong = await wrongAnswer(session, feeds, expected);
  if (wrong !== undefined)
    return { session: undefined, why: `answers wrongly (${wrong}; try a newer driver)` };
  let paces: Pace[];
  try {
    paces = await pacesOf(session, selfTest);
  } catch (error) {
    return { session: undefined, why: `fails (${messageOf(error)})` };
  }
  if (asked === 'auto') {
    const [own, cpu] = [eachOf(paces), eachOf(await pacesOf(onCpu, selfTest, CPU_BATCHING.sizes))];
    const each = (ms: number): string => `${ms.toPrecision(2)} ms a window`;
    if (own >= cpu)
      return { session: undefined, why: `(${each(own)}) is no faster than the CPU (${each(cpu)})` };
  }
  opened.move();
  return { session, batching: batchingOf(paces) };
}

/** What a window costs in the batch that is best. */
const eachOf = (paces: readonly Pace[]): number => Math.min(...paces.map(({ size, ms }) => ms / size));

/**
 * What batches of each size take: the fastest of some runs. Each size has then been met, too: what a device compiles or
 * allocates for it is not done in mid-show. Ends early on a slow device, whose larger batches will not be used.
 */
async function pacesOf(
  session: NetworkSession,
  selfTest: SelfTest,
  sizes: readonly number[] = TRIED_SIZES,
): Promise<Pace[]> {
  const paces: Pace[] = [];
  for (const size of sizes) {
    const feeds = selfTestFeeds(selfTest, session.inputNames, size);
    let ms = Infinity;
    for (let run = 0; run < TIMED_RUNS; run += 1) {
      const began = performance.now();
      dispose(await session.run(feeds));
      ms = Math.min(ms, performance.now() - began);
    }
    paces.push({ size, ms });
    if (ms > SLOW_MS) break;
  }
  return paces;
}

const unavailable = (device: ActiveDevice, cause: unknown): AnalysisStartError =>
  new AnalysisStartError(
    {
      code: 'device-unavailable',
      message: `the device ${device} can't be used here: ${messageOf(cause)}`,
      nextStep: DEVICE_STEPS[device],
    },
    { cause },
  );
