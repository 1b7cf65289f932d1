/** The journal, and putting back after an end at any moment, against an OBS that keeps what it is told. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { z } from 'zod';
import { Journal, seal, unseal } from '../../../src/plugin/obs/journal.ts';
import { ObsError } from '../../../src/plugin/obs/errors.ts';
import { StreamService, type Asks } from '../../../src/plugin/obs/service.ts';
import { pointTo, putBack } from '../../../src/plugin/obs/stream-settings.ts';
import { subfolder } from '../../support/cli.ts';
import { scratch } from '../../support/scratch.ts';
import { rejects } from '../../support/within.ts';

const folder = scratch('obs-journal');
let count = 0;
const newJournal = (): Journal => new Journal('127.0.0.1_4455', subfolder(folder, String((count += 1))));
type Settings = Record<string, unknown>;

/** The requests that change something, as OBS 29 answers them. */
class FakeObs implements Asks {
  profiles: Record<string, { service: { type: string; settings: Settings }; slots: Settings }>;
  current: string;
  streaming = false;
  /** So many times it says that it does not stream although it does: it has lost its connection, and will try again. */
  losses = 0;
  changes = 0;
  /** After so many changes it is as if the relay were killed. */
  most = Infinity;

  constructor(type: string, settings: Settings) {
    this.profiles = {
      Untitled: { service: { type, settings }, slots: {} },
      Other: { service: { type: 'rtmp_common', settings: { service: 'Trovo' } }, slots: {} },
    };
    this.current = 'Untitled';
  }

  get service() {
    return this.#profile.service;
  }

  get #profile() {
    const profile = this.profiles[this.current];
    if (profile === undefined) throw new Error('no such profile');
    return profile;
  }

  async ask<Answer extends z.ZodType>(
    type: string,
    answer: Answer,
    data: Settings = {},
  ): Promise<z.infer<Answer>> {
    const [change, reply] = this.#answer(type, data);
    if (change !== undefined) {
      if (this.changes >= this.most) throw new Error('killed');
      this.changes += 1;
      change();
    }
    return Promise.resolve(answer.parse(structuredClone(reply)));
  }

  #answer(type: string, data: Settings): readonly [change: (() => void) | undefined, reply: unknown] {
    const { service, slots } = this.#profile;
    const { realm } = data;
    if (realm !== undefined) assert.is(realm, 'OBS_WEBSOCKET_DATA_REALM_PROFILE');
    switch (type) {
      case 'GetStreamStatus':
        if (this.streaming && this.losses > 0) {
          this.losses -= 1;
          return [undefined, { outputActive: false }];
        }
        return [undefined, { outputActive: this.streaming }];
      case 'GetProfileList':
        return [undefined, { currentProfileName: this.current, profiles: Object.keys(this.profiles) }];
      case 'GetStreamServiceSettings':
        return [undefined, { streamServiceType: service.type, streamServiceSettings: service.settings }];
      case 'GetPersistentData':
        return [undefined, { slotValue: slots[String(data['slotName'])] ?? null }];
      case 'SetPersistentData':
        return [() => void (slots[String(data['slotName'])] = data['slotValue']), {}];
      case 'SetCurrentProfile':
        return [() => void (this.current = String(data['profileName'])), {}];
      case 'StopStream':
        return [() => void (this.streaming = false), {}];
      case 'SetStreamServiceSettings': {
        if (this.streaming)
          throw new ObsError('obs-refused', 'OBS refuses that while it streams.', 'See what OBS shows.');
        const next = data['streamServiceSettings'] as Settings;
        const same = data['streamServiceType'] === service.type;
        return [
          () => {
            this.#profile.service = {
              type: String(data['streamServiceType']),
              settings: same ? { ...service.settings, ...next } : next,
            };
          },
          {},
        ];
      }
      default:
        throw new Error(`unexpected ${type}`);
    }
  }
}

const KEY = 'sk-secret';
const OURS = { server: 'rtmp://127.0.0.1:40001/momentfx', key: 'random' };
const USERS: readonly (readonly [string, Settings])[] = [
  ['rtmp_common', { service: 'Twitch', server: 'auto', key: KEY, bwtest: true }],
  ['rtmp_common', {}],
  ['rtmp_custom', { server: 'rtmp://own.example/app', key: KEY }],
  [
    'rtmp_custom',
    { server: 'rtmp://own.example/app', key: KEY, use_auth: true, username: 'u', password: KEY },
  ],
  // Without a key: ours would stay.
  ['rtmp_custom', { server: 'rtmp://own.example/app/inside' }],
  ['whip_custom', { server: 'https://own.example/whip', bearer_token: KEY }],
];

for (const [type, settings] of USERS)
  test(`${type} ${Object.keys(settings).join()}: put back exactly, whenever the relay is killed`, async () => {
    for (let most = 0; most <= 6; most += 1) {
      const obs = new FakeObs(type, settings);
      const journal = newJournal();
      obs.most = most;
      const killed = await pointTo(obs, journal, OURS).then(
        () => putBack(obs, journal).then(() => undefined, String),
        String,
      );
      obs.most = Infinity;
      await putBack(obs, journal);
      assert.equal(obs.service, { type, settings }, `killed after ${most} changes (${killed ?? 'not'})`);
      assert.is(await journal.read(), undefined);
      assert.not.match(JSON.stringify(obs.profiles['Untitled']?.slots), /secret/);
    }
  });

test("the journal is its user's alone, holds no key, and the half in OBS holds none either", async () => {
  const obs = new FakeObs('rtmp_common', { service: 'Twitch', key: KEY });
  const journal = newJournal();
  await pointTo(obs, journal, OURS);
  assert.is(statSync(journal.file).mode & 0o777, 0o600);
  const text = readFileSync(journal.file, 'utf8');
  const slot = JSON.stringify(obs.profiles['Untitled']?.slots);
  for (const half of [text, slot]) {
    assert.not.match(half, /sk-secret|Twitch/);
    assert.not.match(
      Buffer.from(half).toString('base64'),
      new RegExp(Buffer.from(KEY).toString('base64').slice(0, 8)),
    );
  }
  assert.equal(readdirSync(join(journal.file, '..')).length, 1, 'no part is left');
  await putBack(obs, journal);
});

test('a service that the user has chosen meanwhile stays', async () => {
  const obs = new FakeObs('rtmp_common', { service: 'Twitch', key: KEY });
  const journal = newJournal();
  await pointTo(obs, journal, OURS);
  obs.service.type = 'rtmp_common';
  obs.service.settings = { service: 'Trovo', key: 'other' };
  assert.is((await putBack(obs, journal)).type, 'changed');
  assert.equal(obs.service.settings, { service: 'Trovo', key: 'other' });
  assert.is((await putBack(obs, journal)).type, 'nothing');
});

test('another profile, a stream that nobody takes, a profile that is gone', async () => {
  const obs = new FakeObs('rtmp_common', { service: 'Twitch', key: KEY });
  const journal = newJournal();
  await pointTo(obs, journal, OURS);
  obs.streaming = true;
  obs.current = 'Other';
  await rejects(putBack(obs, journal), /streaming from its profile "Other"/, /Stop the stream/);
  assert.is(obs.streaming, true);
  obs.streaming = false;
  const outcome = await putBack(obs, journal);
  assert.is(outcome.type, 'restored');
  assert.is(obs.current, 'Other');
  assert.equal(obs.profiles['Untitled']?.service.settings, { service: 'Twitch', key: KEY });
  assert.equal(obs.profiles['Other']?.service.settings, { service: 'Trovo' });

  obs.current = 'Untitled';
  await pointTo(obs, journal, OURS);
  obs.streaming = true;
  assert.is((await putBack(obs, journal)).type, 'restored');
  assert.is(obs.streaming, false, 'nobody takes that stream');
  await pointTo(obs, journal, OURS);
  obs.current = 'Other';
  delete obs.profiles['Untitled'];
  assert.is((await putBack(obs, journal)).type, 'profile-gone');
});

test('a stream that has lost its connection, and seems to have ended, is stopped all the same', async () => {
  const obs = new FakeObs('rtmp_common', { service: 'Twitch', key: KEY });
  const journal = newJournal();
  await pointTo(obs, journal, OURS);
  obs.streaming = true;
  obs.losses = 1;
  assert.is((await putBack(obs, journal)).type, 'restored');
  assert.is(obs.streaming, false);
  assert.equal(obs.service.settings, { service: 'Twitch', key: KEY });
});

test('OBS that streams is left alone; the half that is gone, and a broken journal, are told', async () => {
  const obs = new FakeObs('rtmp_common', { service: 'Twitch', key: KEY });
  const journal = newJournal();
  obs.streaming = true;
  await rejects(pointTo(obs, journal, OURS), /OBS is streaming/);
  assert.is(obs.changes, 0);
  assert.is(await journal.read(), undefined);
  obs.streaming = false;
  await pointTo(obs, journal, OURS);
  const untitled = obs.profiles['Untitled'];
  if (untitled !== undefined) untitled.slots = {};
  await rejects(putBack(obs, journal), /cannot be put back/, /Choose the service/);
  writeFileSync(journal.file, '{"version":1');
  await rejects(journal.read(), /is not what momentfx wrote/, /then remove the file/);
});

test('what is sealed opens with its own secret alone, and not damaged', () => {
  const service = new StreamService('rtmp_common', { service: 'Twitch', key: KEY, bwtest: true });
  const [one, two] = [seal(service), seal(service)];
  assert.ok(unseal(one.sealed, one.secret)?.equals(service));
  assert.is(unseal(one.sealed, two.secret), undefined);
  assert.is(unseal(one.sealed, 'nonsense'), undefined);
  const damaged = Buffer.from(one.sealed, 'base64');
  damaged[40] = (damaged[40] ?? 0) ^ 1;
  assert.is(unseal(damaged.toString('base64'), one.secret), undefined);
});

test.run();
