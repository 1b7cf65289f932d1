/**
 * What CLIP's image processors do to a picture, as far as `preprocessor_config.json` says: values times `rescale_factor`, less
 * the mean, by the deviation of each channel; channels first.
 */
import { z } from 'zod';
import { PICTURE_SIZE, type Picture } from '../../../core/formats.ts';

/** Red, green, blue. */
const CHANNELS = 3;
const perChannel = z.array(z.number()).length(CHANNELS);
const square = z.object({ height: z.literal(PICTURE_SIZE), width: z.literal(PICTURE_SIZE) });

/**
 * `preprocessor_config.json` as Hugging Face's image processors write it, where pictures are squeezed whole into a square, as
 * Chinese-CLIP's is (CLIP's own crops, which this program's pictures do not allow). `resample` 3 is Pillow's bicubic filter.
 * `size` and `crop_size` were once bare numbers.
 */
export const preprocessorSchema = z.looseObject({
  do_resize: z.literal(true).default(true),
  size: z.union([z.literal(PICTURE_SIZE), square]),
  resample: z.literal(3),
  do_center_crop: z.literal(false),
  do_rescale: z.literal(true).default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.literal(true).default(true),
  image_mean: perChannel,
  image_std: perChannel.refine((values) => values.every((value) => value > 0), 'must be positive'),
});

/** A checked `preprocessor_config.json`. */
export type Preprocessor = z.infer<typeof preprocessorSchema>;

/** A picture of `PICTURE_SIZE` squared as the network takes it: [3, 224, 224], row-major. */
export function pixelValues(
  { data }: Picture,
  { rescale_factor, image_mean, image_std }: Preprocessor,
): Float32Array {
  const plane = PICTURE_SIZE * PICTURE_SIZE;
  const values = new Float32Array(CHANNELS * plane);
  for (let channel = 0; channel < CHANNELS; channel += 1) {
    const [mean, deviation] = [image_mean[channel] ?? 0, image_std[channel] ?? 1];
    for (let at = 0; at < plane; at += 1)
      values[channel * plane + at] =
        ((data[at * CHANNELS + channel] ?? 0) * rescale_factor - mean) / deviation;
  }
  return values;
}
