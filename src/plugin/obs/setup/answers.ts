/** The questions of the setup, answered by options, by a person, or as most people would. */
import { z } from 'zod';
import { Address } from '../../../core/stream-url.ts';
import { describeError, isActionable } from '../../../core/errors.ts';
import { planOutput } from '../../../media/output/plan.ts';
import { parseDevice } from '../../../media/mixer/device.ts';
import type { Questions } from '../../cli/questions.ts';
import { print } from '../../cli/standard-streams.ts';
import { UsageError } from '../../errors.ts';
import { plainKeyWarning } from '../../session/secrets.ts';
import { OBS_OUTPUT } from '../service.ts';
import type { Found } from './look.ts';

/** What was asked for. */
export interface Answers {
  /** Where the stream goes through momentfx (none: to where OBS is set); or OBS streams itself, with momentfx inside it. */
  readonly to: readonly string[] | 'inside';
  /** Whether OBS shows the dock. */
  readonly dock: boolean;
  /** Whether a server that is switched off is switched on. */
  readonly server: boolean;
}

/** Who answers what the options leave open. */
export type Answerer =
  | { readonly type: 'person'; readonly questions: Questions }
  /** `--yes`: as most people would. */
  | { readonly type: 'defaults' }
  | { readonly type: 'nobody' };

const optionsSchema = z.object({
  to: z.array(z.string().min(1)).optional(),
  inside: z.boolean().default(false),
  dock: z.union([z.string(), z.boolean()]).optional(),
});

/**
 * Answers for this OBS.
 * @throws UsageError no-terminal where something is open and nobody is there to answer
 */
export async function answersFor(
  found: Found,
  options: Readonly<Record<string, unknown>>,
  answerer: Answerer,
): Promise<Answers> {
  const given = optionsSchema.parse(options);
  if (given.inside && given.to !== undefined)
    throw new UsageError(
      'bad-arguments',
      'With --inside OBS streams itself, to where it is set.',
      'Leave out --inside or --to.',
    );
  for (const address of given.to ?? []) checkAddress(address);
  return {
    to: given.inside ? 'inside' : (given.to ?? (await whereTo(found, answerer))),
    dock:
      given.dock === undefined
        ? await confirm(answerer, 'Add the momentfx dock to OBS, to see and steer what is coming?')
        : given.dock !== false,
    server:
      found.type === 'running' || found.server.enabled
        ? false
        : await confirm(answerer, "OBS's WebSocket server is switched off. Switch it on?"),
  };
}

async function whereTo(found: Found, answerer: Answerer): Promise<Answers['to']> {
  if (answerer.type === 'nobody') throw unanswered();
  const service = found.type === 'running' ? found.service : undefined;
  const fault = found.type === 'running' ? found.fault : undefined;
  if (answerer.type === 'defaults') {
    if (fault !== undefined) throw fault;
    return [];
  }
  print('Where shall the stream go?');
  if (fault !== undefined) print(`  ${describeError(fault)}`);
  else print(`  Enter: where OBS is set to${service === undefined ? '' : ` (${service})`}.`);
  print('  Or type an address; the key stays off the screen: rtmps://live.example/app/{env:STREAM_KEY}');
  print(
    '  Or type "inside": OBS streams by itself, and momentfx plays into it, some seconds after each moment.',
  );
  for (;;) {
    const answer = await answerer.questions.line('  >');
    if (answer === 'inside') return answer;
    if (answer === '' || answer === OBS_OUTPUT) {
      if (fault === undefined) return [];
      continue;
    }
    try {
      checkAddress(answer);
    } catch (error) {
      if (!isActionable(error)) throw error;
      print(`  ${describeError(error)}`);
      continue;
    }
    const warning = plainKeyWarning(answer);
    if (warning !== undefined) print(`  ${warning}`);
    return [answer];
  }
}

/**
 * Whether it can be an output; what its placeholders stand for need not be known yet.
 * @throws MediaError
 */
function checkAddress(text: string): void {
  if (text !== OBS_OUTPUT && parseDevice(text) === undefined)
    planOutput(new Address(text.replace(/\{(?:env:[^{}]+|file:[^{}]+|stdin)\}/g, 'key')));
}

async function confirm(answerer: Answerer, question: string): Promise<boolean> {
  if (answerer.type === 'nobody') throw unanswered();
  return answerer.type === 'defaults' || answerer.questions.confirm(question, true);
}

const unanswered = (): UsageError =>
  new UsageError(
    'no-terminal',
    'Nobody is there to answer: standard input or output is no terminal.',
    'Take the usual answers with --yes, or give --to or --inside, and --dock or --no-dock as well.',
  );
