/**
 * What a fleet of 100, 10,000 and 1,000,000 rooms needs, and what gives way first at each size. Pure sums
 * (bench/support/fleet-sums.ts) over what `bench/fleet-cost.ts` measured and over prices, which are options: put in yours.
 * Writes bench/reports/fleet-model.md.
 *
 *   node scripts/run.mjs bench/fleet-model.ts [--rooms 100,10000,1000000] [--cores 0.1] [--memory-mb 680] [--bits 6.2e6] …
 *     prices: [--machine-hour 0.6] [--redis-hour 0.2] [--egress-gb 0.02]
 *     one machine: [--machine-cores 16] [--machine-gib 64] [--machine-gbit 10]; one Redis: [--redis-gib 8]
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  firstToBreak,
  machineLimits,
  needsOf,
  recoveryOf,
  redisLimits,
  type FleetFigures,
  type FleetNeeds,
  type Limit,
} from './support/fleet-sums.ts';
import { numberOption, textOption } from './support/live-process.ts';

const GIB = 2 ** 30;

const COST = 'bench/fleet-cost.ts';
/** What a figure is, where it came from, and its value in the unit of the option. */
const options = {
  cores: [0.1, 'cores of a room with recognised speech', `bench/stream-cost.ts (README), rounded up`],
  'memory-mb': [680, 'MB of a room with an analysis process of its own', 'bench/stream-cost.ts (README)'],
  bits: [6.2e6, 'bit/s of a room, in and for each output', 'the stream of those benches: 6 Mbit/s and sound'],
  outputs: [1, 'outputs of a room', 'assumed'],
  'start-cores': [6, 'processor seconds until a room sends', 'assumed; not measured'],
  'worker-ms': [1, "ms/s of the worker's main thread for a room", 'assumed; not measured'],
  'redis-commands': [2.5, 'commands/s of a room', 'two leases a second, one more where its state is new'],
  'redis-us': [33, 'µs/s of Redis for a room', `these, at 13 µs each (${COST}, machine busy)`],
  'redis-kb': [10, 'kB in Redis of a room', 'assumed: intent, state of 2 kB, log of some lines'],
  'redis-kbit': [12, 'kbit/s to and from Redis of a room', 'assumed: 600 bytes a command'],
  'idle-commands': [
    6.6,
    'commands/s of a worker',
    `3.1 (${COST}), and since then two PINGs, and three each 2 s for whom to ask: counted`,
  ],
  'idle-us': [2_100, 'µs/s of Redis for a worker, what it does for itself included', `${COST}, machine busy`],
  'look-us': [
    6,
    'µs for each room, once a second: jobs without an owner',
    `${COST}, 10,000 rooms, wall, machine busy`,
  ],
  'machine-cores': [16, 'cores of a machine', 'assumed'],
  'machine-gib': [64, 'GiB of a machine', 'assumed'],
  'machine-gbit': [10, 'Gbit/s of its network card, each way', 'assumed'],
  share: [0.75, 'of a machine that rooms fill', 'src/plugin/fleet/admission/rule.ts'],
  'redis-gib': [8, 'GiB of a Redis', 'assumed'],
  'redis-share': [0.6, 'of its one core that Redis may fill', 'assumed'],
  'machine-hour': [0.6, 'money for a machine and hour', 'a price: put in yours'],
  'redis-hour': [0.2, 'money for a Redis and hour', 'a price: put in yours'],
  'egress-gb': [0.02, 'money for a GB that leaves', 'a price: put in yours'],
} as const satisfies Readonly<Record<string, readonly [number, string, string]>>;

type Name = keyof typeof options;
const value = (name: Name): number => numberOption(name, options[name][0]);

const figures: FleetFigures = {
  cores: value('cores'),
  bytes: value('memory-mb') * 1e6,
  bitsIn: value('bits'),
  bitsOut: value('bits') * value('outputs'),
  startCores: value('start-cores'),
  workerCores: value('worker-ms') / 1e3,
  redisCommands: value('redis-commands'),
  redisCores: value('redis-us') / 1e6,
  redisBytes: value('redis-kb') * 1e3,
  redisBits: value('redis-kbit') * 1e3,
  idleCommands: value('idle-commands'),
  idleRedisCores: value('idle-us') / 1e6,
  lookCores: value('look-us') / 1e6,
  machine: {
    cores: value('machine-cores'),
    bytes: value('machine-gib') * GIB,
    bits: value('machine-gbit') * 1e9,
    share: value('share'),
    hour: value('machine-hour'),
  },
  redis: { share: value('redis-share'), bytes: value('redis-gib') * GIB, hour: value('redis-hour') },
  egressGb: value('egress-gb'),
};
const sizes = (textOption('rooms') ?? '100,10000,1000000').split(',').map(Number);

const whole = (number: number): string => Math.round(number).toLocaleString('en');
const rate = (bits: number): string =>
  bits >= 1e12 ? `${(bits / 1e12).toFixed(1)} Tbit/s` : `${(bits / 1e9).toFixed(1)} Gbit/s`;
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const limits = (all: readonly Limit[]): string =>
  all.map(({ what, rooms }) => row([what, whole(rooms)])).join('\n');

function needsRow(needs: FleetNeeds): string {
  const { cost, rooms, machines, fleets } = needs;
  const all = cost.machines + cost.redis + cost.egress;
  return row([
    whole(rooms),
    `${whole(machines)} of ${needs.roomsEach} rooms`,
    `${whole(needs.redisCommands)}/s, ${needs.redisCores.toFixed(2)} cores, ${rate(needs.redisBits)}`,
    `${(1_000 * needs.look).toFixed(0)} ms`,
    whole(fleets),
    `${rate(needs.bitsIn)} in, ${rate(needs.bitsOut)} out`,
    `${recoveryOf(needs, figures).toFixed(0)} s`,
    `${whole(cost.machines)} + ${whole(cost.redis)} + ${whole(cost.egress)}`,
    (all / rooms).toFixed(3),
  ]);
}

const all = sizes.map((rooms) => needsOf(rooms, figures));
const given = (Object.keys(options) as Name[]).map((name) =>
  row([
    `--${name}`,
    String(value(name)),
    options[name][1],
    value(name) === options[name][0] ? options[name][2] : 'given',
  ]),
);
const report = `# A fleet on paper

\`node scripts/run.mjs bench/fleet-model.ts\` writes this page. It multiplies what one session, one worker and one Redis take; the last table says of each figure whether it was measured (\`node scripts/run.mjs bench/fleet-cost.ts\` and the benches of the README) or is assumed. Nothing of this size was run. Prices are options; those here are examples.

| rooms | machines | Redis in all | one look for jobs without an owner, were it one Redis | fleets, each with a Redis | network | rooms of a dead machine send again after | money an hour: machines + Redis + egress | a room and hour |
|---|---|---|---|---|---|---|---|---|
${all.map(needsRow).join('\n')}

## What gives way first

${all.map((needs) => `- **${whole(needs.rooms)} rooms:** ${firstToBreak(needs, figures)}.`).join('\n')}

## How many rooms each part carries

| of one machine | rooms |
|---|---|
${limits(machineLimits(figures))}

| of one Redis | rooms |
|---|---|
${limits(redisLimits(figures))}

A fleet is one Redis and the workers that it serves; Redis runs commands on one core. Fleets know nothing of each other: a larger house has several, and whoever submits shows chooses one, by the key of the show for example.

## What this was computed from

| option | value | what | from |
|---|---|---|---|
${given.join('\n')}
`;
await writeFile(join(import.meta.dirname, 'reports', 'fleet-model.md'), report);
console.log(report);
