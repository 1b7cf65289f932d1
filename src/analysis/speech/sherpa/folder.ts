/** Which model a folder holds: by its files' names, as in sherpa-onnx's own releases, and by what they say of themselves. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { messageOf } from '../../../core/errors.ts';
import { SherpaError } from './errors.ts';
import { readOnnxMetadata } from './metadata.ts';

/** Kinds with one model file, by the name of their entry in sherpa-onnx's configuration. */
type SingleKind = 'paraformer' | 'senseVoice' | 'nemoCtc' | 'zipformerCtc' | 'wenetCtc' | 'dolphin';

/** A usable folder: paths of its files, by role. */
export type SherpaModel = { readonly tokens: string; readonly folder: string } & (
  | {
      readonly kind: 'transducer';
      readonly encoder: string;
      readonly decoder: string;
      readonly joiner: string;
    }
  | { readonly kind: 'whisper'; readonly encoder: string; readonly decoder: string }
  | { readonly kind: SingleKind; readonly model: string }
);

/** `model_type` in a model's metadata, and words in the names of files or folder for models that do not say. */
const SINGLE_KINDS: readonly { readonly kind: SingleKind; readonly type: RegExp; readonly name: RegExp }[] = [
  { kind: 'paraformer', type: /^paraformer/, name: /paraformer/i },
  { kind: 'senseVoice', type: /^sense_?voice/, name: /sense-?voice/i },
  { kind: 'nemoCtc', type: /^EncDec(CTC|HybridRNNTCTC)/, name: /nemo.*ctc|citrinet|giga-?am.*ctc/i },
  { kind: 'zipformerCtc', type: /^zipformer2?_ctc/, name: /zipformer.*ctc/i },
  { kind: 'wenetCtc', type: /^wenet_ctc/, name: /wenet/i },
  { kind: 'dolphin', type: /^dolphin/, name: /dolphin/i },
];

const NEXT =
  'Give the unpacked folder of a non-streaming model of sherpa-onnx (its documentation lists them under pre-trained models)';

const bad = (folder: string, what: string, options?: ErrorOptions): SherpaError =>
  new SherpaError('speech-folder', `the speech model folder ${folder} ${what}`, NEXT, options);

/** The file of a role; the quantised one if there are two, since it is the faster one on a CPU. */
function ofRole(files: readonly string[], role: string): string | undefined {
  const named = files
    .filter((file) => file.endsWith('.onnx') && new RegExp(`(^|[-_.])${role}([-_.]|$)`, 'i').test(file))
    .sort();
  return named.find((file) => file.includes('int8')) ?? named[0];
}

async function metadata(folder: string, path: string): Promise<Map<string, string>> {
  try {
    return await readOnnxMetadata(path);
  } catch (cause) {
    const why = messageOf(cause);
    throw bad(folder, `holds ${basename(path)}, which is no ONNX file: ${why}`, { cause });
  }
}

/** Rejects with a SherpaError that says what is missing or what the folder holds instead. */
export async function readSherpaFolder(given: string): Promise<SherpaModel> {
  const folder = resolve(given);
  let files: string[];
  try {
    files = await readdir(folder);
  } catch (cause) {
    throw bad(folder, "can't be read", { cause });
  }
  const names = files.filter((file) => file.endsWith('tokens.txt')).sort();
  const tokens = names.find((file) => file === 'tokens.txt') ?? names[0];
  const models = files.filter((file) => file.endsWith('.onnx'));
  if (models.length === 0) throw bad(folder, 'holds no .onnx file');
  if (tokens === undefined) throw bad(folder, 'holds no tokens.txt');
  const common = { folder, tokens: join(folder, tokens) };
  const encoder = ofRole(files, 'encoder');
  const decoder = ofRole(files, 'decoder');
  if (encoder === undefined && decoder === undefined) return { ...common, ...(await single(folder, models)) };
  if (encoder === undefined) throw bad(folder, `holds ${decoder} but no encoder`);
  if (decoder === undefined) throw bad(folder, `holds ${encoder} but no decoder`);
  return { ...common, ...(await several(folder, files, encoder, decoder)) };
}

async function several(folder: string, files: readonly string[], encoder: string, decoder: string) {
  const facts = await metadata(folder, join(folder, encoder));
  const paths = { encoder: join(folder, encoder), decoder: join(folder, decoder) };
  if (facts.get('model_type')?.startsWith('whisper') === true || /whisper/i.test(basename(folder)))
    return { kind: 'whisper' as const, ...paths };
  if (facts.has('decode_chunk_len') || facts.has('T'))
    throw bad(folder, 'holds a streaming model; speech is recognised sentence by sentence here');
  const joiner = ofRole(files, 'joiner');
  if (joiner === undefined)
    throw bad(folder, `holds ${encoder} and ${decoder} but no joiner, and is no Whisper model`);
  return { kind: 'transducer' as const, ...paths, joiner: join(folder, joiner) };
}

async function single(folder: string, models: readonly string[]) {
  const file = ofRole(models, 'model') ?? ofRole(models, 'ctc') ?? [...models].sort()[0] ?? '';
  const path = join(folder, file);
  const type = (await metadata(folder, path)).get('model_type');
  const found =
    type === undefined
      ? SINGLE_KINDS.find(({ name }) => name.test(`${basename(folder)}/${file}`))
      : SINGLE_KINDS.find((kind) => kind.type.test(type));
  if (found) return { kind: found.kind, model: path };
  throw new SherpaError(
    'speech-model-unknown',
    type === undefined
      ? `${path} does not say which kind of model it is, and neither its name nor its folder's does`
      : `${path} is a model of the kind ${type}, which can't be used here`,
    `Known are transducer, Whisper, ${SINGLE_KINDS.map(({ kind }) => kind).join(', ')}: take one of those`,
  );
}
