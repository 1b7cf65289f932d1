/** The library as the serving graph embeds it is that of plain arithmetic. */
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import { SfxMoment } from '../../../models/corpus/sfx-moment/data-set.ts';
import { embedLibrary } from '../../../models/evaluation/embed-library.ts';
import { normalise } from '../../../models/evaluation/postprocess.ts';
import { dmConfigSchema } from '../../../models/networks/dm/config.ts';
import { readWeights } from '../../../models/training/safetensors.ts';
import { fixture } from '../../support/fixtures.ts';
import { closeTo } from '../../support/parity.ts';
import { embedLibrary as inPlain } from '../../support/plain-effects.ts';

test('every effect and SFX0, from data and weights', async () => {
  const { library } = await SfxMoment.open(fixture('dm', 'sfx-moment-mini'));
  const stored = await readWeights(fixture('dm', 'mini-expected', 'weights.safetensors'));
  const weights = new Map([...stored].map(([name, { data }]) => [name, data]));
  const text = await readFile(fixture('dm', 'mini-expected', 'config.json'), 'utf8');
  const found = await embedLibrary(dmConfigSchema.parse(JSON.parse(text)), weights, library);
  const plain = inPlain(library, weights);
  closeTo(found.emb, plain.emb, 1e-6, 'effects');
  closeTo(found.sfx0, normalise(plain.sfx0), 1e-6, 'SFX0');
});

test.run();
