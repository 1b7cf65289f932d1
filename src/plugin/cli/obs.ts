/** Commands for work with OBS. */
import { Option, type Command } from 'commander';
import { DOCK_PLACE } from '../config/place.ts';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { withChoice, withReports, withShow } from './show-options.ts';

/** `momentfx obs setup`, `relay`, `attach`, `restore` and `status`. */
export function addObs(cli: Command, context: CommandContext): void {
  const obs = cli.command('obs').description('Works with OBS on this machine.');
  withObs(
    obs
      .command('setup')
      .description(
        'Gets OBS ready with a few questions: where the stream goes, the dock, its WebSocket server.',
      )
      .option('--to <output...>', 'where it goes; obs: to the service and server that OBS is set to')
      .addOption(
        new Option('--dock [place]', 'add the dock to OBS; PORT or HOST:PORT (default: 9465)').preset(
          DOCK_PLACE,
        ),
      )
      .option('--inside', 'OBS streams by itself, and momentfx plays into it (`obs attach`)')
      .option('--no-dock', 'no dock')
      .option('--yes', 'take the usual answer to what is not said: as OBS is set, with the dock'),
  )
    .addHelpText(
      'after',
      example('momentfx obs setup') +
        "\nOBS's settings are changed only while OBS is closed; what was there before stays beside them. A second run changes nothing.",
    )
    .action(async (options: Record<string, unknown>) => {
      const { setupCommand } = await import('../obs/setup/command.ts');
      await setupCommand(options, context);
    });
  const relay = obs
    .command('relay')
    .description(
      "Takes OBS's stream, adds sound effects, sends it on; OBS's stream settings are its own again afterwards.",
    )
    .option(
      '--to <output...>',
      'where it goes, as for `momentfx live`; obs (default): to the service and server that OBS is set to',
    );
  withShow(withObs(relay))
    .addHelpText(
      'after',
      example("momentfx obs relay --delay 8 --to obs --to 'recording.mkv'") +
        '\nKeys stay off the command line: {env:NAME}, {file:PATH} or {stdin} in an address or password.' +
        '\nStart and stop the stream in OBS as ever. Ctrl-C ends it and puts the settings back; after a crash the next start does, or `momentfx obs restore`.',
    )
    .action(async (options: Record<string, unknown>) => {
      const { relayCommand } = await import('../obs/command.ts');
      await relayCommand(options, context);
    });
  const attach = obs
    .command('attach')
    .description(
      'Adds sound effects inside an OBS that streams itself: at once, without a detour for the stream.',
    )
    .option('--into <obs>', 'obs (default): OBS plays the effects, as media sources in a scene of their own')
    .option(
      '--bus <device>',
      'play them on an audio device that OBS captures instead: pulse:NAME, alsa:NAME …',
    )
    .option(
      '--speech <device>',
      "what is listened to: pulse:NAME (a sink by pulse:SINK.monitor), alsa:NAME … (default: this machine's microphone)",
    )
    .option(
      '--asr <source>',
      'moonshine (default), sherpa:FOLDER, none; or captions: obs:SOURCE (a text source of OBS, such as that of LocalVocal), follow:FILE (a growing SRT or WebVTT), ws://HOST:PORT/captions (served there), dock (sent to the dock)',
    )
    .option('--captions-offset <s>', 'seconds to add to the times of a captions file that grows');
  withReports(withChoice(withObs(attach)))
    .addHelpText(
      'after',
      example('momentfx obs attach --asr obs:LocalVocal') +
        '\nEffects come as soon as a moment is known, up to seconds after it began; nothing is delayed and no video is sent. `momentfx obs relay` puts them exactly on their moment.' +
        '\nWhat is added to OBS is taken away on Ctrl-C; after a crash by `momentfx obs restore`, or used again at the next start.',
    )
    .action(async (options: Record<string, unknown>) => {
      const { attachCommand } = await import('../obs/attach/command.ts');
      await attachCommand(options, context);
    });
  withObs(
    obs
      .command('restore')
      .description(
        'Puts back and takes away what a relay or an attachment that was ended by force has left in OBS.',
      ),
  )
    .addHelpText('after', example('momentfx obs restore'))
    .action(async (options: Record<string, unknown>) => {
      const { restoreCommand } = await import('../obs/command.ts');
      await restoreCommand(options, context);
    });
  withObs(obs.command('status').description('Tells how it stands with OBS, and what to do about each fault.'))
    .addHelpText('after', example('momentfx obs status'))
    .action(async (options: Record<string, unknown>) => {
      const { statusCommand } = await import('../obs/command.ts');
      await statusCommand(options, context);
    });
}

/** Where OBS is. */
const withObs = (command: Command): Command =>
  command
    .option('--obs-host <host>', 'where OBS is (default: this machine)')
    .option('--obs-port <port>', "port of OBS's WebSocket server (default: what OBS's configuration says)")
    .option('--obs-password <password>', "its password (default: what OBS's configuration says)");
