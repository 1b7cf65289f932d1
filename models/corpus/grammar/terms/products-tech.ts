/** Electric and electronic things, things for sport and on the road. */
import { terms } from '../types.ts';
import type { ProductGroup } from './group.ts';

export const TECH_PRODUCTS: readonly ProductGroup[] = [
  {
    group: 'audio',
    products:
      terms(`pair of headphones; Bluetooth speaker; pair of earbuds; record player; microphone; soundbar; karaoke machine; digital radio; guitar;
      keyboard piano; ukulele; music box; violin; drum kit; amplifier; flute; voice recorder`),
    does: terms(`play for twenty hours; connect to two phones at once; cancel the noise of a train; stay in tune; fill a whole garden with music;
      float in the pool; fold into a small case; pick up a whisper; play the radio without a cable`),
    has: terms(`soft ear pads; deep bass; a carrying case; real wooden sides; a volume wheel; a built-in tuner; a mute button; nylon strings;
      a headphone socket; lights that follow the beat`),
    parts: terms(`cable; ear pad; string; button; socket; case`),
    icons: terms(`headphone; speaker-high-volume; guitar; microphone; radio; musical-keyboard; violin; drum`),
  },
  {
    group: 'electronics',
    products:
      terms(`phone; tablet; laptop; smart watch; phone case; power bank; wireless charger; webcam; keyboard; computer mouse; monitor; printer;
      e-reader; drone; action camera; television; projector; router; memory card; game console; fitness tracker; security camera; doorbell camera;
      phone holder; ring light; tripod; USB hub; smart bulb; electric shaver; calculator; baby monitor`),
    does: terms(`charge to full in an hour; follow your face; work with any phone; wake up instantly; store ten thousand pictures; film in slow motion;
      connect without a cable; read your heartbeat; fold out to double the size; send the picture to your phone; understand your voice`),
    has: terms(`a bright screen; two cameras; fast charging; a fingerprint sensor; four ports; a battery that lasts three days; a metal body;
      a lot of memory; backlit keys; a wide angle lens; a stand at the back; an app for your phone`),
    parts: terms(`screen; battery; button; lens; cable; port; stand`),
    icons: terms(
      `mobile-phone; laptop; camera; watch; desktop-computer; keyboard; computer-mouse; television; video-game; battery; light-bulb`,
    ),
  },
  {
    group: 'sport',
    products:
      terms(`yoga mat; jump rope; tennis racket; set of dumbbells; exercise bike; football; fishing rod; tent; sleeping bag; skateboard; bicycle helmet;
      mountain bike; surfboard; pair of roller skates; basketball; punching bag; camping stove; head torch; kayak; pair of swimming goggles;
      table tennis set; climbing rope; golf club; foam roller; rowing machine; scooter; bicycle pump; badminton set`),
    does: terms(`roll up small; float on water; stand up in two minutes; carry two people; count your jumps; keep you warm at minus ten;
      absorb every shock; fit in the boot of a small car; light the way for hours; adjust to your height`),
    has: terms(`a non-slip surface; a carrying strap; aluminium poles; a repair kit; a soft grip; a step counter; a waterproof floor; front and rear lights;
      eight resistance levels; mosquito nets`),
    parts: terms(`strap; pole; pedal; grip; wheel; seat; net`),
    icons: terms(
      `bicycle; tennis; soccer-ball; basketball; fishing-pole; skateboard; tent; camping; ping-pong; kick-scooter; goggles`,
    ),
  },
  {
    group: 'car',
    products:
      terms(`car charger; dash camera; tyre pump; seat cover; roof box; car vacuum; ice scraper; jump starter; child seat; cooling box; sun shade;
      bike rack; parking disc; motorcycle helmet; steering wheel cover; car perfume; navigation device`),
    does: terms(`start a dead engine; pump up a tyre in four minutes; record while you park; keep drinks cold for a day; fit every model; clip on in seconds;
      switch on when you brake`),
    has: terms(
      `a suction cup; a long cable; a night mode; a pressure gauge; reflective strips; a key lock; a cup holder; a five point belt`,
    ),
    parts: terms(`plug; cable; belt; lock; clip; screen`),
    icons: terms(`automobile; wheel; motor-scooter; fuel-pump; oncoming-automobile; motorcycle`),
  },
];
