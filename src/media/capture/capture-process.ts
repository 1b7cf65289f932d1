/**
 * The process that listens to one audio device, for the same reasons as the one that plays to one has
 * (src/media/mixer/device-process.ts). Sound and what happens go to the parent as messages.
 */
import { messageOf } from '../../core/errors.ts';
import { SPEECH_RATE } from '../../core/formats.ts';
import type { DeviceKind } from '../mixer/device-name.ts';
import { capsOf, GstPipeline, type AppSink } from '../mixer/gstreamer.ts';
import { captureJob, type CaptureMessage } from './capture-protocol.ts';

/** Sound goes to the parent in pieces of a tenth of a second: the recogniser takes half seconds. */
const PIECE = SPEECH_RATE / 10;

const PULSE = 'pulsesrc name=in client-name=momentfx buffer-time=400000 latency-time=20000';
/** Numbers and words of our own only. */
const ELEMENTS: Readonly<Record<DeviceKind, { readonly launch: string; readonly property: string }>> = {
  pulse: { launch: PULSE, property: 'device' },
  // PipeWire by its PulseAudio interface.
  pipewire: { launch: PULSE, property: 'device' },
  alsa: { launch: 'alsasrc name=in buffer-time=400000 latency-time=20000', property: 'device' },
  jack: { launch: 'jackaudiosrc name=in client-name=momentfx', property: 'port-pattern' },
};

const { kind, device } = captureJob.parse(JSON.parse(process.argv[2] ?? ''));

/** Nothing tidy can be promised once a source has failed: its threads may hang for ever. */
function leave(): void {
  process.kill(process.pid, 'SIGKILL');
}

function tell(message: CaptureMessage, then?: () => void): void {
  if (process.send === undefined) leave();
  else process.send(message, () => then?.());
}

function start(): void {
  const { launch, property } = ELEMENTS[kind];
  const caps = capsOf({ rate: SPEECH_RATE, channels: 1, mask: 0n, precision: 32 });
  // A parent that is stopped for long loses the oldest sound.
  const sink = 'appsink name=out sync=false max-buffers=500 drop=true enable-last-sample=false';
  const pipeline = new GstPipeline(`${launch} ! audioconvert ! audioresample ! ${caps} ! ${sink}`);
  if (device !== undefined) pipeline.setText('in', property, device);
  const samples = pipeline.sink('out');
  pipeline.play();
  pipeline.listen((message) => {
    if (message.type === 'error') tell({ type: 'failed', message: message.message ?? '' }, leave);
    else if (message.type === 'eos') leave();
  });
  send(samples);
}

/** Passes on what comes, a piece at a time. */
function send(source: AppSink): void {
  let piece = new Float32Array(PIECE);
  let filled = 0;
  const take = (buffer: Buffer | null): void => {
    // The end is told on the bus.
    if (buffer === null) return;
    const samples = new Float32Array(new Uint8Array(buffer).buffer);
    for (let from = 0; from < samples.length;) {
      const part = samples.subarray(from, from + PIECE - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < PIECE) continue;
      tell({ type: 'samples', samples: piece });
      piece = new Float32Array(PIECE);
      filled = 0;
    }
    source.pull(take);
  };
  source.pull(take);
}

// The parent ends this process, with or without a word.
process.on('disconnect', leave);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  start();
} catch (error) {
  tell({ type: 'missing', message: messageOf(error) }, leave);
}
