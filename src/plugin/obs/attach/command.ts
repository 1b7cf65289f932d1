/** `momentfx obs attach`: momentfx beside an OBS that streams itself. */
import { openGrowingCaptions } from '../../../captions/files/growing.ts';
import { asTheyArrive } from '../../../captions/files/arriving.ts';
import { asError, describeError } from '../../../core/errors.ts';
import { parseDevice, type DeviceName } from '../../../media/mixer/device.ts';
import type { CommandContext } from '../../cli/context.ts';
import { resolveSettings, type Settings } from '../../config/options.ts';
import { UsageError } from '../../errors.ts';
import { untilStopped } from '../../live/command.ts';
import { openStage, planShow, type ShowInput } from '../../live/show.ts';
import type { PlayerParts } from '../../live/session-options.ts';
import { bundledLibrary } from '../../paths.ts';
import { wordsOf } from '../../session/policy.ts';
import { ownSecrets, refuseSecond, warnOfPlainPassword } from '../command.ts';
import { connectObs, type ObsConnection } from '../connection.ts';
import { findEndpoint, hostAndPort, type ObsEndpoint } from '../endpoint.ts';
import { ObsError } from '../errors.ts';
import { journalFor } from '../journal.ts';
import { Attachment } from './attachment.ts';
import { EFFECTS_REQUESTS, EFFECTS_SCENE } from './effects-scene.ts';
import { ObsInput } from './input.ts';
import { announceAttachment, attachmentLeft } from './presence.ts';
import { SCREENSHOT_REQUESTS } from './screenshots.ts';
import { openTextCaptions } from './text-captions.ts';
import { Voices } from './voices.ts';

/** This machine's microphone, as PulseAudio or PipeWire have it. */
const MICROPHONE = 'pulse:';

/**
 * Runs `momentfx obs attach` until a signal stops it. OBS then has nothing of ours among its sources.
 * @throws ObsError, UsageError and others with a next step
 */
export async function attachCommand(
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<void> {
  const { signal } = context;
  const secrets = ownSecrets();
  // What OBS sends is not ours to delay.
  const asked = { ...options, delay: 0 };
  const settings = resolveSettings(asked);
  const endpoint = await findEndpoint(settings, secrets);
  const inObs = playsInObs(settings, endpoint);
  const speech = speechOf(settings);
  warnOfPlainPassword(options);
  await refuseSecond(journalFor(endpoint));
  if (inObs) await attachmentLeft(endpoint);
  const heard: { by?: Attachment } = {};
  await using obs = await connectObs(endpoint, {
    needs: ['GetInputSettings', ...SCREENSHOT_REQUESTS, ...(inObs ? EFFECTS_REQUESTS : [])],
    signal,
    onEvent: (event) => heard.by?.hear(event),
  });
  const { obsPassword = '' } = settings;
  const plan = await planShow(asked, { typed: [obsPassword], secrets, attached: true });
  await using stage = await openStage(plan, context);
  const { reports } = stage;
  // Nothing was put into OBS so far.
  await using presence = inObs ? await announceAttachment(endpoint) : undefined;
  const input = new ObsInput({ obs, ...(speech === undefined ? {} : { speech }) });
  const attachment = (heard.by = new Attachment({
    ...{ obs, input, reports },
    ...(presence === undefined ? {} : { presence }),
  }));
  const player = (parts: PlayerParts): Voices =>
    (attachment.voices = new Voices({
      ...parts,
      ...{ obs, loudness: input.loudness, folder: settings.library ?? bundledLibrary },
      onMissing: () => attachment.voicesMissing(),
    }));
  let failure: Error | undefined;
  try {
    await attachment.begin();
    for (const line of introduction(settings, speech, inObs, obs.version.obs)) reports.info(line);
    const session = await stage.begin({ input, ...(inObs ? { player } : {}), ...captionsOf(settings, obs) });
    if (session !== undefined) await untilStopped(session, signal);
  } catch (error) {
    failure = asError(error);
  }
  attachment.voices?.[Symbol.dispose]();
  try {
    await attachment.end();
  } catch (error) {
    if (failure === undefined) throw error;
    reports.warn(describeError(asError(error)));
  }
  if (failure !== undefined) throw failure;
}

/** Whether OBS plays the effects; else a device does. */
function playsInObs({ into, bus }: Settings, endpoint: ObsEndpoint): boolean {
  if (into !== undefined && bus !== undefined)
    throw new UsageError(
      'bad-arguments',
      'Effects are played by OBS (--into obs) or on a device (--bus), not both.',
      'Leave one out.',
    );
  if (bus !== undefined) return false;
  if (!endpoint.here)
    throw new ObsError(
      'obs-elsewhere',
      `OBS at ${hostAndPort(endpoint)} is not on this machine: it cannot read the files of the effects.`,
      'Run momentfx beside OBS, or play them on a device that OBS captures: --bus pulse:NAME.',
    );
  return true;
}

/** Captions that are told without a time of the show: they count from when they are shown. */
function captionsOf({ asr, captionsOffset }: Settings, obs: ObsConnection): Pick<ShowInput, 'captions'> {
  if (asr.type === 'obs') return { captions: () => openTextCaptions(obs, asr.source) };
  // Whoever says how its clock lies to ours is believed.
  if (asr.type !== 'follow' || captionsOffset !== 0) return {};
  return { captions: () => asTheyArrive(openGrowingCaptions(asr.file), () => Date.now()) };
}

/** The device that is listened to, where words are recognised. */
function speechOf({ asr, speech }: Settings): DeviceName | undefined {
  if (asr.type === 'cea608' || asr.type === 'embedded')
    throw new UsageError(
      'bad-arguments',
      `--asr ${asr.type} needs a stream, and OBS keeps its own.`,
      'Listen to a device (--speech pulse:NAME), or take captions: --asr obs:SOURCE, follow:FILE.srt, ws://127.0.0.1:4460/captions.',
    );
  const device = parseDevice(speech ?? MICROPHONE);
  if (device === undefined)
    throw new UsageError(
      'bad-device',
      `--speech ${speech} names no audio device.`,
      'Use pulse:NAME, pipewire:NAME, alsa:NAME or jack:; a sink is heard by its monitor, pulse:SINK.monitor.',
    );
  return wordsOf(asr) === 'recognised' ? device : undefined;
}

/** What a person is told at the start. */
function introduction(
  { asr, bus }: Settings,
  speech: DeviceName | undefined,
  inObs: boolean,
  version: string,
): readonly string[] {
  const where = inObs
    ? `are played by OBS, as media sources in its scene "${EFFECTS_SCENE}"`
    : `are played on ${bus}, which OBS has to capture`;
  const words =
    speech !== undefined
      ? `Speech is listened to on ${speech.device === undefined ? 'the default source' : speech.shown}.`
      : asr.type === 'none'
        ? 'Nothing is listened to: pictures alone decide.'
        : 'Words come from captions.';
  return [
    `Beside OBS ${version}: effects ${where}. ${words}`,
    'Nothing of the stream passes through momentfx: effects come as soon as a moment is known, up to seconds after it began, and there is no delay to set and no video to send. `momentfx obs relay` puts them exactly on their moment.',
  ];
}
