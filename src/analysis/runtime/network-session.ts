/** A network's session on a device that may fail in mid-show: the CPU then goes on in its place. */
import { messageOf } from '../../core/errors.ts';
import { type Batching, CPU_BATCHING } from '../batching.ts';
import type { InferenceSession, Tensor } from '../onnxruntime.ts';
import type { ActiveDevice } from './devices.ts';

/** As much of onnxruntime's session as a network is asked through. */
export interface NetworkSession extends Pick<
  InferenceSession,
  'inputNames' | 'outputNames' | 'inputMetadata'
> {
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** Where a session runs, and what that asks of its batches. */
export interface Place {
  readonly device: ActiveDevice;
  readonly batching: Batching;
}

/** Opens the network on a device; the caller releases it. */
export type OpenSession = (device: ActiveDevice) => Promise<NetworkSession>;

/**
 * A session that outlives its device: where a run fails, or answers with what is no number, the CPU is asked the same, and
 * all that follows. One run at a time.
 */
export class EnduringSession implements NetworkSession {
  readonly #open: OpenSession;
  readonly #notice: (line: string) => void;
  #session: NetworkSession;
  #device: ActiveDevice;
  #batching: Batching;

  /** Owns `session`, which runs on `device`, in batches that are best filled so. `notice` is told in one line that the device was lost. */
  constructor(
    session: NetworkSession,
    { device, batching }: Place,
    { open, notice }: { readonly open: OpenSession; readonly notice: (line: string) => void },
  ) {
    this.#session = session;
    this.#device = device;
    this.#batching = batching;
    this.#open = open;
    this.#notice = notice;
  }

  /** Where it runs now. */
  get device(): ActiveDevice {
    return this.#device;
  }

  /** How its batches are best filled now. */
  get batching(): Batching {
    return this.#batching;
  }

  get inputNames(): readonly string[] {
    return this.#session.inputNames;
  }

  get outputNames(): readonly string[] {
    return this.#session.outputNames;
  }

  get inputMetadata(): NetworkSession['inputMetadata'] {
    return this.#session.inputMetadata;
  }

  async run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    if (this.#device === 'cpu') return this.#session.run(feeds);
    let fault: unknown;
    try {
      const outputs = await this.#session.run(feeds);
      const strange = withoutNumbers(outputs);
      if (strange === undefined) return outputs;
      dispose(outputs);
      fault = new Error(`${strange} is no number`);
    } catch (error) {
      fault = error;
    }
    return this.#goOnOnCpu(feeds, fault);
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  /** Throws the fault where the CPU can't answer either: then it is that of the input, and the device stays. */
  async #goOnOnCpu(
    feeds: Readonly<Record<string, Tensor>>,
    fault: unknown,
  ): Promise<Readonly<Record<string, Tensor>>> {
    const onCpu = await this.#open('cpu');
    let outputs: Readonly<Record<string, Tensor>>;
    try {
      outputs = await onCpu.run(feeds);
    } catch {
      await onCpu.release();
      throw fault;
    }
    if (withoutNumbers(outputs) !== undefined) {
      dispose(outputs);
      await onCpu.release();
      throw fault;
    }
    const [lost, device] = [this.#session, this.#device];
    this.#session = onCpu;
    this.#device = 'cpu';
    this.#batching = CPU_BATCHING;
    this.#notice(`The device ${device} was lost (${messageOf(fault)}): analysis goes on on the CPU.`);
    // A lost device may refuse that, too; its memory comes back with the end of the process.
    await lost.release().catch(() => undefined);
    return outputs;
  }
}

/** Frees what a run gave. */
export function dispose(outputs: Readonly<Record<string, Tensor>>): void {
  for (const output of Object.values(outputs)) output.dispose();
}

/** The name of an output that holds a value which is no finite number. */
export function withoutNumbers(outputs: Readonly<Record<string, Tensor>>): string | undefined {
  for (const [name, { data }] of Object.entries(outputs))
    if (data instanceof Float32Array && !data.every(Number.isFinite)) return name;
  return undefined;
}
