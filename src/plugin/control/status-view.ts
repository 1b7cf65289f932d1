/** How a show is, as lights with words: green is well, yellow is worth a look, red needs somebody. */
import { toSeconds, type Micros } from '../../streams/time.ts';
import type { LiveStatus } from '../live/events.ts';
import { redactText } from '../live/report/text.ts';
import { seconds } from './moment-view.ts';
import type { Light, StatusView } from './protocol.ts';

const OUTPUTS: Readonly<Record<LiveStatus['outputs'][number]['state'], Light>> = {
  idle: { level: 'yellow', text: 'waits for the show' },
  connecting: { level: 'yellow', text: 'connecting' },
  open: { level: 'green', text: 'on air' },
  waiting: { level: 'red', text: 'lost; tries again' },
  gone: { level: 'red', text: 'gone for good' },
  closed: { level: 'yellow', text: 'closed' },
};

const ANALYSIS: Readonly<Record<LiveStatus['analysis']['state'], Light>> = {
  starting: { level: 'yellow', text: 'starts' },
  up: { level: 'green', text: 'looks and listens' },
  down: { level: 'red', text: 'down; no effects until it is back' },
  off: { level: 'red', text: 'given up; no more effects' },
};

/** Windows that wait for the network; more, and decisions come late. */
const BUSY_WINDOWS = 4;
/** Recognised speech further behind than this makes cues late, in seconds. */
const SLOW_SPEECH_S = 3;

/** The status at `wall` (ms since 1970). `margin`: of the newest cue, in seconds. */
export function statusView(status: LiveStatus, wall: number, margin: number | undefined): StatusView {
  const { state, input, outputs, delay, playhead, mixer } = status;
  return {
    state,
    playhead: seconds(playhead),
    wall,
    input: { ...inputLight(status), name: redactText(input.name) },
    outputs: outputs.map((output) => ({ ...OUTPUTS[output.state], name: redactText(output.name) })),
    analysis: analysisLight(status),
    delay: { asked: tenths(delay.asked), actual: tenths(delay.actual) },
    ...(margin === undefined ? {} : { margin }),
    played: mixer.played,
  };
}

function inputLight({ state, input }: LiveStatus): Light {
  if (input.connected) return { level: 'green', text: 'connected' };
  if (state === 'starting') return { level: 'yellow', text: 'awaited' };
  return state === 'stopping' || state === 'stopped'
    ? { level: 'yellow', text: 'closed' }
    : { level: 'red', text: state === 'holding' ? 'lost; the last picture is held' : 'not there' };
}

function analysisLight({ analysis, speechLag }: LiveStatus): Light {
  if (analysis.state !== 'up') return ANALYSIS[analysis.state];
  if (analysis.waiting > BUSY_WINDOWS)
    return { level: 'yellow', text: `busy: ${analysis.waiting} windows wait` };
  const lag = toSeconds(speechLag);
  return lag > SLOW_SPEECH_S
    ? { level: 'yellow', text: `speech lies ${lag.toFixed(0)} s behind` }
    : ANALYSIS.up;
}

/** Nobody sees more, and what flickers would be sent again and again. */
const tenths = (time: Micros): number => Math.round(toSeconds(time) * 10) / 10;
