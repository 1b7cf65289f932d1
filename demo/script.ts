/** What is said and shown in the demo's talk. Written for the demo; the corpus never sees these sentences. */
export interface Line {
  readonly text: string;
  /** What the picture shows while it is said. */
  readonly scene:
    'host' | 'lamp' | 'lamp-close' | 'lamp-price' | 'mug' | 'mug-close' | 'mug-price' | 'viewers';
  /** Silence before it, in seconds. */
  readonly pause: number;
}

export const SCRIPT: readonly Line[] = [
  { text: 'Good evening friends, it is lovely to see you all.', scene: 'host', pause: 0.6 },
  { text: 'Tonight I finally get to show you this wireless desk lamp.', scene: 'lamp', pause: 0.9 },
  { text: 'It charges in two hours and the arm folds flat.', scene: 'lamp-close', pause: 0.9 },
  {
    text: 'My cat is convinced it is the sun, and now she worships my desk.',
    scene: 'lamp-close',
    pause: 0.9,
  },
  {
    text: 'It costs just twenty five dollars, and the link is right below.',
    scene: 'lamp-price',
    pause: 1.0,
  },
  { text: 'Oh my goodness, we just passed one thousand viewers!', scene: 'viewers', pause: 1.0 },
  { text: 'A few of you asked about the bulb, and yes, you can change it.', scene: 'host', pause: 1.0 },
  { text: 'All right, let us go on to our next item.', scene: 'host', pause: 1.0 },
  { text: 'Here is the travel mug everybody kept asking me for.', scene: 'mug', pause: 1.0 },
  { text: 'The lid locks, so nothing spills in your bag.', scene: 'mug-close', pause: 0.9 },
  { text: 'There are only thirty pieces left, so add it to your cart now.', scene: 'mug-price', pause: 1.0 },
  { text: 'Thank you for watching, and have a good night.', scene: 'host', pause: 1.0 },
];
