/**
 * Turns off the telemetry of ONNX Runtime, which since 1.29 is compiled into its Linux and macOS builds and is on by
 * itself: it writes an identifier of the machine below the cache folder and reports models and runs to its vendor.
 * The library reads this variable once, when it is loaded; the runtime's own switch comes too late for what it says
 * at its start.
 *
 * Imported for its effect, in front of the library: by `onnxruntime.ts`, and wherever a worker thread is started that
 * loads it, because a worker's `process.env` is a copy that native code never sees.
 */
import { isMainThread } from 'node:worker_threads';

const SWITCH = 'ORT_DISABLE_TELEMETRY';

if (isMainThread) process.env[SWITCH] = '1';
else if (process.env[SWITCH] !== '1')
  throw new Error(
    'internal: this worker loads ONNX Runtime with its telemetry on; import no-telemetry.ts where the worker is started',
  );
