/** ONNX Runtime with its telemetry off: the only module that loads it (the linter sees to that). */
import './no-telemetry.ts';

export { InferenceSession, Tensor, listSupportedBackends } from 'onnxruntime-node';
