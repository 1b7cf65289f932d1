/** A file of a model folder as a session. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import { ModelFolderError } from '../manifest.ts';
import { InferenceSession } from '../onnxruntime.ts';
import type { ActiveDevice } from './devices.ts';
import { prepareDevice, sessionOptions } from './providers.ts';

/**
 * Opens `file` of the model folder on `device`. The caller releases the session.
 * @throws ModelFolderError (`model-missing`, `model-broken`)
 */
export async function openModel(
  folder: string,
  file: string,
  device: ActiveDevice,
  threads: number,
): Promise<InferenceSession> {
  const path = join(folder, file);
  let model: Uint8Array;
  try {
    model = await readFile(path);
  } catch (cause) {
    throw new ModelFolderError('model-missing', `${path} cannot be read`, 'Give the folder of a checkpoint', {
      cause,
    });
  }
  prepareDevice(device);
  try {
    return await InferenceSession.create(model, sessionOptions({ threads, device }));
  } catch (cause) {
    throw new ModelFolderError(
      'model-broken',
      `${path} cannot be loaded on ${device}: ${messageOf(cause)}`,
      'Fetch the checkpoint again, or choose another device',
      { cause },
    );
  }
}
