/** A library's effects over HTTP, to be listened to in a browser. */
import { basename } from 'node:path';
import { urlOf } from '../../core/http-guard.ts';
import { loadEffect } from '../../library/load.ts';
import type { LibraryManifest } from '../../library/manifest.ts';
import { EffectShelf } from '../../media/mixer/effect-shelf.ts';
import { effectLevel } from '../../media/mixer/effect-level.ts';
import { NO_SOUND } from '../../media/pcm.ts';
import type { EffectView } from './protocol.ts';
import type { Route } from './server.ts';
import { wavOf } from './wav.ts';

type Entries = LibraryManifest['effects'];

/** `/effects/NAME.wav`, for those who have the token. */
export const effectRoute = (
  folder: string,
  effects: Entries,
): [path: string, { readonly open: boolean; readonly route: Route }] => [
  '/effects/*',
  {
    open: false,
    async route(request, response) {
      const id = basename(urlOf(request).pathname, '.wav');
      const entry = effects.find((effect) => effect.id === id);
      if (entry === undefined) return void response.writeHead(404).end();
      const { channels } = await loadEffect(folder, entry);
      const { level, most } = effectLevel(new EffectShelf([{ id, channels }], NO_SOUND).get(id));
      const sound = wavOf(channels);
      response
        .writeHead(200, {
          'Content-Type': 'audio/wav',
          'Content-Length': sound.length,
          // How loud a mix makes it: dB to be added to the talk's loudness in LUFS, and the highest factor.
          'Momentfx-Level': level.toFixed(2),
          'Momentfx-Most': most.toFixed(4),
        })
        .end(sound);
    },
  },
];

/** The effects as clients see them. */
export const effectViews = (effects: Entries): EffectView[] =>
  effects.map(({ id, tag, description, duration, nameZh, descriptionZh }) => ({
    ...{ sfx: id, tag, description, length: duration },
    ...(nameZh === undefined ? {} : { nameZh }),
    ...(descriptionZh === undefined ? {} : { descriptionZh }),
  }));
