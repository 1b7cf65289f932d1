/**
 * The process that listens to one audio device, for the same reasons as the one that plays to one has
 * (src/media/mixer/device-process.ts). Sound and what happens go to the parent as messages.
 */
import { SPEECH_RATE } from '../../core/formats.ts';
import { workForParent, type DeviceParent } from '../device-child.ts';
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

function start({ tell, leave }: DeviceParent<CaptureMessage>): void {
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
  send(samples, tell);
}

/** Passes on what comes, a piece at a time; the next is pulled once the parent's pipe has taken this one. */
function send(source: AppSink, tell: DeviceParent<CaptureMessage>['tell']): void {
  let piece = new Float32Array(PIECE);
  let filled = 0;
  const pull = (): void => source.pull(take);
  const take = (buffer: Buffer | null): void => {
    // The end is told on the bus.
    if (buffer === null) return;
    const samples = new Float32Array(new Uint8Array(buffer).buffer);
    const pieces: Float32Array<ArrayBuffer>[] = [];
    for (let from = 0; from < samples.length;) {
      const part = samples.subarray(from, from + PIECE - filled);
      piece.set(part, filled);
      filled += part.length;
      from += part.length;
      if (filled < PIECE) continue;
      pieces.push(piece);
      piece = new Float32Array(PIECE);
      filled = 0;
    }
    const last = pieces.pop();
    for (const full of pieces) tell({ type: 'samples', samples: full });
    if (last === undefined) pull();
    else tell({ type: 'samples', samples: last }, pull);
  };
  pull();
}

workForParent(start);
