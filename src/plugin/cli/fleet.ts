/** Commands of a fleet: workers that take their work from Redis. Nothing of it is loaded until one of them runs. */
import type { Command } from 'commander';
import { FLEET_PLACE } from '../config/place.ts';
import type { CommandContext } from './context.ts';
import { example } from './example.ts';
import { withChoice, withRecording } from './show-options.ts';

/** `momentfx worker`, `submit` and `fleet`. */
export function addFleet(cli: Command, context: CommandContext): void {
  addWorker(cli, context);
  addSubmit(cli, context);
  addServe(addOverview(cli), context);
}

const SECRETS =
  '\nSecrets stay out of Redis: {env:NAME} or {file:PATH} in an address, which each worker looks up.';

function addWorker(cli: Command, context: CommandContext): void {
  withRedis(
    cli.command('worker').description("Takes a fleet's jobs from Redis, each in a process of its own."),
  )
    .option('--kinds <kinds>', 'batch (recordings, the default), live (sessions), or both: batch,live')
    .option('--concurrency <n>', 'recordings at once (default: one for two cores)')
    .option(
      '--sessions <n>',
      'sessions at once, however little they take (default: as many as there is room for)',
    )
    .option(
      '--cores <n>',
      'processors that sessions may fill (default: all); a quarter is kept for those of dead workers',
    )
    .option(
      '--memory <GiB>',
      'memory that jobs may fill (default: all that the machine, or its control group, has)',
    )
    .option(
      '--peers <place>',
      'PORT or IP:PORT (UDP) where other workers that take sessions ask this one whether Redis answers it, or off (default: any port, at the address that the machine has for Redis)',
    )
    .option('--name <name>', 'what it is called (default: machine and process)')
    .option(
      '--drain-time <s>',
      'how long a stop waits for recordings before they are given back (default: 60); sessions are handed over at once',
    )
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
  const submit = withPatience(
    cli.command('submit').description('Gives work to a fleet. What was submitted before is not run again.'),
  )
    .option(
      '--from <list>',
      'many at once: a .csv (with a header line) or .jsonl with input, output (a show: to), key and options',
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
  withRecording(withPatience(decorate))
    .addHelpText(
      'after',
      example('momentfx submit decorate /media/talk.mp4 -o /media/talk.fx.mp4 --sensitivity high') + SECRETS,
    )
    .action(async (input: string, _: unknown, command: Command) => {
      const { submitDecorateCommand } = await import('../fleet/submit-command.ts');
      await submitDecorateCommand(input, command.optsWithGlobals());
    });
  addSubmitLive(submit);
}

function addSubmitLive(submit: Command): void {
  const live = submit
    .command('live')
    .description('A show to run until its input ends or it is stopped; another worker takes it over.')
    .argument('<input>', 'rtmp(s)://, srt://, rtsp://, http(s)://….m3u8, udp://, or a file with --realtime')
    .option('--to <output...>', 'where it goes, as for `momentfx live`')
    .option('--realtime', 'play a file by the clock')
    .option('--loop', 'with --realtime: again and again')
    .option('--key <key>', 'what tells this show from others (default: all that is asked)')
    .option(
      '--delay <s>',
      'how far the programme runs behind the input: snappy, balanced (default), careful or seconds',
    )
    .option('--hold', 'while the input is gone, show the last picture instead of ending the outputs')
    .option('--segment <min>', 'minutes in one file of a recording')
    .option(
      '--asr <source>',
      'moonshine (default), sherpa:FOLDER, none, captions:FILE, follow:FILE, cea608, embedded',
    )
    .option('--captions-offset <s>', 'seconds to add to the times of a captions file that grows')
    .option('--device <device>', 'auto (default), cpu, webgpu or cuda')
    .option('--analysis <kind>', 'own (default) or shared')
    .option('--duck <dB>', 'lower the programme under an effect by this much (default: 4)')
    .option('--limiter <on|off>', 'keep true peaks below −1 dBTP (default: on)');
  withChoice(withSubmission(live))
    .addHelpText(
      'after',
      example(
        "momentfx submit live rtmp://ingest.example/live/show --to 'rtmp://live.example/app/{env:STREAM_KEY}'",
      ) + SECRETS,
    )
    .action(async (input: string, _: unknown, command: Command) => {
      const { submitLiveCommand } = await import('../fleet/submit-command.ts');
      await submitLiveCommand(input, command.optsWithGlobals());
    });
}

function addOverview(cli: Command): Command {
  const fleet = cli.command('fleet').description('Shows a fleet, and asks things of it.');
  const json = (command: Command): Command => withRedis(command).option('--json', 'as JSON');
  json(fleet.command('status').description('How many jobs there are, and who works.'))
    .option('--jobs <state>', 'list jobs instead: waiting, delayed, running, done or dead, with their faults')
    .option('--live', 'of sessions')
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
  return fleet;
}

function addServe(fleet: Command, context: CommandContext): void {
  withRedis(
    fleet
      .command('serve')
      .description("Serves the fleet's metrics to Prometheus, and a page that shows and steers it."),
  )
    .option('--place <place>', 'PORT or HOST:PORT of this machine', FLEET_PLACE)
    .option('--cert <file>', 'certificate (PEM) for a place that other machines may reach')
    .option('--key <file>', 'its key (PEM)')
    .addHelpText(
      'after',
      example('momentfx fleet serve') +
        '\n`momentfx dock --place 9467 --viewer` tells an address for somebody who may look and not act.',
    )
    .action(async (options: Record<string, unknown>) =>
      (await import('../fleet/serve/command.ts')).serveCommand(options, context),
    );
}

/** Where the fleet's Redis is. */
const withRedis = (command: Command): Command =>
  command
    .option('--redis <url>', 'redis:// or rediss://USER:{env:PASSWORD}@HOST:PORT/DB (default: REDIS_URL)')
    .option('--redis-ca <file>', "who has signed Redis's certificate (PEM), where nobody knows them");

const withSubmission = (command: Command): Command =>
  withRedis(command)
    .option('--again', 'run it again if it is done or dead')
    .option('--json', 'tell the outcome as JSON');

/** For recordings: a show is tried again for hours. */
const withPatience = (command: Command): Command =>
  withSubmission(command)
    .option('--attempts <n>', 'how often it is tried whose fault may mend itself (default: 5)')
    .option(
      '--retry-after <s>',
      'what the second try waits for; each further one twice as long (default: 10)',
    );
