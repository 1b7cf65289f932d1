/** A session's figures at one moment, and its input in a few words. */
import type { InputInfo } from '../../media/input/info.ts';
import type { LiveInput } from '../../media/input/reconnecting-source.ts';
import type { Program } from '../../media/program/program.ts';
import type { RealtimePacer } from '../../media/program/realtime-pacer.ts';
import type { LiveSink } from '../../media/output/sink.ts';
import { ZERO, type Micros } from '../../streams/time.ts';
import type { AnalysisSupervisor } from '../session/analysis-supervisor.ts';
import type { LiveStatus } from './events.ts';
import type { EffectsPlayer } from './session-options.ts';
import { processMemory } from './memory.ts';

/** The parts of a session, as far as there are any yet. */
export interface StatusParts {
  readonly state: LiveStatus['state'];
  readonly name?: string;
  readonly connected?: boolean;
  readonly input?: LiveInput | undefined;
  readonly outputs?: readonly LiveSink[];
  readonly program?: Program | undefined;
  readonly player?: EffectsPlayer | undefined;
  readonly pacer?: RealtimePacer | undefined;
  readonly link?: AnalysisSupervisor | undefined;
  readonly speechLag?: Micros;
}

const NOTHING_YET = {
  packets: 0,
  bytes: 0,
  connections: 0,
  jumps: 0,
  gaps: 0,
  damaged: 0,
  framesDecoded: 0,
  audioDriftPpm: 0,
} as const;

/** The session's figures; parts that do not exist yet count as zero. */
export function statusOf({
  state,
  input,
  outputs = [],
  program,
  player,
  pacer,
  link,
  ...rest
}: StatusParts): LiveStatus {
  return {
    state: state === 'running' && program?.state === 'holding' ? 'holding' : state,
    input: {
      ...NOTHING_YET,
      ...input?.counts,
      connected: rest.connected ?? false,
      name: rest.name ?? '',
    },
    outputs: outputs.map((output) => ({ ...output.counts, name: output.name })),
    delay: pacer?.delay ?? { asked: ZERO, actual: ZERO },
    line: program?.line ?? { span: ZERO, bytes: 0 },
    playhead: program?.playhead ?? ZERO,
    analysis: {
      state: link?.state ?? 'starting',
      restarts: link?.restarts ?? 0,
      waiting: link?.client?.load.waiting ?? 0,
      sessions: link?.client?.load.sessions ?? 0,
    },
    speechLag: rest.speechLag ?? ZERO,
    mixer: player?.mixer ?? { played: 0, late: 0, crowded: 0 },
    memory: { session: process.memoryUsage.rss(), analysis: processMemory(link?.client?.pid) },
  };
}

/** Container, picture and sound of an input. */
export function summaryOf({ container, video, audio }: InputInfo): string {
  const rate = video?.frameRate === undefined ? '' : ` at ${Number(video.frameRate.toFixed(2))}/s`;
  const picture =
    video === undefined ? 'no picture' : `${video.codec} ${video.width ?? '?'}×${video.height ?? '?'}${rate}`;
  const sound =
    audio === undefined
      ? 'no sound'
      : `${audio.codec} ${audio.sampleRate ?? '?'} Hz, ${audio.channels ?? '?'} channels`;
  return `${container}: ${picture}, ${sound}`;
}
