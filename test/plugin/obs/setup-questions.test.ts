/** The questions of `momentfx obs setup`, at a terminal. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { subfolder } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { hasObs, startObs } from '../../support/obs.ts';
import { freePort } from '../../support/ports.ts';
import { scratch } from '../../support/scratch.ts';
import { atTerminal, hasTerminal, KEYS, type Terminal } from '../../support/terminal.ts';
import { KEY, machineIn, setService } from './machine.ts';

const folder = scratch('obs-questions');
const main = join(import.meta.dirname, '..', '..', '..', 'src', 'plugin', 'main.ts');
const LINE = `${process.execPath} --disable-warning=ExperimentalWarning ${main} obs setup`;
const withTerminal = testIf(hasTerminal);

const OFF = '[General]\nFirstRun=true\n\n[OBSWebSocket]\nServerEnabled=false\nServerPassword=pw\n';

/** The setup of a user whose OBS is closed, and OBS's settings. */
function start(name: string): { readonly terminal: Terminal; readonly settings: () => string } {
  const { home, env } = machineIn(subfolder(folder, name));
  const file = join(home, '.config', 'obs-studio', 'global.ini');
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, OFF);
  return { terminal: atTerminal(LINE, { env }), settings: () => readFileSync(file, 'utf8') };
}

withTerminal('Enter takes the usual answer to each', async () => {
  const { terminal, settings } = start('usual');
  using _terminal = terminal;
  await terminal.read(/OBS is closed; its WebSocket server is off\.[^]*Enter: where OBS is set to\.[^]*> /);
  terminal.type(KEYS.enter);
  await terminal.read(/Add the momentfx dock to OBS.*\[Y\/n\] /);
  terminal.type(KEYS.enter);
  await terminal.read(/WebSocket server is switched off\. Switch it on\? \[Y\/n\] /);
  terminal.type(KEYS.enter);
  await terminal.read(/1\. Start OBS\.\r\n {2}2\. Run: {2}momentfx obs relay --dock\r\n/);
  assert.is(await terminal.ended(), 0);
  assert.match(settings(), /ServerEnabled=true\n[^]*ExtraBrowserDocks=\[\{"title": "momentfx"/);
});

withTerminal('other answers: another address once it is one, no dock, the server by hand', async () => {
  const { terminal, settings } = start('other');
  using _terminal = terminal;
  await terminal.read(/type an address[^]*> /);
  terminal.type(`ftp://nowhere/x${KEYS.enter}`);
  await terminal.read(/ftp: is no output[^]*> /);
  terminal.type(`rtmps://live.example/app/{env:KEY}${KEYS.enter}`);
  for (const answer of ['perhaps', 'no']) {
    await terminal.read(/Add the momentfx dock.*\[Y\/n\] /);
    terminal.type(answer + KEYS.enter);
  }
  await terminal.read(/Switch it on\? \[Y\/n\] /);
  terminal.type(`n${KEYS.enter}`);
  await terminal.read(/2\. In OBS open Tools → WebSocket Server Settings and tick/);
  await terminal.read(/3\. Run: {2}momentfx obs relay --to 'rtmps:\/\/live\.example\/app\/\{env:KEY\}'\r\n/);
  assert.is(await terminal.ended(), 0);
  assert.is(settings(), OFF);
});

withTerminal('"inside": OBS streams by itself, and the command to run is another', async () => {
  const { terminal } = start('inside');
  using _terminal = terminal;
  await terminal.read(/type "inside"[^]*> /);
  terminal.type(`inside${KEYS.enter}`);
  for (let i = 0; i < 2; i += 1) {
    await terminal.read(/\[Y\/n\] /);
    terminal.type(KEYS.enter);
  }
  await terminal.read(/2\. Run: {2}momentfx obs attach --dock\r\n/);
  assert.is(await terminal.ended(), 0);
});

withTerminal('Ctrl-C and the end of input change nothing', async () => {
  const stopped = start('stopped');
  using _stopped = stopped.terminal;
  await stopped.terminal.read(/> /);
  stopped.terminal.type(KEYS.enter);
  await stopped.terminal.read(/\[Y\/n\] /);
  stopped.terminal.type(KEYS.stop);
  assert.is(await stopped.terminal.ended(), 130);
  assert.is(stopped.settings(), OFF);

  const ended = start('ended');
  using _ended = ended.terminal;
  await ended.terminal.read(/> /);
  ended.terminal.type(KEYS.end);
  await ended.terminal.read(/No answer came; nothing was changed\./);
  assert.is(await ended.terminal.ended(), 2);
  assert.is(ended.settings(), OFF);
});

testIf(hasTerminal && hasObs)('OBS runs and its server is off: what to click, then it goes on', async () => {
  const machine = machineIn(subfolder(folder, 'running'));
  await using obs = await startObs(machine.home);
  await setService(obs, 'rtmp_custom', { server: 'rtmp://example.invalid/live', key: KEY });
  const file = join(machine.home, '.config', 'obs-studio', 'global.ini');
  const on = readFileSync(file, 'utf8');
  // As if it had been off when OBS was started.
  const off = on.replace('ServerEnabled=true', 'ServerEnabled=false');
  writeFileSync(file, off.replace(/ServerPort=\d+/, `ServerPort=${await freePort()}`));
  using terminal = atTerminal(LINE, { env: machine.env });
  await terminal.read(/WebSocket server is switched off.*Tools → WebSocket Server Settings and tick/);
  await terminal.read(/Press Enter when that is done/);
  writeFileSync(file, on);
  terminal.type(KEYS.enter);
  await terminal.read(/OBS 29\.0\.2 runs and takes the password/);
  await terminal.read(
    /Enter: where OBS is set to \(custom server rtmp:\/\/example\.invalid\/live\/…\)\.[^]*> /,
  );
  terminal.type(KEYS.enter);
  await terminal.read(/\[Y\/n\] /);
  terminal.type(`n${KEYS.enter}`);
  await terminal.read(/1\. Run: {2}momentfx obs relay\r\n {2}2\. Start streaming in OBS/);
  assert.is(await terminal.ended(), 0);
  assert.is(readFileSync(file, 'utf8'), on);
  assert.not.match(terminal.said, new RegExp(KEY));
});

test.run();
