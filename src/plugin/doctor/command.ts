import { print } from '../cli/standard-streams.ts';
import { UsageError } from '../errors.ts';
import { checks } from './checks.ts';
import type { Check, Finding } from './finding.ts';

/** Prints a line for each check, and what to do under each fault. Throws a UsageError if there was one. */
export async function doctorCommand(
  list: readonly Check[] = checks,
  write: (line: string) => void = print,
): Promise<void> {
  let faults = 0;
  for (const look of list) {
    const finding = await look();
    if (finding === undefined) continue;
    if (finding.state === 'fault') faults++;
    for (const line of lines(finding)) write(line);
  }
  if (faults === 0) return write('All is well.');
  throw new UsageError(
    'doctor-faults',
    `${faults} ${faults === 1 ? 'fault' : 'faults'} found.`,
    'Each has its next step above.',
  );
}

const SIGNS: Readonly<Record<Finding['state'], string>> = { ok: 'ok   ', without: '-    ', fault: 'FAULT' };

function lines(finding: Finding): string[] {
  const line = `  ${SIGNS[finding.state]} ${finding.what}: ${finding.fact}`;
  return finding.state === 'ok' ? [line] : [line, `        → ${finding.nextStep}`];
}
