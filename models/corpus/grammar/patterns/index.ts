/** All sentence patterns by act. */
import type { Act } from '../types.ts';
import { APPEARANCE } from './appearance.ts';
import { JOKE } from './joke.ts';
import { LOOKALIKE } from './lookalike.ts';
import { REVEAL } from './reveal.ts';
import { DISCOUNT, LINK, PRICE } from './selling.ts';
import { GIVEAWAY, ORDER, STOCK } from './selling-action.ts';
import * as show from './show.ts';
import * as sounds from './sounds.ts';
import { MISHAP, SOLDOUT, UNBELIEVABLE, VIEWERS } from './surprise.ts';
import * as life from './talk-life.ts';
import * as places from './talk-places.ts';
import * as work from './talk-work.ts';
import { PUN, TEASE } from './tease.ts';
import { APPLAUSE, SWITCH } from './transition.ts';

export const PATTERNS: Readonly<Record<Act, readonly string[]>> = {
  appearance: APPEARANCE,
  reveal: REVEAL,
  price: PRICE,
  discount: DISCOUNT,
  link: LINK,
  order: ORDER,
  stock: STOCK,
  giveaway: GIVEAWAY,
  joke: JOKE,
  tease: TEASE,
  pun: PUN,
  viewers: VIEWERS,
  soldout: SOLDOUT,
  unbelievable: UNBELIEVABLE,
  mishap: MISHAP,
  switch: SWITCH,
  applause: APPLAUSE,
  sound: sounds.SOUND,
  ambience: sounds.AMBIENCE,
  greeting: show.GREETING,
  smalltalk: show.SMALLTALK,
  feature: show.FEATURE,
  demonstration: show.DEMONSTRATION,
  camera: show.CAMERA,
  answer: show.ANSWER,
  opinion: show.OPINION,
  story: show.STORY,
  logistics: show.LOGISTICS,
  closing: show.CLOSING,
  lookalike: LOOKALIKE,
  meeting: work.MEETING,
  lecture: work.LECTURE,
  office: work.OFFICE,
  school: work.SCHOOL,
  news: work.NEWS,
  weather: places.WEATHER,
  directions: places.DIRECTIONS,
  travel: places.TRAVEL,
  history: places.HISTORY,
  sport: places.SPORT,
  recipe: life.RECIPE,
  home: life.HOME,
  garden: life.GARDEN,
  health: life.HEALTH,
  nature: life.NATURE,
  daily: life.DAILY,
};
