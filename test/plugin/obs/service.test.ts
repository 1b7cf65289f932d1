/** OBS's stream service: the address behind it, and that nothing prints its key. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describeError } from '../../../src/core/errors.ts';
import { destinationOf, StreamService } from '../../../src/plugin/obs/service.ts';
import { findServices } from '../../../src/plugin/obs/services-file.ts';
import { subfolder } from '../../support/cli.ts';
import { testIf } from '../../support/model.ts';
import { scratch } from '../../support/scratch.ts';

const folder = scratch('obs-service');
/** Debian's OBS comes with it. */
const OWN_LIST = '/usr/share/obs/obs-plugins/rtmp-services/services.json';
const CONFIGURATION = '.config/obs-studio/plugin_config/rtmp-services';
const LIST = {
  format_version: 4,
  services: [
    { name: 'Twitch', common: true, servers: [{ name: 'EU', url: 'rtmp://live-fra.twitch.tv/app' }] },
    {
      name: 'YouTube - RTMPS',
      alt_names: ['YouTube - RTMP'],
      servers: [
        { name: 'Primary', url: 'rtmps://a.rtmps.youtube.com:443/live2' },
        { name: 'Backup', url: 'rtmps://b.rtmps.youtube.com:443/live2?backup=1' },
      ],
    },
    { name: 'Trovo', servers: [{ name: 'Default', url: 'rtmp://livepush.trovo.live/live/' }] },
  ],
};

function services(name: string, files: Readonly<Record<string, unknown>>) {
  const home = subfolder(folder, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, file)), { recursive: true });
    writeFileSync(join(home, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return findServices({ platform: 'linux', home, env: {} });
}

const known = await services('known', { [`${CONFIGURATION}/services.json`]: LIST });
const KEY = 'sk-secret';
const common = (service: string, server?: string): StreamService =>
  new StreamService('rtmp_common', { service, key: KEY, ...(server === undefined ? {} : { server }) });
const custom = (settings: object): StreamService => new StreamService('rtmp_custom', { ...settings });

test('a service by name: the server that was chosen, else the first one, under its older names, too', () => {
  const cases: readonly (readonly [StreamService, string])[] = [
    [
      common('YouTube - RTMPS', 'rtmps://b.rtmps.youtube.com:443/live2?backup=1'),
      'rtmps://b.rtmps.youtube.com:443/live2?backup=1',
    ],
    [common('YouTube - RTMP', 'rtmp://gone.youtube.com/live2'), 'rtmps://a.rtmps.youtube.com:443/live2'],
    [common('YouTube - RTMPS'), 'rtmps://a.rtmps.youtube.com:443/live2'],
    [common('Twitch', 'auto'), 'rtmp://live.twitch.tv/app'],
    [common('Trovo', 'rtmp://livepush.trovo.live/live/'), 'rtmp://livepush.trovo.live/live'],
    [common('Of a newer OBS', 'rtmp://new.example/app'), 'rtmp://new.example/app'],
    [custom({ server: ' rtmp://own.example/app ', key: KEY }), 'rtmp://own.example/app'],
  ];
  for (const [service, server] of cases) {
    const address = destinationOf(service, known);
    assert.is(address.reveal(), `${server}/${KEY}`);
    assert.not.match(inspect(address) + JSON.stringify(address) + String(address), /sk-secret/);
  }
});

testIf(existsSync(OWN_LIST))(
  "OBS's own list: each service by RTMP is found by its names, each other refused",
  async () => {
    const { services: listed } = JSON.parse(readFileSync(OWN_LIST, 'utf8')) as {
      services: readonly { name: string; alt_names?: string[]; servers: { url: string }[] }[];
    };
    const own = await services('own', {});
    assert.ok(listed.length > 50);
    for (const { name, alt_names: others = [], servers } of listed)
      for (const known of [name, ...others]) {
        const first = servers[0]?.url ?? '';
        if (/^rtmps?:/.test(first))
          assert.is(destinationOf(common(known), own).reveal(), `${first.replace(/\/$/, '')}/${KEY}`, known);
        else assert.throws(() => destinationOf(common(known), own), /not reached by RTMP/, known);
      }
    const at = (name: string, server: string): string => destinationOf(common(name, server), own).shown;
    assert.is(at('Twitch', 'auto'), 'rtmp://live.twitch.tv/app/…');
    assert.is(at('YouTube / YouTube Gaming', 'gone'), 'rtmps://a.rtmps.youtube.com:443/live2/…');
    // What this OBS's list does not have goes to the server that was chosen (TikTok, whose servers a person is given).
    assert.is(at('TikTok', 'rtmp://push.tiktok.example/game/'), 'rtmp://push.tiktok.example/game/…');
  },
);

test('a bandwidth test on Twitch stays a test', () => {
  const service = (bwtest: boolean, key = KEY): StreamService =>
    new StreamService('rtmp_common', { service: 'Twitch', server: 'auto', key, bwtest });
  const keyOf = (one: StreamService): string | undefined =>
    destinationOf(one, known).reveal().split('/app/')[1];
  assert.is(keyOf(service(true)), `${KEY}?bandwidthtest=true`);
  assert.is(keyOf(service(true, `${KEY}?bandwidthtest=true`)), `${KEY}?bandwidthtest=true`);
  assert.is(keyOf(service(false)), KEY);
});

test("Twitch's nearest server, as OBS has found it", async () => {
  const near = await services('near', {
    [`${CONFIGURATION}/services.json`]: LIST,
    [`${CONFIGURATION}/twitch_ingests.json`]: {
      ingests: [{ name: 'Near', url_template: 'rtmp://near.twitch.tv/app/{stream_key}' }],
    },
  });
  assert.is(destinationOf(common('Twitch', 'auto'), near).reveal(), `rtmp://near.twitch.tv/app/${KEY}`);
});

test('a server that asks for a name and a password is given them, where OBS would', () => {
  const login = { server: 'rtmp://own.example/app', key: KEY, username: 'me@x', password: 'p/w' };
  const address = destinationOf(custom({ ...login, use_auth: true }), known);
  assert.is(address.reveal(), `rtmp://me%40x:p%2Fw@own.example/app/${KEY}`);
  assert.is(address.shown, 'rtmp://own.example/app/…');
  assert.is(destinationOf(custom(login), known).reveal(), `rtmp://own.example/app/${KEY}`);
});

test('what cannot be sent on to is one line, without the key', async () => {
  const none = await services('none', { [`${CONFIGURATION}/services.json`]: '{ broken' });
  const faults: readonly (readonly [StreamService, RegExp])[] = [
    [new StreamService('rtmp_common', {}), /no stream service/],
    [custom({ server: 'rtmp://own.example/app' }), /no stream key/],
    [custom({ server: 'srt://own.example:9000', key: KEY }), /not reached by RTMP/],
    [
      new StreamService('whip_custom', { server: 'https://own.example/whip', bearer_token: KEY }),
      /not reached by RTMP/,
    ],
    [common('Nobody knows it', 'auto'), /"Nobody knows it" is in no list/],
  ];
  for (const [service, pattern] of faults) {
    try {
      destinationOf(service, none);
      assert.unreachable(String(service));
    } catch (error) {
      assert.match(describeError(error), pattern);
      assert.match(describeError(error), /--to 'rtmps:\/\/HOST\/APP\/\{env:STREAM_KEY\}'/);
      assert.not.match(describeError(error), /sk-secret|\n/);
    }
  }
});

test('a service shows itself without its secrets', () => {
  const shown = [
    common('Twitch', 'auto'),
    custom({ server: 'rtmp://u:sk-secret@own.example/app?token=sk-secret', key: KEY, password: KEY }),
    new StreamService('whip_custom', { server: 'https://own.example', bearer_token: KEY }),
  ].flatMap((service) => [
    String(service),
    inspect(service),
    JSON.stringify({ service }),
    inspect([service]),
  ]);
  assert.not.match(shown.join('\n'), /sk-secret/);
  assert.is(String(common('Twitch', 'auto')), 'Twitch, server auto');
});

test.run();
