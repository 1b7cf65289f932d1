/** A show for the dock's page: one view that does what it is asked, behind the real control server. */
import { basename } from 'node:path';
import { pageRoutes } from '../../../src/plugin/control/page-routes.ts';
import {
  actionSchema,
  type Action,
  type EffectView,
  type MomentView,
  type ShowChange,
  type ShowView,
} from '../../../src/plugin/control/protocol.ts';
import { openControlServer, type ControlServer, type Route } from '../../../src/plugin/control/server.ts';
import { applyChange } from '../../../src/plugin/control/show-state.ts';
import { wavOf } from '../../../src/plugin/control/wav.ts';
import { urlOf } from '../../../src/core/http-guard.ts';
import { TOKEN } from './support.ts';

/** A small library. */
export const EFFECTS: readonly EffectView[] = [
  ['cash-register', 'prompt', 'A cash register opens and rings: a price, a sale.', '收银机'],
  ['ding', 'prompt', 'A bright bell, once: look here.'],
  ['whoosh', 'transition', 'Air rushes past: the next part begins.', '嗖声'],
  ['laughter', 'humor', 'A small audience laughs.', '笑声'],
  ['boing', 'humor', 'A spring bounces.', '弹簧声'],
  ['box-open', 'action', 'A cardboard box is opened.', '开箱'],
  ['camera-shutter', 'action', 'A camera takes a picture.'],
  ['gasp', 'surprise', 'A crowd draws its breath.'],
  ['drum-roll', 'surprise', 'A snare drum rolls: something big is coming.'],
  ['applause', 'others', 'An audience claps.', '掌声'],
  ['birds', 'others', 'Birds sing in a garden.'],
].map(([sfx = '', tag = '', description = '', nameZh]) => ({
  ...{ sfx, tag, description, length: 0.8 },
  ...(nameZh === undefined ? {} : { nameZh }),
}));

/** A moment; those after second 100 are to come. */
export const moment = (id: string, at: number, sfx: string, more: Partial<MomentView> = {}): MomentView => ({
  ...{ id, at, end: at + 1.5, sfx, score: 0.91, alternatives: [], state: 'waiting' },
  tag: EFFECTS.find((effect) => effect.sfx === sfx)?.tag ?? 'others',
  ...more,
});

const runnersUp = [
  { sfx: 'ding', tag: 'prompt', score: 0.42 },
  { sfx: 'whoosh', tag: 'transition', score: 0.11 },
];

/** At second 100 of media time, with a delay of 8 s. */
export const PAGE_SHOW: ShowView = {
  status: {
    ...{ state: 'running', playhead: 100, wall: 1_700_000_000_000 },
    input: { level: 'green', text: 'connected', name: 'rtmp://127.0.0.1:1935/live/show' },
    outputs: [
      { level: 'green', text: 'on air', name: 'rtmps://live.example/app' },
      { level: 'red', text: 'lost; tries again', name: 'srt://backup.example:9000' },
    ],
    analysis: { level: 'yellow', text: 'busy: 5 windows wait' },
    delay: { asked: 8, actual: 8 },
    ...{ margin: 1.84, played: 2 },
  },
  inForce: {
    ...{ threshold: 0.6, sensitivity: 'normal', density: 15, quiet: false, panicked: false },
    ...{ mutedTags: ['surprise'], mutedEffects: ['birds'], gain: -3, duck: 6 },
  },
  subtitles: [
    { id: 's1', start: 95, end: 97.8, text: 'And that is why I never leave without it.', final: true },
    { id: 's2', start: 98.2, end: 101, text: 'Now look at what is in this box.', final: true },
    { id: 's3', start: 101.5, end: 104.4, text: 'Only twenty five dollars, today only!', final: true },
    { id: 's4', start: 104.8, end: 107, text: 'And on to the next', final: false },
  ],
  moments: [
    moment('m1', 61, 'ding', { state: 'played', subtitle: 'The link is right below.' }),
    moment('m2', 74.5, 'gasp', {
      state: 'rejected',
      reason: 'muted-tag',
      subtitle: 'You will not believe it.',
    }),
    moment('t1', 82, 'applause', { state: 'played', byHand: true }),
    moment('m3', 88, 'laughter', { state: 'not-played', reason: 'late', subtitle: 'My dog thinks so, too.' }),
    moment('m4', 95.2, 'boing', { state: 'rejected', reason: 'below-threshold', score: 0.31 }),
    moment('m5', 100.9, 'box-open', { state: 'due', subtitle: 'Now look at what is in this box.' }),
    moment('m6', 103.2, 'cash-register', {
      subtitle: 'Only twenty five dollars, today only!',
      alternatives: runnersUp,
    }),
    moment('m7', 106.4, 'whoosh', { score: 0.48, subtitle: 'And on to the next' }),
  ],
  favourites: ['applause', 'cash-register'],
};

/** A show behind the server that the page is for. */
export interface PageServer extends AsyncDisposable {
  readonly server: ControlServer;
  readonly asked: Action[];
  /** Effects that were fetched to be listened to. */
  readonly fetched: string[];
  readonly change: (change: ShowChange) => void;
}

/** Serves a show with the page at a port (0: any). */
export async function openPageServer(
  show: ShowView = PAGE_SHOW,
  port = 0,
  effects: readonly EffectView[] = EFFECTS,
): Promise<PageServer> {
  const asked: Action[] = [];
  const fetched: string[] = [];
  let whole = show;
  let pending: ShowChange[] = [];
  const change = (next: ShowChange): void => {
    whole = applyChange(whole, next);
    pending.push(next);
  };
  const server = await openControlServer({
    ...{ port, token: TOKEN, version: 'test', effects },
    show: {
      get whole() {
        return whole;
      },
      changes() {
        const all = pending;
        pending = [];
        return all.length === 0 ? undefined : merged(all);
      },
      actions: actionSchema,
      act(action) {
        if (action.type === 'play' && whole.inForce.panicked) throw new Error('All effects are silenced.');
        asked.push(action);
        change(effectOf(action, whole));
      },
    },
    routes: new Map<string, { readonly open: boolean; readonly route: Route }>([
      ...pageRoutes(),
      [
        '/effects/*',
        {
          open: false,
          route(request, response) {
            fetched.push(basename(urlOf(request).pathname));
            response.writeHead(200, { 'Content-Type': 'audio/wav' }).end(wavOf([new Float32Array(4_800)]));
          },
        },
      ],
    ]),
  });
  return { server, asked, fetched, change, [Symbol.asyncDispose]: () => server.close() };
}

const merged = (all: readonly ShowChange[]): ShowChange => ({
  ...(Object.assign({}, ...all) as ShowChange),
  moments: all.flatMap(({ moments = [] }) => moments),
  subtitles: all.flatMap(({ subtitles = [] }) => subtitles),
});

/** What the show tells after an action; only of those that change what is shown. */
function effectOf(action: Action, { moments, inForce }: ShowView): ShowChange {
  const known = 'id' in action ? moments.find(({ id }) => id === action.id) : undefined;
  const one = (change: Partial<MomentView>): ShowChange =>
    known === undefined ? {} : { moments: [{ ...known, ...change }] };
  switch (action.type) {
    case 'veto':
      return one({ state: 'rejected', reason: 'vetoed' });
    case 'pin':
      return one({ pinned: true });
    case 'swap':
      return one({ sfx: action.sfx, swappedFrom: known?.swappedFrom ?? known?.sfx ?? '' });
    case 'nudge':
      return one({ at: (known?.at ?? 0) + action.by, nudged: (known?.nudged ?? 0) + action.by });
    case 'panic':
    case 'release':
      return { inForce: { ...inForce, panicked: action.type === 'panic' } };
    case 'quiet':
      return { inForce: { ...inForce, quiet: action.on } };
    case 'favourites':
      return { favourites: action.sfx };
    case 'mute-tags':
      return { inForce: { ...inForce, mutedTags: action.tags } };
    case 'threshold':
    case 'density':
    case 'gain':
    case 'duck':
      return { inForce: { ...inForce, [action.type]: action.value } };
    case 'mute': {
      const others = inForce.mutedEffects.filter((sfx) => sfx !== action.sfx);
      return { inForce: { ...inForce, mutedEffects: action.on ? [...others, action.sfx] : others } };
    }
    case 'sensitivity':
      return { inForce: { ...inForce, sensitivity: action.level } };
    case 'resume':
      return { lastShow: null };
    case 'play':
    case 'delay':
      return {};
  }
}
