/**
 * ONNX Runtime's native part. The package brings that for Linux (scripts/bundle.mjs says why); on another system the one of
 * an onnxruntime-node that lies beside momentfx serves.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MomentfxError } from '../../core/errors.ts';

/** There is no ONNX Runtime for this system. */
class RuntimeMissingError extends MomentfxError<'unsupported-system'> {}

/** A system by Node's names. */
interface System {
  readonly platform: string;
  readonly arch: string;
}

/** Systems for which the npm package onnxruntime-node itself brings the binary. */
const BESIDE = /^(linux (x64|arm64)|darwin arm64|win32 (x64|arm64))$/;

/**
 * Checks that ONNX Runtime can be loaded, without loading it.
 * @throws RuntimeMissingError with the way out for this system
 */
export function requireRuntime({ platform, arch }: System = process): void {
  const own = folderOf(import.meta.url);
  const beside = own === undefined ? undefined : folderOf(join(own, '../../..', 'package.json'));
  const parts = ['bin', 'napi-v6', platform, arch, 'onnxruntime_binding.node'];
  if ([own, beside].some((folder) => folder !== undefined && existsSync(join(folder, ...parts)))) return;
  const version = versionOf(own);
  const system = `${platform} ${arch}`;
  throw new RuntimeMissingError(
    'unsupported-system',
    `momentfx brings ONNX Runtime for Linux on x64 and arm64; this is ${system}.`,
    BESIDE.test(system)
      ? `Add it beside momentfx: npm i --ignore-scripts onnxruntime-node@${version}.`
      : 'Use one of those; there is no ONNX Runtime for this system.',
  );
}

/** Files that ONNX Runtime loads a device from, where they lie beside its own library. */
const PROVIDER_FILES: Readonly<Record<string, readonly string[]>> = {
  cuda: ['libonnxruntime_providers_cuda.so', 'onnxruntime_providers_cuda.dll'],
  tensorrt: ['libonnxruntime_providers_tensorrt.so', 'onnxruntime_providers_tensorrt.dll'],
};

/**
 * Whether what ONNX Runtime loads a device from was added to it; that says nothing of the device. By its files, since the
 * list that it gives of itself is made when it is compiled. Loads nothing.
 */
export function isAdded(device: 'cuda' | 'tensorrt'): boolean {
  const folder = folderOf(import.meta.url);
  if (folder === undefined) return false;
  const beside = join(folder, 'bin', 'napi-v6', process.platform, process.arch);
  return PROVIDER_FILES[device]?.some((file) => existsSync(join(beside, file))) ?? false;
}

/** The folder of the onnxruntime-node that a module finds. */
function folderOf(module: string): string | undefined {
  try {
    return dirname(dirname(createRequire(module).resolve('onnxruntime-node')));
  } catch {
    // There is none.
    return undefined;
  }
}

function versionOf(folder: string | undefined): string {
  if (folder === undefined) return 'latest';
  const { version } = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string };
  return version;
}
