/** `momentfx data check`: whether a data set in SFX-Moment's layout is whole, and what it holds. */
import { z } from 'zod';
import { checkData, type DataReport } from '../../../models/corpus/sfx-moment/check.ts';
import type { FindingGroup } from '../../../models/corpus/sfx-moment/findings.ts';
import { statisticsTables } from '../../../models/corpus/sfx-moment/statistics.ts';
import { print } from '../cli/standard-streams.ts';
import { UsageError } from '../errors.ts';
import { checked } from '../models/settings.ts';
import { countProgress } from '../progress.ts';

const schema = z.object({ quick: z.boolean().default(false), json: z.boolean().default(false) });

/**
 * Prints findings and statistics of the data in `folder`.
 * @throws UsageError (`data-faulty`) after the report, where training or evaluation would fail on it
 */
export async function dataCheckCommand(
  folder: string,
  options: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<void> {
  const { quick, json } = checked(schema, options);
  const progress = countProgress('Checking', 'videos');
  const report = await checkData({ folder, quick, signal, onProgress: progress.update }).finally(
    progress.stop,
  );
  print(json ? JSON.stringify(report, null, 2) : described(report));
  const faults = report.findings.filter(({ level }) => level === 'fault');
  if (faults.length > 0)
    throw new UsageError(
      'data-faulty',
      `${folder} cannot be trained on as it is: ${faults.reduce((sum, { count }) => sum + count, 0)} faults.`,
      'The report above says where they are and what to do.',
    );
}

function described({ findings, statistics }: DataReport): string {
  const part = (level: FindingGroup['level'], heading: string): readonly string[] => {
    const own = findings.filter((group) => group.level === level);
    return own.length === 0 ? [] : [heading, ...own.map(describeGroup), ''];
  };
  const nothing = findings.length === 0 ? ['Nothing is missing, nothing is odd.', ''] : [];
  return [
    ...nothing,
    ...part('fault', 'Faults'),
    ...part('note', 'Notes'),
    statisticsTables(statistics),
  ].join('\n');
}

function describeGroup({ what, next, count, examples }: FindingGroup): string {
  const more = count > examples.length ? `\n    and ${count - examples.length} more` : '';
  return `  ${what} (${count}). ${next}\n${examples.map((where) => `    ${where}`).join('\n')}${more}`;
}
