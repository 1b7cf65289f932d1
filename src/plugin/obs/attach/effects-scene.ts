/**
 * What momentfx adds to OBS so that effects are heard there: a scene of its own with one media source a voice, shown in
 * every other scene. So an effect goes on when the scene changes, and nothing has to be done at that moment. A scene that is
 * nested in another one shows it only while it is the program itself: it would be heard twice. All of it is known by its
 * names alone, so that what a killed process has left is taken for its own, or taken away.
 */
import { z } from 'zod';
import { ObsError } from '../errors.ts';
import type { BatchedAnswer, BatchedRequest, ObsSocket, RequestType } from '../socket.ts';

/** Who can be asked. */
export type AsksAll = Pick<ObsSocket, 'ask' | 'askAll'>;

/** The scene of the voices. */
export const EFFECTS_SCENE = 'momentfx effects';
const VOICE = /^momentfx effect \d+$/;
/** The name of a voice's media source, counted from 1. */
export const voiceName = (number: number): string => `momentfx effect ${number}`;
/** Voices that sound at a time: each is one more strip in OBS's audio mixer. */
export const VOICES = 4;

/** Without these effects cannot be played by OBS; all are in obs-websocket 5.0. */
export const EFFECTS_REQUESTS: readonly RequestType[] = [
  ...(['GetSceneList', 'CreateScene', 'RemoveScene', 'GetInputList', 'CreateInput', 'RemoveInput'] as const),
  ...(['GetSceneItemList', 'GetGroupSceneItemList', 'CreateSceneItem', 'RemoveSceneItem'] as const),
  ...(['SetSceneItemEnabled', 'GetCurrentProgramScene'] as const),
  ...(['SetInputSettings', 'SetInputVolume', 'TriggerMediaInputAction'] as const),
];

const KIND = 'ffmpeg_source';
/** A voice at rest. It plays what it is given at once, whether or not its scene is shown, and once. */
const AT_REST = {
  ...{ is_local_file: true, local_file: '', looping: false, clear_on_media_end: true },
  ...{ restart_on_activate: false, close_when_inactive: false, hw_decode: false },
} as const;

/** OBS's window draws nothing while it works on a batch. */
const MOST_AT_ONCE = 10;
/** OBS lets go of what was removed at its next frame, once nobody shows it. ms. */
const GONE_MS = 5_000;
const LOOK_MS = 100;

const scenesSchema = z.object({ scenes: z.array(z.object({ sceneName: z.string() })) });
const inputsSchema = z.object({
  inputs: z.array(z.object({ inputName: z.string(), inputKind: z.string() })),
});
const programSchema = z.object({ currentProgramSceneName: z.string() });
const itemsSchema = z.object({
  sceneItems: z.array(
    z.object({
      sceneItemId: z.number(),
      sourceName: z.string(),
      sceneItemEnabled: z.boolean(),
      isGroup: z.boolean().nullish(),
    }),
  ),
});

/** An item of a scene. */
interface Item {
  readonly id: number;
  readonly source: string;
  readonly enabled: boolean;
}

/** What there is of ours, and where it could be. */
interface Found {
  /** All scenes but ours. */
  readonly scenes: readonly string[];
  readonly hasScene: boolean;
  readonly voices: readonly string[];
  /** Items of ours, by the scene that they are in; ours is in it with its voices. */
  readonly items: ReadonlyMap<string, readonly Item[]>;
  /** Scenes that others show. */
  readonly nested: ReadonlySet<string>;
}

async function look(obs: AsksAll): Promise<Found> {
  const { scenes } = await obs.ask('GetSceneList', scenesSchema);
  const { inputs } = await obs.ask('GetInputList', inputsSchema, { inputKind: KIND });
  const names = scenes.map(({ sceneName }) => sceneName);
  const lists = await listItems(
    obs,
    names.map((sceneName) => ({ type: 'GetSceneItemList', data: { sceneName } })),
  );
  const groups = lists.flat().flatMap(({ isGroup, sourceName }) => (isGroup === true ? [sourceName] : []));
  const grouped = await listItems(
    obs,
    groups.map((sceneName) => ({ type: 'GetGroupSceneItemList', data: { sceneName } })),
  );
  const shown = new Set([...lists, ...grouped].flat().map(({ sourceName }) => sourceName));
  const items = names.map((name, index) => {
    const own = (lists[index] ?? []).filter(
      ({ sourceName }) => sourceName === EFFECTS_SCENE || VOICE.test(sourceName),
    );
    const known = own.map(({ sceneItemId: id, sourceName: source, sceneItemEnabled: enabled }) => ({
      ...{ id, source, enabled },
    }));
    return [name, known] as const;
  });
  return {
    scenes: names.filter((name) => name !== EFFECTS_SCENE),
    hasScene: names.includes(EFFECTS_SCENE),
    voices: inputs.map(({ inputName }) => inputName).filter((name) => VOICE.test(name)),
    items: new Map(items),
    nested: new Set(names.filter((name) => shown.has(name))),
  };
}

/** The items that each request lists; none where OBS refuses it. */
async function listItems(
  obs: AsksAll,
  requests: readonly BatchedRequest[],
): Promise<readonly z.infer<typeof itemsSchema>['sceneItems'][]> {
  const answers = await inPieces(obs, requests);
  return answers.map((answer) =>
    answer.done ? (itemsSchema.safeParse(answer.data).data?.sceneItems ?? []) : [],
  );
}

/**
 * Makes what is missing: the scene, its voices, and an item of it in every scene. What is there already stays; `rest`:
 * nothing of ours plays, so that its settings are made what they should be, too.
 * @throws ObsError obs-refused where OBS has something else of these names
 */
export async function layOut(obs: AsksAll, { rest }: { readonly rest: boolean }): Promise<void> {
  const found = await look(obs);
  if (!found.hasScene) await obs.ask('CreateScene', z.unknown(), { sceneName: EFFECTS_SCENE });
  const shown = new Set(found.items.get(EFFECTS_SCENE)?.map(({ source }) => source));
  const wanted = Array.from({ length: VOICES }, (_, index) => voiceName(index + 1));
  const voices = wanted.flatMap((inputName): BatchedRequest[] => {
    if (!found.voices.includes(inputName)) {
      const data = { sceneName: EFFECTS_SCENE, inputName, inputKind: KIND, inputSettings: AT_REST };
      return [{ type: 'CreateInput', data }];
    }
    const data = { inputName, inputSettings: AT_REST, overlay: false };
    return [
      ...(rest ? [{ type: 'SetInputSettings', data } as const] : []),
      ...(shown.has(inputName) ? [] : [itemIn(EFFECTS_SCENE, inputName)]),
    ];
  });
  insist(await inPieces(obs, voices));
  const { currentProgramSceneName: program } = await obs.ask('GetCurrentProgramScene', programSchema);
  const inScenes = found.scenes.flatMap((sceneName): BatchedRequest[] => {
    const item = found.items.get(sceneName)?.find(({ source }) => source === EFFECTS_SCENE);
    const nested = found.nested.has(sceneName);
    const sceneItemEnabled = !nested || sceneName === program;
    if (item === undefined) return [itemIn(sceneName, EFFECTS_SCENE, sceneItemEnabled)];
    // Elsewhere whoever has hidden it wants no effects there.
    if (!nested || item.enabled === sceneItemEnabled) return [];
    return [{ type: 'SetSceneItemEnabled', data: { sceneName, sceneItemId: item.id, sceneItemEnabled } }];
  });
  insist(await inPieces(obs, inScenes));
}

/**
 * Takes everything away that bears these names, and waits until it is gone; whether there was anything.
 * @throws ObsError obs-refused, obs-not-restored where something stays
 */
export async function takeAway(obs: AsksAll): Promise<boolean> {
  const found = await look(obs);
  const items = [...found.items].flatMap(([sceneName, own]) =>
    // Voices leave their scene with themselves.
    own
      .filter(({ source }) => sceneName !== EFFECTS_SCENE || !VOICE.test(source))
      .map(({ id }): BatchedRequest => ({ type: 'RemoveSceneItem', data: { sceneName, sceneItemId: id } })),
  );
  const requests: readonly BatchedRequest[] = [
    ...items,
    ...found.voices.map((inputName): BatchedRequest => ({ type: 'RemoveInput', data: { inputName } })),
    ...(found.hasScene ? [{ type: 'RemoveScene', data: { sceneName: EFFECTS_SCENE } } as const] : []),
  ];
  if (requests.length === 0) return false;
  // What OBS has let go of meanwhile is refused, and gone all the same.
  await inPieces(obs, requests);
  const end = performance.now() + GONE_MS;
  for (;;) {
    const left = await look(obs);
    if (
      !left.hasScene &&
      left.voices.length === 0 &&
      [...left.items.values()].every((own) => own.length === 0)
    )
      return true;
    if (performance.now() > end)
      throw new ObsError(
        'obs-not-restored',
        `OBS keeps what momentfx added (${[...left.voices, ...(left.hasScene ? [EFFECTS_SCENE] : [])].join(', ')}).`,
        `Remove the scene "${EFFECTS_SCENE}" in OBS.`,
      );
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const itemIn = (sceneName: string, sourceName: string, sceneItemEnabled = true): BatchedRequest => ({
  type: 'CreateSceneItem',
  data: { sceneName, sourceName, sceneItemEnabled },
});

async function inPieces(
  obs: AsksAll,
  requests: readonly BatchedRequest[],
): Promise<readonly BatchedAnswer[]> {
  const answers: BatchedAnswer[] = [];
  for (let from = 0; from < requests.length; from += MOST_AT_ONCE)
    answers.push(...(await obs.askAll(requests.slice(from, from + MOST_AT_ONCE))));
  return answers;
}

function insist(answers: readonly BatchedAnswer[]): void {
  for (const answer of answers)
    if (!answer.done)
      throw new ObsError(
        'obs-refused',
        `OBS does not take the effects in (${answer.refusal}).`,
        `See whether it has something else named "${EFFECTS_SCENE}".`,
        { fault: 'outside' },
      );
}
