/** Commands around training data in SFX-Moment's layout. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';

/** `momentfx data`. */
export function addData(cli: Command, context: CommandContext): void {
  const data = cli
    .command('data')
    .description(
      "Training data in SFX-Moment's layout (docs/data.md): checks it, makes it from videos of yours.",
    );
  data
    .command('check')
    .description(
      'Reads a data set: what is missing or odd, and its statistics as in Tables 1 and 2 of the paper.',
    )
    .argument('<folder>', 'its top folder, with train_video.txt')
    .option('--quick', 'leave the values of features unread')
    .option('--json', 'as JSON')
    .addHelpText('after', example('momentfx data check SFX-Moment'))
    .action(async (folder: string, options: Record<string, unknown>) =>
      (await import('../data/check.ts')).dataCheckCommand(folder, options, context.signal),
    );
  data
    .command('build')
    .description(
      'Makes a data set of your own videos, NAME.mp4 beside NAME.cues.json; Ctrl-C keeps what is done.',
    )
    .argument(
      '<folder>',
      'videos with their cue sheets; with NAME.srt what is said is not recognised, NAME.tts.srt is text of the creator',
    )
    .requiredOption('--out <folder>', 'where the data set is made, or completed')
    .option('--library <folder>', 'the effects that the cue sheets name (default: the bundled ones)')
    .option(
      '--encoders <family>',
      'minilm, lite, muse or a package (`momentfx models list`; default: the best that is here)',
    )
    .option('--asr <source>', 'for videos without captions: moonshine (default), sherpa:FOLDER or none')
    .option(
      '--split <shares>',
      'of train, val and test in percent (default: 80,10,10), where the folder has no train_video.txt',
    )
    .option('--jobs <n>', 'videos at once (default: 2)')
    .addHelpText('after', example('momentfx data build shows --out runs/shows'))
    .action(async (folder: string, options: Record<string, unknown>) =>
      (await import('../data/build.ts')).dataBuildCommand(folder, options, context.signal),
    );
}
