import { createConnection } from 'node:net';
import { request } from 'node:http';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LiveEvent, LiveFact, LiveStatus } from '../../../../src/plugin/live/events.ts';
import { openMetrics, type MetricsServer } from '../../../../src/plugin/live/report/metrics-server.ts';
import { parsePlace } from '../../../../src/plugin/config/place.ts';
import { fromSeconds } from '../../../../src/streams/time.ts';
import { rejects, within } from '../../../support/within.ts';
import { output, statusWith } from './status.ts';
import { BEGAN, talk } from './talk.ts';

interface Context {
  status: LiveStatus;
  server: MetricsServer;
}
const test = suite<Context>('metrics');
test.before.each(async (context) => {
  context.status = statusWith();
  context.server = await openMetrics({ port: 0, status: () => context.status });
});
test.after.each(({ server }) => server.close());

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function ask({ server }: Context, path: string, method = 'GET', headers = {}): Promise<Answer> {
  const answered = new Promise<Answer>((resolve, reject) => {
    const place = { host: server.host, port: server.port, path, method, headers, agent: false };
    const sent = request(place, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.on('end', () =>
        resolve({
          code: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          headers: response.headers,
          body,
        }),
      );
    });
    sent.on('error', reject).end();
  });
  return within(answered, 5000, `${method} ${path}`);
}

interface Metric {
  readonly type: string;
  readonly help: string;
  /** By labels as they are written. */
  readonly samples: Map<string, number>;
}

/** Prometheus' text format 0.0.4, strictly: every sample belongs to a metric that HELP and TYPE announced. */
function parse(text: string): Map<string, Metric> {
  const metrics = new Map<string, Metric>();
  const helps = new Map<string, string>();
  assert.ok(text.endsWith('\n'));
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    const type = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)$/.exec(line);
    if (help) helps.set(help[1] ?? '', help[2] ?? '');
    else if (type) {
      const name = type[1] ?? '';
      assert.not(metrics.has(name), `${name} announced twice`);
      metrics.set(name, { type: type[2] ?? '', help: helps.get(name) ?? '', samples: new Map() });
    } else {
      const sample =
        /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (\S+)$/.exec(
          line,
        );
      if (sample === null) throw new Error(`no sample: ${line}`);
      const [, name = '', labels = '', value = ''] = sample;
      const family = metrics.get(name) ?? metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
      assert.ok(family, `${name} was not announced`);
      assert.ok(value === '+Inf' || value === 'Nan' || !Number.isNaN(Number(value)), line);
      const key = name.endsWith('_bucket') || !metrics.has(name) ? `${name}${labels}` : labels;
      assert.not(family?.samples.has(key), `twice: ${line}`);
      family?.samples.set(key, Number(value));
    }
  }
  return metrics;
}

const at = (fact: LiveFact): LiveEvent => ({ ...fact, wall: BEGAN, playhead: fromSeconds(1) });
async function scrape(context: Context): Promise<(name: string, labels?: string) => number | undefined> {
  const { code, type, body } = await ask(context, '/metrics');
  assert.is(code, 200);
  assert.match(type, /^text\/plain; version=0\.0\.4/);
  const metrics = parse(body);
  return (name, labels = '') => metrics.get(`momentfx_${name}`)?.samples.get(labels);
}

test('every metric has a name with its unit, a help text and a type', async (context) => {
  const metrics = parse((await ask(context, '/metrics')).body);
  const own = [...metrics].filter(([name]) => name.startsWith('momentfx_'));
  assert.ok(own.length > 35, `${own.length}`);
  for (const [name, { help, type, samples }] of own) {
    assert.match(help, /^[A-Z].*\.$/, name);
    assert.is(type === 'counter', name.endsWith('_total'), name);
    for (const value of samples.values()) assert.ok(Number.isFinite(value), name);
  }
  assert.ok(metrics.has('process_resident_memory_bytes'), 'those of every Node process are there too');
});

test('what the status holds is read at each scrape', async (context) => {
  const before = await scrape(context);
  assert.is(before('input_packets_total'), 1000);
  assert.is(before('input_connected'), 1);
  assert.is(before('delay_actual_seconds'), 8.004);
  assert.is(before('output_bytes_total', '{output="show.mp4"}'), 7_000_000);
  assert.is(before('output_state', '{output="show.mp4",state="open"}'), 1);
  assert.is(before('memory_resident_bytes', '{process="analysis"}'), 420_000_000);
  assert.is(before('analysis_up'), 1);
  const { input } = context.status;
  context.status = statusWith({ input: { ...input, packets: 1500, connected: false }, outputs: [output()] });
  const after = await scrape(context);
  assert.is(after('input_packets_total'), 1500);
  assert.is(after('input_connected'), 0);
  assert.is(after('output_bytes_total', '{output="show.mp4"}'), undefined);
});

test('a talk is counted', async (context) => {
  const events = talk({ seconds: 120, seed: 5 });
  for (const event of events) context.server.observe(event);
  const value = await scrape(context);
  const count = (type: LiveEvent['type']): number => events.filter((event) => event.type === type).length;
  assert.is(value('windows_total', '{outcome="detected"}'), 120);
  assert.is(value('detection_seconds', 'momentfx_detection_seconds_count'), 120);
  assert.is(value('decision_margin_seconds', 'momentfx_decision_margin_seconds_count'), count('cue'));
  const metrics = parse((await ask(context, '/metrics')).body);
  const sum = (name: string, labels: RegExp): number =>
    [...(metrics.get(name)?.samples ?? [])].reduce((all, [key, n]) => all + (labels.test(key) ? n : 0), 0);
  assert.is(sum('momentfx_cues_total', /outcome="played"/), count('played'));
  assert.is(sum('momentfx_moments_rejected_total', /./), count('rejected') + count('suppressed'));
});

test('faults are counted by reason', async (context) => {
  const { server } = context;
  for (const packets of [3, 4])
    server.observe(at({ type: 'output-dropped', output: 'a', packets, reason: 'slow' }));
  server.observe(at({ type: 'output-lost', output: 'a', reason: 'stalled', message: 'x', retryInMs: 1 }));
  server.observe(at({ type: 'window-dropped', reason: 'detector-busy', index: 3 }));
  server.observe(at({ type: 'input-gap', at: fromSeconds(1), length: fromSeconds(0.25) }));
  server.observe(at({ type: 'speech-skipped', start: fromSeconds(1), end: fromSeconds(2.5) }));
  const value = await scrape(context);
  assert.is(value('output_dropped_packets_total', '{output="a",reason="slow"}'), 7);
  assert.is(value('output_losses_total', '{output="a",reason="stalled"}'), 1);
  assert.is(value('windows_total', '{outcome="detector-busy"}'), 1);
  assert.is(value('input_gap_seconds_total'), 0.25);
  assert.is(value('speech_skipped_seconds_total'), 1.5);
});

test('no key is in any answer, and odd names do not break the format', async (context) => {
  const name = 'rtmp://u:canary-1@h/live/canary-2?x=canary-3';
  context.status = statusWith({ outputs: [output({ name }), output({ name: 'a"b\\c\nd' })] });
  context.server.observe(at({ type: 'output-dropped', output: name, packets: 1, reason: 'slow' }));
  const { body } = await ask(context, '/metrics');
  parse(body);
  assert.not.match(body + (await ask(context, '/healthz')).body, 'canary');
});

test('health: the rule, with its reasons', async (context) => {
  const health = async (more: Partial<LiveStatus>): Promise<[number, string[]]> => {
    context.status = statusWith(more);
    const { code, type, body } = await ask(context, '/healthz');
    assert.is(type, 'application/json');
    const { status, reasons } = JSON.parse(body) as { status: string; reasons: string[] };
    assert.is(status, code === 200 ? 'ok' : 'failing');
    return [code, reasons];
  };
  const { input } = context.status;
  assert.equal(await health({}), [200, []]);
  assert.equal(await health({ state: 'holding' }), [200, []]);
  assert.equal(await health({ analysis: { state: 'down', restarts: 3, waiting: 0, sessions: 0 } }), [
    200,
    [],
  ]);
  assert.equal(await health({ outputs: [] }), [200, []]);
  assert.equal(await health({ outputs: [output({ state: 'gone' }), output({ state: 'waiting' })] }), [
    200,
    [],
  ]);
  assert.equal(await health({ state: 'starting' }), [503, ['the session is starting']]);
  assert.equal(
    await health({ input: { ...input, connected: false }, outputs: [output({ state: 'gone' })] }),
    [503, ['the input is not connected', 'no output is left']],
  );
});

test('other paths and methods are refused', async (context) => {
  const codes = async (path: string, method?: string): Promise<number> =>
    (await ask(context, path, method)).code;
  assert.equal(
    [
      await codes('/'),
      await codes('/metrics/'),
      await codes('/metrics?x=1'),
      await codes('/metrics', 'HEAD'),
      await codes('/metrics', 'POST'),
      await codes('/healthz', 'DELETE'),
    ],
    [404, 404, 200, 200, 405, 405],
  );
  assert.is((await ask(context, '/metrics', 'PUT')).headers['allow'], 'GET, HEAD');
});

test('any Host was answered: only a name of this machine is', async (context) => {
  const code = async (host: string): Promise<number> =>
    (await ask(context, '/metrics', 'GET', { host })).code;
  assert.is(await code('evil.example'), 403);
  assert.is(await code('127.0.0.1.evil.example:9464'), 403);
  assert.is(await code('localhost:9464'), 200);
  assert.is(await code('[::1]:9464'), 200);
});

test('a status that cannot be read is an error of one request', async (context) => {
  context.status = undefined as unknown as LiveStatus;
  assert.is((await ask(context, '/metrics')).code, 500);
  assert.is((await ask(context, '/healthz')).code, 500);
  context.status = statusWith();
  assert.is((await ask(context, '/healthz')).code, 200);
});

test('headers have a limit', async ({ server }) => {
  const socket = createConnection(server.port, server.host);
  let answer = '';
  socket.on('data', (data) => (answer += data.toString()));
  socket.write(`GET /metrics HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
  socket.on('error', () => undefined);
  await within(new Promise((resolve) => socket.once('close', resolve)), 10_000, 'the refusal');
  assert.match(answer, /^HTTP\/1\.1 431 /);
});

test('it listens on loopback unless told otherwise, and a taken port is one clear error', async ({
  server,
}) => {
  assert.is(server.host, '127.0.0.1');
  const again = openMetrics({ port: server.port, status: () => statusWith() });
  const error = await rejects(
    again,
    /Metrics cannot be served on 127\.0\.0\.1:\d+: another program listens there/,
  );
  assert.match((error as Error & { nextStep: string }).nextStep, /another port/);
  await rejects(openMetrics({ host: '203.0.113.7', port: 0, status: () => statusWith() }), /no such address/);
});

test('a place is a port, or a host with one', () => {
  assert.equal(parsePlace('--metrics', '9464'), { host: '127.0.0.1', port: 9464 });
  assert.equal(parsePlace('--metrics', '0.0.0.0:9464'), { host: '0.0.0.0', port: 9464 });
  assert.equal(parsePlace('--metrics', '[::]:80'), { host: '::', port: 80 });
  for (const text of ['', 'x', '70000', ':9464', '::1:9464', 'host:', '1.5'])
    assert.throws(() => parsePlace('--metrics', text), /names no place/, text);
});

test.run();
