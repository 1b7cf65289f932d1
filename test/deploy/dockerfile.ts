/** The Dockerfile as instructions: those that ours uses, and no others. */
import { matchesGlob } from 'node:path';

const INSTRUCTIONS = [
  'FROM',
  'ENV',
  'RUN',
  'WORKDIR',
  'COPY',
  'USER',
  'STOPSIGNAL',
  'HEALTHCHECK',
  'ENTRYPOINT',
  'CMD',
] as const;

export interface Instruction {
  readonly name: (typeof INSTRUCTIONS)[number];
  /** What follows, on one line, without its flags. */
  readonly text: string;
  /** `--from=build` is `from: 'build'`. */
  readonly flags: Readonly<Record<string, string>>;
}

/** From one FROM to the next. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly steps: readonly Instruction[];
}

const isKnown = (name: string): name is Instruction['name'] =>
  (INSTRUCTIONS as readonly string[]).includes(name);

/** @throws Error for what is no instruction of ours */
export function readDockerfile(text: string): readonly Stage[] {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { base: string; name: string | undefined; steps: Instruction[] }[] = [];
  for (const line of lines) {
    const step = readInstruction(line);
    if (step.name === 'FROM') {
      const [, base = '', name] = /^(\S+)(?: AS (\S+))?$/.exec(step.text) ?? [];
      stages.push({ base, name, steps: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`before FROM: ${line}`);
      stage.steps.push(step);
    }
  }
  return stages;
}

function readInstruction(line: string): Instruction {
  const [, name = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
  if (!isKnown(name)) throw new Error(`no instruction that is known here: ${line}`);
  const flags: Record<string, string> = {};
  let text = rest;
  // `RUN --x` would be a flag, too; a command never begins so.
  for (let flag = /^--([a-z-]+)=(\S+) (.*)$/.exec(text); flag !== null;) {
    const [, key = '', value = '', after = ''] = flag;
    flags[key] = value;
    text = after;
    flag = /^--([a-z-]+)=(\S+) (.*)$/.exec(text);
  }
  return { name, text, flags };
}

/** Which files of the context a build sees, as its .dockerignore says: the last line that matches a path decides. */
export function contextFilter(ignore: string): (path: string) => boolean {
  const rules = ignore
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ kept: line.startsWith('!'), pattern: line.replace(/^!/, '') }));
  return (path) => {
    const rule = rules.findLast(
      ({ pattern }) => matchesGlob(path, pattern) || path.startsWith(`${pattern}/`) || pattern === '*',
    );
    return rule?.kept ?? true;
  };
}
