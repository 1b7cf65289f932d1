/** The command line: names, options and examples. What a command does lives in its own room and is loaded only when it runs. */
import { Command, CommanderError } from 'commander';
import { TAGS } from '../../streams/values.ts';
import { DOCK_PLACE } from '../config/place.ts';
import { UsageError } from '../errors.ts';
import type { DockCommandOptions } from '../control/command.ts';
import type { RedisChoice } from '../fleet/connection.ts';
import type { CommandContext } from './context.ts';
import { print, tell } from './standard-streams.ts';
import { example } from './example.ts';
import { addData } from './data.ts';
import { addExperiment } from './experiment.ts';
import { addFleet } from './fleet.ts';
import { addObs } from './obs.ts';
import { withRecording, withShow } from './show-options.ts';
import { addModels } from './models.ts';

/** Builds the command line; `parseAsync` of the result runs one command. Faults in what was typed are UsageErrors. */
export function createCommandLine(context: CommandContext): Command {
  const cli = new Command('momentfx')
    .description(
      'Adds sound effects to video by itself: finds the key moments, picks a fitting effect, mixes it at the right sample.',
    )
    .version(context.version)
    .showHelpAfterError(false)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride();
  addDecorate(cli, context);
  addReview(cli, context);
  addLive(cli, context);
  addObs(cli, context);
  addDock(cli);
  addReplay(cli);
  addLibrary(cli, context);
  addModels(cli, context);
  addExperiment(cli, context);
  addData(cli, context);
  addFleet(cli, context);
  addDoctor(cli);
  return cli;
}

/** Parses and runs `args` (without node and script). Help and version print and return; other faults are thrown. */
export async function runCommandLine(cli: Command, args: readonly string[]): Promise<void> {
  for (const command of allCommands(cli))
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  try {
    await cli.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (error.code === 'commander.help') {
      print(cli.helpInformation().trimEnd());
      throw new UsageError('no-command', 'No command was given.', 'See the list above.', { cause: error });
    }
    const what = error.message.replace(/^error: /, '').replace(/\.?$/, '.');
    throw new UsageError(
      'bad-arguments',
      what.charAt(0).toUpperCase() + what.slice(1),
      'See `momentfx --help`.',
      { cause: error },
    );
  }
}

const allCommands = (command: Command): Command[] => [command, ...command.commands.flatMap(allCommands)];

function addDecorate(cli: Command, context: CommandContext): void {
  const command = cli
    .command('decorate')
    .description('Adds sound effects to a recording; the video passes untouched.')
    .argument('<input>', 'any file that FFmpeg reads, or an address')
    .option('-o, --output <file>', 'the decorated recording: .mp4 .mkv .mov .flv .ts .webm')
    .option('--cues <file>', 'write the cue sheet (JSON) there')
    .option('--from-cues <file>', 'mix this (edited) cue sheet instead of analysing')
    .option('--dry-run', 'find the cues only; writes no recording');
  withRecording(command)
    .addHelpText(
      'after',
      example('momentfx decorate talk.mp4 -o talk.fx.mp4 --cues talk.cues.json') +
        '\nKeys stay off the command line: {env:NAME}, {file:PATH} or {stdin} in an address.',
    )
    .action(async (input: string, options: Record<string, unknown>) => {
      const { decorateCommand } = await import('../decorate/command.ts');
      await decorateCommand(input, options, context.signal);
    });
}

function addReview(cli: Command, context: CommandContext): void {
  const command = cli
    .command('review')
    .description("Finds a recording's effects and shows them on a page, to be changed before they are mixed.")
    .argument('<input>', 'a file that FFmpeg reads')
    .option('-o, --output <file>', 'the decorated recording (default: NAME.fx.EXT beside the input)')
    .option('--cues <file>', 'the cue sheet (default: NAME.fx.cues.json)')
    .option('--place <place>', 'serve the page at PORT or HOST:PORT of this machine (default: 9466)');
  withRecording(command)
    .addHelpText(
      'after',
      example('momentfx review talk.mp4') +
        '\nEvery change is kept beside the output at once: after Ctrl-C, or a crash, the same command goes on there.',
    )
    .action(async (input: string, options: Record<string, unknown>) =>
      (await import('../review/command.ts')).reviewCommand(input, options, context),
    );
}

function addDock(cli: Command): void {
  cli
    .command('dock')
    .description("Tells the dock's address with its token, for a browser or a custom dock of OBS.")
    .option('--place <place>', 'where the show serves it (`live --dock`), PORT or HOST:PORT', DOCK_PLACE)
    .option('--viewer', 'for somebody who may look and not act')
    .option(
      '--captions',
      'where captions are sent to (`live --dock --asr dock`), and nothing else may be done',
    )
    .option('--tls', 'the dock has a certificate')
    .option(
      '--renew',
      'make another token first: every address that was given out before ends, also in shows that run',
    )
    .addHelpText('after', example('momentfx dock --viewer'))
    .action(async (options: DockCommandOptions) => {
      const { dockAddress } = await import('../control/command.ts');
      print(await dockAddress(options));
      if (options.renew === true)
        tell(
          'Addresses from before are good no more: give the new ones to whoever needs them. `momentfx obs setup` puts the dock of OBS right.',
        );
    });
}

function addReplay(cli: Command): void {
  cli
    .command('replay')
    .description(
      'Lists the cues of a recorded show, tells what other settings would have changed, exports them.',
    )
    .argument('<record>', 'what `momentfx live --log` wrote')
    .option('--threshold <p>', 'decide anew with this least probability of a moment, 0…1')
    .option('--density <n>', 'decide anew with at most so many cues a minute')
    .option('--least-gap <s>', 'decide anew with at least so many seconds between cues')
    .option('--mute-tag <tags>', `decide anew without these tags, separated by commas: ${TAGS.join(', ')}`)
    .option('--quiet', 'decide anew without effects')
    .option('--show <n>', 'which show of a record that holds several (default: the last)')
    .option('--cues <file>', 'write the cue sheet (JSON) there')
    .option('--srt <file>', 'write subtitles there')
    .option('--edl <file>', 'write an edit list (CMX 3600) there')
    .option('--fps <rate>', "the edit list's frame rate, as in 25, 29.97 or 29.97df (default: 25)")
    .option('--csv <file>', 'write a table there')
    .addHelpText('after', example('momentfx replay show.jsonl --threshold 0.8 --edl show.edl --fps 29.97df'))
    .action(async (record: string, options: Record<string, unknown>) =>
      (await import('../replay/command.ts')).replayCommand(record, options),
    );
}

function addLive(cli: Command, context: CommandContext): void {
  const command = cli
    .command('live')
    .description('Adds sound effects to a running stream and sends it on; the video passes untouched.')
    .argument(
      '<input>',
      'rtmp(s)://, srt://, rtsp://, http(s)://….m3u8, udp://, a device (v4l2:/dev/video0), or a file with --realtime',
    )
    .option(
      '--to <output...>',
      'where it goes, several at once: rtmp(s)://, srt://, udp://, a file (.mkv .ts .flv .mp4 .mov), a playlist (.m3u8), or a device for the whole mix (pulse:NAME, pipewire:NAME, alsa:NAME, jack:)',
    )
    .option('--listen', 'wait for the sender to come to this address (RTMP, RTSP)')
    .option('--realtime', 'play a file by the clock')
    .option('--loop', 'with --realtime: again and again');
  withShow(command)
    .addHelpText(
      'after',
      example(
        "momentfx live rtmp://127.0.0.1:1935/live/show --listen --to 'rtmp://live.example/app/{env:STREAM_KEY}' --delay 8",
      ) +
        '\nKeys stay off the command line: {env:NAME}, {file:PATH} or {stdin} in an address.' +
        '\nWhile it runs, lines on standard input steer it: delay 8, veto m3, nudge m3 0.5, quiet on, panic (all effects silent at once), sensitivity low, threshold 0.6.' +
        '\nCtrl-C plays what is held and closes everything; a second one ends at once.',
    )
    .action(async (input: string, options: Record<string, unknown>) => {
      const { liveCommand } = await import('../live/command.ts');
      await liveCommand(input, options, context);
    });
}

function addLibrary(cli: Command, context: CommandContext): void {
  const library = cli.command('library').description('Looks at sound libraries and makes your own.');
  library
    .command('list')
    .description("Lists a library's effects.")
    .option('--library <folder>', 'sound library (default: the bundled one)')
    .option('--tag <tag>', 'only effects with this tag')
    .option('--json', 'as JSON')
    .addHelpText('after', example('momentfx library list --tag humor'))
    .action(async (options: Record<string, unknown>) =>
      (await import('../library/command.ts')).listCommand(options),
    );
  library
    .command('add')
    .description('Turns a folder of sounds (wav, mp3, flac, ogg) into a library.')
    .argument('<folder>', 'your sounds, with metadata.json, library.csv or telling file names')
    .option('--out <folder>', 'where the library is written (default: FOLDER-library)')
    .addHelpText('after', example('momentfx library add ~/sounds --out ~/my-library'))
    .action(async (folder: string, options: Record<string, unknown>) =>
      (await import('../library/command.ts')).addCommand(folder, options, context.signal),
    );
  library
    .command('check')
    .description('Checks a library and says what to mend.')
    .argument('[folder]', 'the library (default: the bundled one)')
    .addHelpText('after', example('momentfx library check ~/my-library'))
    .action(async (folder: string | undefined) =>
      (await import('../library/command.ts')).checkCommand(folder),
    );
}

function addDoctor(cli: Command): void {
  cli
    .command('doctor')
    .description('Checks this machine and the installation, and says what to do about each fault.')
    .option('--redis <url>', "look at a fleet's Redis as well")
    .option('--redis-ca <file>', 'who has signed its certificate (PEM)')
    .addHelpText('after', example('momentfx doctor'))
    .action(async (options: RedisChoice) => {
      const { doctorCommand } = await import('../doctor/command.ts');
      if (options.redis === undefined) return doctorCommand();
      const { checks } = await import('../doctor/checks.ts');
      const { redisCheck } = await import('../fleet/finding.ts');
      return doctorCommand([...checks, redisCheck(options)]);
    });
}
