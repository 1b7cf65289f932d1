/** The command of the paper's experiments. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { inWorkshop } from './workshop.ts';

/** `momentfx experiment`. */
export function addExperiment(cli: Command, context: CommandContext): void {
  cli
    .command('experiment')
    .description(
      "Makes the paper's tables: trains and measures each row with several seeds. Ctrl-C keeps what is done; the same command goes on.",
    )
    .argument('<name>', '`list` tells which there are')
    .option('--out <folder>', 'runs, results, tables and pictures (default: runs/experiments)')
    .option('--data <folder>', 'data in the SFX-Moment layout (default: a generated corpus)')
    .option(
      '--corpus <folder>',
      'generated corpus; made there if absent (default: in the folder of the runs)',
    )
    .option('--encoders <family>', 'of a corpus that is made: lite (default) or minilm')
    .option(
      '--preset <preset>',
      'sizes and steps: smoke, small (default; a night on two cores) or full (as the paper)',
    )
    .option('--steps <msm,end-to-end>', "numbers of steps instead of the preset's, as in 250,2000")
    .option('--seeds <n>', 'how many seeds, from 1 on (default: 3)')
    .option('--rows <ids>', 'only these rows, separated by commas (default: all)')
    .option('--gather', 'train nothing: write the tables of what is there')
    .option('--threads <n>', 'threads (default: 2)')
    .option('--device <device>', 'cpu (default), cuda or webgpu')
    .addHelpText(
      'after',
      example(
        'momentfx experiment methods --seeds 3\n  momentfx experiment ablations --data SFX-Moment --preset full --device cuda',
      ),
    )
    .action((name: string, options: Record<string, unknown>) =>
      inWorkshop(async () =>
        (await import('../experiment/command.ts')).experimentCommand(name, options, context.signal),
      ),
    );
}
