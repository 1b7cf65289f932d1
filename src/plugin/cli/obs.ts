/** Commands for work with OBS. */
import { Option, type Command } from 'commander';
import { DOCK_PLACE } from '../config/place.ts';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { withShow } from './show-options.ts';

/** `momentfx obs setup`, `relay`, `restore` and `status`. */
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
  withObs(
    obs
      .command('restore')
      .description("Puts OBS's stream settings back after a relay that was ended by force."),
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
