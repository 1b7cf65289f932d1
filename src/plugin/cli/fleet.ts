/** Commands of a fleet: workers that take their work from Redis. Nothing of it is loaded until one of them runs. */
import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { withRecording } from './show-options.ts';

/** `momentfx worker`, `submit` and `fleet`. */
export function addFleet(cli: Command, context: CommandContext): void {
  addWorker(cli, context);
  addSubmit(cli, context);
  addOverview(cli);
}

const SECRETS =
  '\nSecrets stay out of Redis: {env:NAME} or {file:PATH} in an address, which each worker looks up.';

function addWorker(cli: Command, context: CommandContext): void {
  withRedis(
    cli.command('worker').description("Takes a fleet's jobs from Redis, each in a process of its own."),
  )
    .option('--concurrency <n>', 'jobs at once (default: one for two cores)')
    .option('--name <name>', 'what it is called (default: machine and process)')
    .option('--drain-time <s>', 'how long a stop waits for what runs before it is given back (default: 60)')
    .addHelpText(
      'after',
      example(
        "momentfx worker --redis 'rediss://fleet:{env:REDIS_PASSWORD}@redis.example:6379' --concurrency 4",
      ) +
        '\nThe first Ctrl-C or SIGTERM finishes what runs, or gives it back; the second ends at once, and other workers take over.',
    )
    .action(async (options: Record<string, unknown>) => {
      const { workerCommand } = await import('../fleet/worker/command.ts');
      await workerCommand(options, context);
    });
}

function addSubmit(cli: Command, context: CommandContext): void {
  const submit = withSubmission(
    cli.command('submit').description('Gives work to a fleet. What was submitted before is not run again.'),
  )
    .option(
      '--from <list>',
      'many at once: a .csv (with a header line) or .jsonl with input, output, key and options',
    )
    .addHelpText('after', example('momentfx submit --from catalogue.csv') + SECRETS)
    .action(async (options: Record<string, unknown>) => {
      const { submitListCommand } = await import('../fleet/submit-command.ts');
      await submitListCommand(options, context.signal);
    });
  const decorate = submit
    .command('decorate')
    .description('A recording to decorate.')
    .argument('<input>', 'a file that the workers have, too, or an address')
    .option(
      '-o, --output <output>',
      'a file, or an http(s) address that takes a PUT, such as a presigned one',
    )
    .option('--cues <file>', 'write the cue sheet (JSON) there')
    .option('--from-cues <file>', 'mix this cue sheet instead of analysing')
    .option('--key <key>', 'what tells this job from others (default: all that is asked)');
  withRecording(withSubmission(decorate))
    .addHelpText(
      'after',
      example('momentfx submit decorate /media/talk.mp4 -o /media/talk.fx.mp4 --sensitivity high') + SECRETS,
    )
    .action(async (input: string, _: unknown, command: Command) => {
      const { submitDecorateCommand } = await import('../fleet/submit-command.ts');
      await submitDecorateCommand(input, command.optsWithGlobals());
    });
}

function addOverview(cli: Command): void {
  const fleet = cli.command('fleet').description('Shows a fleet, and asks things of it.');
  const json = (command: Command): Command => withRedis(command).option('--json', 'as JSON');
  json(fleet.command('status').description('How many jobs there are, and who works.'))
    .option('--jobs <state>', 'list jobs instead: waiting, delayed, running, done or dead, with their faults')
    .option('--most <n>', 'of the list (default: 100)')
    .addHelpText('after', example('momentfx fleet status --jobs dead'))
    .action(async (options: Record<string, unknown>) =>
      (await import('../fleet/command.ts')).statusCommand(options),
    );
  json(fleet.command('logs').description('The last lines of a job.').argument('<job>', 'its number or key'))
    .addHelpText('after', example('momentfx fleet logs j3f1c9a0b2d4e6f8a1b2'))
    .action(async (id: string, options: Record<string, unknown>) =>
      (await import('../fleet/command.ts')).logsCommand(id, options),
    );
  json(
    fleet
      .command('stop')
      .description('Ends a job: one that waits is taken away, one that runs is stopped.')
      .argument('<job>', 'its number or key'),
  )
    .addHelpText('after', example('momentfx fleet stop j3f1c9a0b2d4e6f8a1b2'))
    .action(async (id: string, options: Record<string, unknown>) =>
      (await import('../fleet/command.ts')).stopCommand(id, options),
    );
  json(
    fleet
      .command('drain')
      .description('Lets a worker end once it is done with what it runs.')
      .argument('<worker>', 'its name, as `fleet status` tells it'),
  )
    .addHelpText('after', example('momentfx fleet drain studio-4711-a1b2'))
    .action(async (name: string, options: Record<string, unknown>) =>
      (await import('../fleet/command.ts')).drainCommand(name, options),
    );
}

/** Where the fleet's Redis is. */
const withRedis = (command: Command): Command =>
  command
    .option('--redis <url>', 'redis:// or rediss://USER:{env:PASSWORD}@HOST:PORT/DB (default: REDIS_URL)')
    .option('--redis-ca <file>', "who has signed Redis's certificate (PEM), where nobody knows them");

const withSubmission = (command: Command): Command =>
  withRedis(command)
    .option('--attempts <n>', 'how often it is tried whose fault may mend itself (default: 5)')
    .option(
      '--retry-after <s>',
      'what the second try waits for; each further one twice as long (default: 10)',
    )
    .option('--again', 'run it again if it is done or dead')
    .option('--json', 'tell the outcome as JSON');
