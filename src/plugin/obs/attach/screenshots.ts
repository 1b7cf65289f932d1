/** What OBS shows now, as the frame sampler would give it. */
import { z } from 'zod';
import { PICTURE_SIZE, type Picture, type PictureFilter } from '../../../core/formats.ts';
import { StillDecoder } from '../../../media/input/video/still.ts';
import type { ObsConnection } from '../connection.ts';
import type { RequestType } from '../socket.ts';

/** Without these nothing of OBS's picture can be seen. */
export const SCREENSHOT_REQUESTS: readonly RequestType[] = ['GetSourceScreenshot', 'GetCurrentProgramScene'];

/**
 * OBS makes the picture small without averaging: twice as high as needed leaves the rest to a scaler that does. Its width
 * follows from its height; OBS stretches a picture of which both are asked for.
 */
const HEIGHT = 2 * PICTURE_SIZE;
/** Of 100. At 90 a picture has some 60 KB. */
const QUALITY = 90;

const shotSchema = z.object({ imageData: z.string() });
const sceneSchema = z.object({ currentProgramSceneName: z.string() });

/** Takes pictures of the program; each is a request. */
export class Screenshots implements Disposable {
  readonly #obs: Pick<ObsConnection, 'ask' | 'state'>;
  readonly #decoder: StillDecoder;
  #closed = false;
  /** The program's scene where OBS says it by another name than it told last. */
  #renamed: { readonly from: string; readonly to: string } | undefined;

  constructor(obs: Pick<ObsConnection, 'ask' | 'state'>, filter?: PictureFilter) {
    this.#decoder = new StillDecoder(filter);
    this.#obs = obs;
  }

  /**
   * The program's picture now: the scene itself, without a transition. Undefined once this has been disposed.
   * @throws ObsError, MediaError
   */
  async take(): Promise<Picture | undefined> {
    const { scene } = this.#obs.state;
    const sourceName = this.#renamed?.from === scene ? this.#renamed.to : scene;
    const look = { sourceName, imageFormat: 'jpg', imageHeight: HEIGHT, imageCompressionQuality: QUALITY };
    try {
      const { imageData } = await this.#obs.ask('GetSourceScreenshot', shotSchema, look);
      if (this.#closed) return undefined;
      return this.#decoder.decode(Buffer.from(imageData.slice(imageData.indexOf(',') + 1), 'base64'));
    } catch (error) {
      if (this.#closed) return undefined;
      const now = await this.#obs.ask('GetCurrentProgramScene', sceneSchema);
      if (now.currentProgramSceneName === sourceName) throw error;
      this.#renamed = { from: scene, to: now.currentProgramSceneName };
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#decoder[Symbol.dispose]();
  }
}
