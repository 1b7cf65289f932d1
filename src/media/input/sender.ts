/** Opens the next connection of a live input: to a server, or from a sender that comes. */
import { openPlannedInput } from './demuxer.ts';
import type { InputPlan } from './plan.ts';
import { awaitPublisher, takesPublishers, type Sender, type SenderOptions } from './rtmp-listener.ts';

/** @throws MediaError with an input-… code; the signal's reason */
export async function openSender(plan: InputPlan, options: SenderOptions): Promise<Sender> {
  if (takesPublishers(plan)) return awaitPublisher(plan, options);
  const { signal, now } = options;
  let connectedMs = now();
  const onConnected = (): void => void (connectedMs = now());
  const input = await openPlannedInput(plan, plan.shown, { signal, onConnected });
  return { input, connectedMs, [Symbol.asyncDispose]: () => input.close() };
}
