/**
 * The process that plays to one audio device. It is a process of its own because GStreamer's sinks may block or deadlock
 * when their server goes away (pulsesink reports an error while it holds its own lock), and would take the program
 * with them. Samples come on standard input; what happens goes to the parent as messages.
 */
import { workForParent, type DeviceParent } from '../device-child.ts';
import { capsOf, GstPipeline, type AppSource } from './gstreamer.ts';
import { DEVICE_ELEMENTS } from './device-elements.ts';
import { deviceJob, type DeviceMessage } from './device-protocol.ts';

/** Sound that may wait for the device: more would be heard later and later. */
const MOST_WAITING_NS = 200_000_000;
/** What waits when the end comes is played within this, or given up. */
const DRAIN_MS = 700;
const HEARTBEAT_MS = 500;

const job = deviceJob.parse(JSON.parse(process.argv[2] ?? ''));
const { kind, device, format } = job;

type Tell = DeviceParent<DeviceMessage>['tell'];

function start({ tell, leave }: DeviceParent<DeviceMessage>): void {
  const { launch, property } = DEVICE_ELEMENTS[kind];
  const caps = capsOf({ ...format, mask: BigInt(format.mask), precision: 32 });
  // Blocks are stamped as they come: the pace is the program's, and the sink fits its device to it.
  const source = 'is-live=true do-timestamp=true format=time block=false max-bytes=0 min-latency=60000000';
  const pipeline = new GstPipeline(
    `appsrc name=in ${source} caps="${caps}" ! audioconvert ! audioresample ! ${launch}`,
  );
  if (device !== undefined) pipeline.setText('out', property, device);
  const samples = pipeline.source('in');
  pipeline.play();
  const endSilence = playSilence(samples);
  pipeline.listen((message) => {
    if (message.type === 'error') tell({ type: 'failed', message: message.message ?? '' }, leave);
    else if (message.type === 'eos') leave();
    else if (message.type === 'state-changed' && message.from === 'out' && message.playing) {
      endSilence();
      tell({ type: 'playing' });
    }
  });
  feed(samples, tell, () => {
    pipeline.sendEnd();
    setTimeout(leave, DRAIN_MS);
  });
}

/** A sink is at work only once it has sound: silence at the pace of the clock, until it says that it plays. */
function playSilence(source: AppSource): () => void {
  const [began, block] = [performance.now(), Math.round(format.rate / 50)];
  let blocks = 0;
  const timer = setInterval(() => {
    for (; blocks < (performance.now() - began) / 20; blocks += 1)
      source.push(new Float32Array(block * format.channels));
  }, 20);
  return () => clearInterval(timer);
}

/** Hands on what comes on standard input, whole frames at a time. */
function feed(source: AppSource, tell: Tell, ended: () => void): void {
  const frame = format.channels * 4;
  let rest = Buffer.alloc(0);
  let dropped = 0;
  process.stdin.on('data', (data: Buffer) => {
    const bytes = Buffer.concat([rest, data]);
    const whole = bytes.length - (bytes.length % frame);
    rest = Buffer.from(bytes.subarray(whole));
    if (source.waiting > MOST_WAITING_NS) dropped += whole / frame;
    else if (whole > 0) source.push(new Float32Array(new Uint8Array(bytes.subarray(0, whole)).buffer));
  });
  process.stdin.on('end', ended);
  setInterval(() => {
    tell({ type: 'heartbeat', dropped });
    dropped = 0;
  }, HEARTBEAT_MS);
}

// The parent's word that ends it is the end of its standard input.
workForParent(start);
