/** What the compiler tells users of the library; a wrong type here fails the type check, not the run. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as momentfx from '../../src/plugin/index.ts';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(yes: Same<A, B>): void => assert.ok(yes);

test('a session needs an input and settings, and gives cues in media time', () => {
  same<Parameters<typeof momentfx.decorate>, [options: momentfx.DecorateOptions]>(true);
  same<ReturnType<typeof momentfx.decorate>, Promise<momentfx.DecorateSummary>>(true);
  type Required = 'input' | 'settings';
  same<
    {
      [K in keyof momentfx.DecorateOptions]-?: object extends Pick<momentfx.DecorateOptions, K> ? never : K;
    }[keyof momentfx.DecorateOptions],
    Required
  >(true);
  same<momentfx.DecorateSummary['cues'], readonly momentfx.Cue[]>(true);
  same<momentfx.Cue['at'], momentfx.Micros>(true);
});

test('events are told apart by their type', () => {
  type Kinds = momentfx.SessionEvent['type'];
  same<
    Extract<Kinds, 'cue' | 'subtitle' | 'playhead' | 'moments'>,
    'cue' | 'subtitle' | 'playhead' | 'moments'
  >(true);
  same<Extract<momentfx.SessionEvent, { type: 'subtitle' }>['subtitle'], momentfx.Subtitle>(true);
});

test('settings are narrow', () => {
  same<momentfx.Settings['limiter'], 'on' | 'off'>(true);
  same<momentfx.Settings['device'], 'auto' | 'cpu' | 'webgpu' | 'cuda'>(true);
  same<
    momentfx.AsrChoice['type'],
    'moonshine' | 'sherpa' | 'none' | 'captions' | 'websocket' | 'follow' | 'cea608' | 'embedded'
  >(true);
  same<momentfx.Settings['muteTag'], momentfx.Tag[]>(true);
});

test('what is exported is there', () => {
  for (const name of [
    'decorate',
    'resolveSettings',
    'readCueSheet',
    'writeCueSheet',
    'cues',
    'windows',
  ] as const)
    assert.type(momentfx[name], 'function', name);
  assert.ok(momentfx.isActionable(new momentfx.StoppedError()));
  assert.ok(momentfx.isActionable(new momentfx.UsageError('A', 'b', 'c')));
});

test.run();
