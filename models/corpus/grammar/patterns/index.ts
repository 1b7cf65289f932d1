/** All sentence patterns by act. */
import type { Act } from '../types.ts';
import { APPEARANCE_MORE } from './appearance-more.ts';
import { JOKE_MORE } from './joke-more.ts';
import * as more from './selling-more.ts';
import * as between from './show-more.ts';
import * as wonder from './surprise-more.ts';
import { SWITCH_MORE } from './transition-more.ts';
import { APPEARANCE } from './appearance.ts';
import { JOKE } from './joke.ts';
import { LOOKALIKE } from './lookalike.ts';
import { REVEAL } from './reveal.ts';
import { LOOKALIKE_MORE, PEOPLE_PLAIN, SHOW_PLAIN } from './people.ts';
import { DISCOUNT, LINK, PRICE } from './selling.ts';
import { GIVEAWAY, ORDER, STOCK } from './selling-action.ts';
import * as show from './show.ts';
import * as sounds from './sounds.ts';
import { MISHAP, SOLDOUT, UNBELIEVABLE, VIEWERS } from './surprise.ts';
import { VARIOUS } from './talk-various.ts';
import * as talk from './talk-more.ts';
import * as life from './talk-life.ts';
import * as places from './talk-places.ts';
import * as work from './talk-work.ts';
import { PUN } from './pun.ts';
import { TEASE } from './tease.ts';
import { APPLAUSE, SWITCH } from './transition.ts';

export const PATTERNS: Readonly<Record<Act, readonly string[]>> = {
  appearance: [...APPEARANCE, ...APPEARANCE_MORE],
  reveal: REVEAL,
  price: [...PRICE, ...more.PRICE_MORE],
  discount: [...DISCOUNT, ...more.DISCOUNT_MORE],
  link: [...LINK, ...more.LINK_MORE],
  order: [...ORDER, ...more.ORDER_MORE],
  stock: [...STOCK, ...more.STOCK_MORE],
  giveaway: GIVEAWAY,
  joke: [...JOKE, ...JOKE_MORE],
  tease: TEASE,
  pun: PUN,
  viewers: [...VIEWERS, ...wonder.VIEWERS_MORE],
  soldout: [...SOLDOUT, ...wonder.SOLDOUT_MORE],
  unbelievable: [...UNBELIEVABLE, ...wonder.UNBELIEVABLE_MORE],
  mishap: [...MISHAP, ...wonder.MISHAP_MORE],
  switch: [...SWITCH, ...SWITCH_MORE],
  applause: APPLAUSE,
  sound: sounds.SOUND,
  ambience: sounds.AMBIENCE,
  greeting: show.GREETING,
  smalltalk: show.SMALLTALK,
  feature: [...show.FEATURE, ...between.FEATURE_MORE],
  demonstration: [...show.DEMONSTRATION, ...between.DEMONSTRATION_MORE],
  camera: [...show.CAMERA, ...between.CAMERA_MORE],
  answer: show.ANSWER,
  opinion: [...show.OPINION, ...between.TALKING_MORE],
  story: [...show.STORY, ...between.STORY_MORE],
  logistics: show.LOGISTICS,
  closing: show.CLOSING,
  lookalike: [...LOOKALIKE, ...LOOKALIKE_MORE],
  people: PEOPLE_PLAIN,
  aside: SHOW_PLAIN,
  various: VARIOUS,
  plans: talk.WORK_MORE,
  places: talk.PLACES_MORE,
  life: talk.LIFE_MORE,
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
