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
}
