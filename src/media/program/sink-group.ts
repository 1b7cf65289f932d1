/** All sinks of a program as one. */
import type { OutputStreams, Sink, SinkForm, SinkPacket } from '../output/sink.ts';

/** Hands everything to each sink; they belong to whoever made them. */
export class SinkGroup {
  readonly #sinks: readonly Sink[];
  readonly form: SinkForm;

  constructor(sinks: readonly Sink[]) {
    this.#sinks = sinks;
    this.form = sinks.find(({ form }) => form.type === 'copy')?.form ?? { type: 'stream' };
    if (this.form.type === 'copy' && sinks.length > 1)
      throw new Error('internal: a copy has a program of its own');
  }

  /** Nobody takes packets: all that is heard goes to devices, or nothing is. */
  get isEmpty(): boolean {
    return this.#sinks.length === 0;
  }

  /** @throws MediaError output-… (copies alone) */
  async begin(streams: OutputStreams): Promise<void> {
    await Promise.all(this.#sinks.map(async (sink) => sink.begin(streams)));
  }

  /** @throws MediaError output-… (copies alone) */
  write(packet: SinkPacket): void {
    for (const sink of this.#sinks) sink.write(packet);
  }

  /** As `Sink.room`, of the first that is to be waited for. */
  room(): Promise<void> | undefined {
    for (const sink of this.#sinks) {
      const room = sink.room();
      if (room !== undefined) return room;
    }
    return undefined;
  }

  /** The program pauses for long. */
  end(): void {
    for (const sink of this.#sinks) void sink.end?.();
  }
}
