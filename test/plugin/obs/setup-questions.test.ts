/** The questions of `momentfx obs setup`, at a terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subfolder } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';
import { until } from '../../support/until.ts';
import { within } from '../../support/within.ts';
import { machineIn } from './machine.ts';

const folder = scratch('obs-questions');
const main = join(import.meta.dirname, '..', '..', '..', 'src', 'plugin', 'main.ts');
/** Of util-linux: gives a program a terminal. */
const atTerminal = testIf(existsSync('/usr/bin/script'));

const OFF = '[General]\nFirstRun=true\n\n[OBSWebSocket]\nServerEnabled=false\nServerPassword=pw\n';

/** Starts the setup of a user whose OBS is closed; answers are typed when their question has come. */
async function at(name: string, answers: readonly (readonly [question: RegExp, answer: string])[]) {
  const machine = machineIn(subfolder(folder, name));
  const file = join(machine.home, '.config', 'obs-studio', 'global.ini');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, OFF);
  const words = `${process.execPath} --disable-warning=ExperimentalWarning ${main} obs setup`;
  const child = spawn('script', ['-qefc', words, '/dev/null'], {
    env: { ...process.env, ...machine.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close') as Promise<[number | null]>;
  let said = '';
  child.stdout.on('data', (data: Buffer) => (said += data.toString()));
  try {
    for (const [question, answer] of answers) {
      await until(() => question.test(said) || child.exitCode !== null, 20_000, String(question));
      assert.match(said, question);
      said = said.replace(question, '');
      child.stdin.write(answer);
    }
    const [code] = await within(gone, 20_000, 'the end of the setup');
    return { code, said, text: () => readFileSync(file, 'utf8') };
  } finally {
    child.kill('SIGKILL');
  }
}

atTerminal('Enter takes the usual answer to each', async () => {
  const { code, said, text } = await at('usual', [
    [/OBS is closed; its WebSocket server is off\.[^]*Enter: where OBS is set to\.[^]*> /, '\r'],
    [/Add the momentfx dock to OBS.*\[Y\/n\] /, '\r'],
    [/WebSocket server is switched off\. Switch it on\? \[Y\/n\] /, '\r'],
  ]);
  assert.is(code, 0, said);
  assert.match(said, /1\. Start OBS\.\r\n {2}2\. Run: {2}momentfx obs relay --dock\r\n/);
  assert.match(text(), /ServerEnabled=true\n[^]*ExtraBrowserDocks=\[\{"title": "momentfx"/);
});

atTerminal('other answers: another address once it is one, no dock, the server by hand', async () => {
  const { code, said, text } = await at('other', [
    [/type an address[^]*> /, 'ftp://nowhere/x\r'],
    [/ftp: is no output[^]*> /, 'rtmps://live.example/app/{env:KEY}\r'],
    [/Add the momentfx dock.*\[Y\/n\] /, 'perhaps\r'],
    [/Add the momentfx dock.*\[Y\/n\] /, 'no\r'],
    [/Switch it on\? \[Y\/n\] /, 'n\r'],
  ]);
  assert.is(code, 0, said);
  assert.is(text(), OFF);
  assert.match(said, /2\. In OBS open Tools → WebSocket Server Settings and tick/);
  assert.match(said, /3\. Run: {2}momentfx obs relay --to 'rtmps:\/\/live\.example\/app\/\{env:KEY\}'\r\n/);
});

atTerminal('Ctrl-C and the end of input change nothing', async () => {
  const stopped = await at('stopped', [
    [/> /, '\r'],
    [/\[Y\/n\] /, '\u0003'],
  ]);
  assert.is(stopped.code, 130, stopped.said);
  assert.is(stopped.text(), OFF);
  const ended = await at('ended', [[/> /, '\u0004']]);
  assert.is(ended.code, 2, ended.said);
  assert.match(ended.said, /No answer came; nothing was changed\./);
  assert.is(ended.text(), OFF);
});

test.run();
