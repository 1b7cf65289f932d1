/** Which bundled effects suit a key sentence: its act decides, its words refine. */
import type { KeyAct } from './grammar/types.ts';

/** One fitting effect; the weights of a moment add up to 1. */
export interface EffectChoice {
  readonly id: string;
  readonly weight: number;
}

type Shares = Readonly<Record<string, number>>;

interface Rule {
  /** Applies when the sentence holds this; a rule without it always applies. */
  readonly when?: RegExp;
  readonly shares: Shares;
}

/** The first rule that applies decides. All effects of an act share one tag (the act's), so the tag is always clear. */
const RULES: Readonly<Record<KeyAct, readonly Rule[]>> = {
  appearance: [
    { when: /\b(look|check|see|watch|eyes)\b/i, shares: { ding: 0.7, pop: 0.3 } },
    {
      when: /\b(introduc|present|meet|welcome|hello|called|by the name)/i,
      shares: { 'marimba-hint': 0.7, ding: 0.3 },
    },
    { when: /\b(new|arrived|came|landed|courier|factory)\b/i, shares: { 'desk-bell': 0.6, ding: 0.4 } },
    { shares: { ding: 0.5, pop: 0.2, 'marimba-hint': 0.3 } },
  ],
  reveal: [
    { when: /drum|wait|ready|curtain|secret|\.\.\.|…/i, shares: { 'drum-roll': 0.5, tada: 0.5 } },
    { shares: { tada: 0.8, sparkle: 0.2 } },
  ],
  price: [
    {
      when: /\b(save|cheaper|less|half|bargain|deal|steal|instead of|down from|ought to be|normally|elsewhere|(in|at) the (shop|store|market)s?)\b/i,
      shares: { 'coins-pouring': 0.4, 'cash-register': 0.6 },
    },
    { shares: { 'cash-register': 0.9, 'scanner-beep': 0.1 } },
  ],
  discount: [
    {
      // A code is spelt in capitals, unless the whole sentence is.
      when: /\b([Cc]ode|[Cc]oupon|[Vv]oucher|CODE|COUPON|VOUCHER)\b|^(?=.*[a-z]).*\b[A-Z]{4,}\d*\b/,
      shares: { coin: 0.8, notification: 0.2 },
    },
    { shares: { coin: 0.6, 'coins-pouring': 0.4 } },
  ],
  link: [
    { when: /\b(click|press|tap|type|search)\b/i, shares: { 'link-chime': 0.6, 'mouse-click': 0.4 } },
    { shares: { 'link-chime': 0.9, 'mouse-click': 0.1 } },
  ],
  order: [
    {
      when: /\b(click|press|tap|cart|basket|bag|push|hit|type|button|app|checkout|download)\b/i,
      shares: { 'mouse-click': 0.9, 'order-confirmed': 0.1 },
    },
    { shares: { 'mouse-click': 0.5, 'order-confirmed': 0.5 } },
  ],
  stock: [
    {
      when: /\b(minutes?|seconds?|clock|countdown|counting|timer|zero|tonight|hurry)\b/i,
      shares: { 'countdown-beeps': 0.9, notification: 0.1 },
    },
    { shares: { 'countdown-beeps': 0.7, notification: 0.3 } },
  ],
  giveaway: [{ shares: { notification: 0.7, 'order-confirmed': 0.3 } }],
  joke: [{ shares: { laugh: 0.5, rimshot: 0.3, boing: 0.2 } }],
  tease: [
    { when: /\b(ha,? ha|haha|laugh|giggl|grin|funny)/i, shares: { laugh: 0.9, 'clown-horn': 0.1 } },
    { shares: { boing: 0.4, 'clown-horn': 0.3, 'squeaky-toy': 0.15, 'duck-quack': 0.15 } },
  ],
  pun: [{ shares: { rimshot: 0.7, crickets: 0.2, 'sad-trombone': 0.1 } }],
  viewers: [
    {
      when: /\b(donat\w*|raised|goal|target|total|pounds?|quid|dollars?|euros?)\b|[$£€]/i,
      shares: { 'crowd-cheer': 0.6, 'level-up': 0.4 },
    },
    { shares: { 'crowd-cheer': 0.6, 'air-horn': 0.25, gasp: 0.15 } },
  ],
  soldout: [{ shares: { gasp: 0.4, 'air-horn': 0.35, 'dramatic-sting': 0.25 } }],
  unbelievable: [
    {
      when: /\b(first try|finally|it works|goosebumps)\b/i,
      shares: { sparkle: 0.5, gasp: 0.5 },
    },
    { shares: { gasp: 0.6, impact: 0.3, thunder: 0.1 } },
  ],
  mishap: [
    {
      when: /\b(crash\w*|smash\w*|broke|breaks|broken|snap(s|ped)|fell|falls|fallen|down|dropped|bang)\b/i,
      shares: { impact: 0.6, 'dramatic-sting': 0.4 },
    },
    { shares: { 'dramatic-sting': 0.7, impact: 0.3 } },
  ],
  switch: [
    {
      when: /\b(back (to|at)|once (again|more)|from the (top|start|beginning))\b/i,
      shares: { 'tape-rewind': 0.8, 'whoosh-fast': 0.2 },
    },
    { when: /\b(list|page|chapter|part)\b/i, shares: { 'page-turn': 0.7, 'whoosh-slow': 0.3 } },
    { when: /\b(last|final|finally|finish)\b/i, shares: { 'harp-glissando': 0.6, 'whoosh-slow': 0.4 } },
    {
      when: /\b(enough|aside|away|done|that was|switch|change)\b/i,
      shares: { 'double-swish': 0.6, swipe: 0.4 },
    },
    { shares: { 'whoosh-fast': 0.6, 'whoosh-deep': 0.2, swipe: 0.2 } },
  ],
  applause: [
    { when: /\b(w[oi]ns?|winner|champion)\b/i, shares: { applause: 0.6, 'party-popper': 0.4 } },
    { shares: { applause: 0.8, 'party-popper': 0.2 } },
  ],
  sound: [
    { when: /cheese|photo|picture|screenshot|selfie/i, shares: { 'camera-shutter': 1 } },
    { when: /box|cardboard|tape/i, shares: { 'box-open': 0.6, 'packing-tape': 0.4 } },
    { when: /zip|zz/i, shares: { zipper: 1 } },
    { when: /glug|pour|splash|psst|fizz|glass/i, shares: { pour: 1 } },
    { when: /crunch|bite|crisp/i, shares: { bite: 1 } },
    { when: /sizzl|tsss|pan\b/i, shares: { sizzle: 1 } },
    { when: /spray|pft/i, shares: { spray: 1 } },
    { when: /heels|tap tap|clack/i, shares: { footsteps: 1 } },
    { when: /knock/i, shares: { 'door-knock': 1 } },
    { when: /snip|cut/i, shares: { scissors: 1 } },
    { shares: { punch: 1 } },
  ],
  ambience: [
    { when: /bird/i, shares: { birds: 1 } },
    { when: /rain/i, shares: { rain: 1 } },
    { when: /\b(sea|waves)\b/i, shares: { waves: 1 } },
    { when: /wind/i, shares: { wind: 1 } },
    { when: /fire/i, shares: { campfire: 1 } },
    { when: /phone/i, shares: { 'phone-ring': 1 } },
    { when: /door|ding/i, shares: { doorbell: 1 } },
    { when: /tick|clock/i, shares: { 'clock-tick': 1 } },
    { when: /heart/i, shares: { heartbeat: 1 } },
    { when: /wrong|allowed|buzz/i, shares: { 'error-buzz': 1 } },
    { when: /bubble|blub/i, shares: { bubbles: 1 } },
    { when: /drip|drop|plop/i, shares: { 'water-drop': 1 } },
    { shares: { 'wind-chimes': 1 } },
  ],
};

/** The effects that suit a sentence of this act, best first. */
export function effectsFor(act: KeyAct, sentence: string): readonly EffectChoice[] {
  const rule = RULES[act].find(({ when }) => when === undefined || when.test(sentence));
  if (!rule) throw new Error(`internal: no rule for ${act}`);
  return Object.entries(rule.shares)
    .map(([id, weight]) => ({ id, weight }))
    .sort((a, b) => b.weight - a.weight);
}

/**
 * Every effect that the grammar can ask for, with the act it serves.
 * @internal Tests check every rule against the catalogue; sentences would reach only some.
 */
export const usedEffects = (): readonly (readonly [KeyAct, string])[] =>
  (Object.entries(RULES) as [KeyAct, readonly Rule[]][]).flatMap(([act, rules]) =>
    rules.flatMap(({ shares }) => Object.keys(shares).map((id) => [act, id] as const)),
  );
