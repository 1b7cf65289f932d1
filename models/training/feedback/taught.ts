/** A checkpoint with what it learned from people, as parameters and as a model folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MODEL_FILES, type ModelManifest } from '../../../src/analysis/manifest.ts';
import type { WholeVideoFigures } from '../../evaluation/whole-video.ts';
import type { DmConfig } from '../../networks/dm/config.ts';
import { CARD_FILE, WEIGHTS_FILE, writeModelFolder } from '../export-model.ts';
import type { FeedbackKind } from './talk.ts';

/** A network and its parameters. */
export interface Taught {
  readonly network: DmConfig;
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

/** The network with a share of what was learned; what it had learned before stays, since the maps are linear. */
export function taughtParts(
  { network, parameters }: Taught,
  learned: ReadonlyMap<string, Float32Array>,
  share: number,
): Taught {
  const added = [...learned].map(([name, values]) => {
    const earlier = parameters.get(name);
    return [name, values.map((value, i) => share * value + (earlier?.[i] ?? 0))] as const;
  });
  return { network: { ...network, feedback: true }, parameters: new Map([...parameters, ...added]) };
}

/** What the manifest and the card tell of it. */
export interface TaughtFacts {
  readonly share: number;
  /** How much feedback of each kind was used. */
  readonly used: Readonly<Record<FeedbackKind, number>>;
  readonly corpus: { readonly before: WholeVideoFigures; readonly after: WholeVideoFigures };
}

const NAME_ENDS = ', taught';

/** Writes the taught checkpoint to `target`: what else the folder `from` holds goes along. */
export async function writeTaught(
  target: string,
  from: { readonly folder: string; readonly manifest: ModelManifest },
  { network, parameters }: Taught,
  facts: TaughtFacts,
): Promise<ModelManifest> {
  const { name, training, accuracy, ...rest } = from.manifest;
  const manifest: ModelManifest = {
    ...rest,
    name: name.endsWith(NAME_ENDS) ? name : `${name}${NAME_ENDS}`,
    network,
    training: { ...training, feedback: { ...facts.used, share: facts.share } },
    accuracy: { ...accuracy, feedback: facts.corpus },
  };
  const made: readonly string[] = [...Object.values(MODEL_FILES), CARD_FILE, WEIGHTS_FILE];
  const others = (await readdir(from.folder, { withFileTypes: true })).filter(
    (entry) => entry.isFile() && !made.includes(entry.name),
  );
  const card = await readFile(join(from.folder, CARD_FILE), 'utf8').catch(() => `# ${name}\n`);
  await writeModelFolder(target, {
    network,
    parameters,
    manifest,
    card: `${card.trimEnd()}\n\n${cardSection(facts)}`,
    files: Object.fromEntries(others.map((entry) => [entry.name, join(from.folder, entry.name)])),
  });
  return manifest;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function cardSection({ share, used, corpus: { before, after } }: TaughtFacts): string {
  const row = (when: string, own: WholeVideoFigures): string =>
    `| ${when} | ${percent(own.found)} | ${percent(own.matched)} | ${percent(own.precision)} | ${own.falseAlarmsPerMinute.toFixed(2)} |`;
  return `## What people taught it

Learned from ${used.veto} vetoes, ${used.swap} swaps, ${used.pin} pins and ${used['by-hand']} effects by hand in recorded shows; the figures above
are those of the checkpoint before. ${share === 1 ? '' : `Only ${percent(share)} of the change is in it: more would have cost accuracy. `}On shows
of the generated corpus that no training has seen:

| | found | right tag | cues at key moments | false alarms a minute |
| --- | --- | --- | --- | --- |
${row('before', before)}
${row('after', after)}
`;
}
