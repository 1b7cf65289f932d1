/** Options that several commands share. */
import { Option, type Command } from 'commander';
import { SENSITIVITIES } from '../../analysis/manifest.ts';
import { AUDIO_CHOICES } from '../../media/output/codec-sets.ts';
import { DOCK_PLACE } from '../config/place.ts';
import { TAGS } from '../../streams/values.ts';

/** What decides which effects there are, and how loud; the same for recordings, for streams and beside OBS. */
export const withChoice = (command: Command): Command =>
  command
    .option(
      '--sensitivity <level>',
      `how readily effects are played: ${SENSITIVITIES.join(', ')} (default: normal)`,
    )
    .option('--threshold <p>', 'least probability of a moment, 0…1 (default: that of the sensitivity)')
    .option('--density <n>', 'most cues a minute')
    .option('--library <folder>', 'sound library (default: the bundled one)')
    .option('--model <folder>', 'checkpoint (default: the starter)')
    .option('--mute-tag <tags>', `no effects with these tags, separated by commas: ${TAGS.join(', ')}`)
    .option(
      '--language <code>',
      'what is spoken: auto (default: told from the words) or en, es, zh, …; no effects where the checkpoint does not know it',
    )
    .option('--gain <dB>', "effects' gain relative to the programme's loudness (default: 0)");

/** The same with what is done to the programme's own sound. */
const withEffects = (command: Command): Command =>
  withChoice(command)
    .option('--duck <dB>', 'lower the programme under an effect by this much (default: 4; 0 = not at all)')
    .addOption(
      new Option('--limiter <on|off>', 'keep true peaks below −1 dBTP (default: on)').choices(['on', 'off']),
    );

/** What shapes the decoration of a recording. */
export const withRecording = (command: Command): Command =>
  withEffects(command)
    .option('--audio-codec <codec>', `${AUDIO_CHOICES.join(', ')} (default: fits the container)`)
    .option(
      '--asr <source>',
      "moonshine (default), sherpa:FOLDER, none, captions:FILE (SRT, WebVTT), embedded (the recording's subtitle track) or cea608 (captions in its pictures)",
    )
    .option('--device <device>', 'where the network runs: auto (default), cpu, webgpu, cuda or tensorrt')
    .option(
      '--analysis <kind>',
      'own (default): a process of its own analyses; shared: one for all sessions of this user, in the memory of one',
    );

/** What shapes a live show that passes through momentfx, wherever its media come from. */
export const withShow = (command: Command): Command =>
  withReports(
    withEffects(
      command
        .option(
          '--delay <s>',
          'how far the programme runs behind the input: snappy (2 s), balanced (5 s, default), careful (10 s) or seconds; 0: effects come as soon as their moment is known',
        )
        .option('--hold', 'while the input is gone, show the last picture instead of ending the outputs')
        .option('--bus <device>', 'play the effects alone on an audio device: pulse:NAME, alsa:NAME …')
        .option('--segment <min>', 'minutes in one file of a recording')
        .option(
          '--asr <source>',
          'moonshine (default), sherpa:FOLDER, none, captions:FILE, follow:FILE (a growing SRT or WebVTT), ws://HOST:PORT/captions (served there), dock (sent to the dock), cea608, embedded',
        )
        .option('--captions-offset <s>', 'seconds to add to the times of a captions file that grows'),
    ),
  );

/** How a live show is told of and steered, and what analyses it. */
export const withReports = (command: Command): Command =>
  command
    .option(
      '--resume',
      'begin with what was set while the last show ran (on the dock, say); options that are given win',
    )
    .option('--log <file>', 'record of the show (JSON lines), for `momentfx replay`')
    .option('--log-format <format>', 'text (default) or json')
    .option('--log-level <level>', 'debug, info (default), warn or error')
    .option('--metrics <place>', 'serve /metrics and /healthz at PORT or HOST:PORT')
    .addOption(
      new Option(
        '--dock [place]',
        'serve the dock (see and steer the show in a browser or in OBS) at PORT or HOST:PORT (default: 9465)',
      ).preset(DOCK_PLACE),
    )
    .option('--dock-cert <file>', 'certificate (PEM) for a dock that other machines may reach')
    .option('--dock-key <file>', 'its key')
    .option('--device <device>', 'where the network runs: auto (default), cpu, webgpu, cuda or tensorrt')
    .option(
      '--analysis <kind>',
      'own (default): a process of its own analyses; shared: one for all sessions of this user, in the memory of one',
    );
