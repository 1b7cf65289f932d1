/**
 * Talks written by hand for measuring accuracy end to end. They are spoken by speech synthesis, recognised, and scored.
 * For scoring only: no corpus pattern comes from here, and neither patterns nor thresholds are tuned to them.
 */
export type Kind = 'introduction' | 'transition' | 'humour' | 'surprise' | 'selling';

export interface Talk {
  readonly id: string;
  readonly voice: string;
  readonly sentences: readonly (readonly [text: string, kind?: Kind])[];
}

export const TALKS: readonly Talk[] = [
  {
    id: 't01-blender',
    voice: 'flite:slt',
    sentences: [
      ['Good morning everybody, I hope you can hear me.'],
      ['I want to show you a new blender that came in this morning.', 'introduction'],
      ['The jug holds one and a half litres.'],
      ['My husband put the lid on the wrong way, so now our ceiling is a smoothie.', 'humour'],
      ['You get it for thirty nine dollars if you order through the link today.', 'selling'],
      ['Good, that was the blender, let us look at the next thing.', 'transition'],
      ['I will drink some water first.'],
    ],
  },
  {
    id: 't02-headphones',
    voice: 'flite:rms',
    sentences: [
      ['Give me a second to fix the microphone.'],
      ['These are the new headphones I promised you last week.', 'introduction'],
      ['They play for thirty hours on one charge.'],
      ['The ear pads are made of soft leather.'],
      ['I cannot believe it, two thousand of you have joined in ten minutes.', 'surprise'],
      ['Click on the basket and type the code music for ten percent off.', 'selling'],
      ['They are so quiet that I missed my own wedding anniversary.', 'humour'],
    ],
  },
  {
    id: 't03-weather',
    voice: 'espeak:en-us+m3',
    sentences: [
      ['Tomorrow it will be cloudy in the north with some rain in the evening.'],
      ['The wind comes from the west.'],
      ['Temperatures stay around twelve degrees.'],
      ['On Friday the sun comes back for most of the country.'],
      ['Farmers had asked for rain for several weeks.'],
    ],
  },
  {
    id: 't04-jacket',
    voice: 'flite:awb',
    sentences: [
      ['Thank you for coming back tonight.'],
      ['Take a look at this rain jacket, nobody has seen it before.', 'introduction'],
      ['It has two zips under the arms.'],
      ['The seams are taped, so water stays out.'],
      ['I wore it in the shower to test it, and my wife filed for a new bathroom.', 'humour'],
      ['It is down from ninety to fifty five dollars, but only until midnight.', 'selling'],
      ['Okay, moving along to the shoes.', 'transition'],
      ['Somebody asks about the sizes, they go from small to double extra large.'],
    ],
  },
  {
    id: 't05-history',
    voice: 'flite:kal16',
    sentences: [
      ['The bridge was built in the year eighteen ninety.'],
      ['It carried trains for more than sixty years.'],
      ['After the war the town bought it for a small price.'],
      ['Today people cross it on foot and by bicycle.'],
      ['A small museum tells the story of the workers.'],
    ],
  },
  {
    id: 't06-speaker',
    voice: 'flite:slt',
    sentences: [
      ['Hello there, nice to see so many names in the chat.'],
      ['Look what I have in my hands, the smallest speaker we ever sold.', 'introduction'],
      ['You can pair two of them for stereo.'],
      ['Wait, what, somebody just bought twenty of them at once!', 'surprise'],
      ['Hurry and put one in your cart, there are only fifteen left.', 'selling'],
      ['That is it for the speaker, now we switch to the cameras.', 'transition'],
      ['The first camera has a wide lens.'],
    ],
  },
  {
    id: 't07-cream',
    voice: 'espeak:en-us+f3',
    sentences: [
      ['I will turn the light up a little.'],
      ['This is our new hand cream and it arrived only yesterday.', 'introduction'],
      ['It smells of lemon and a bit of honey.'],
      ['You only need a small drop.'],
      ['I put some on my face and my own dog did not recognise me.', 'humour'],
      ['Two tubes for the price of one, the link is pinned at the top.', 'selling'],
      ['Wow, that sold out in thirty seconds, I am speechless.', 'surprise'],
    ],
  },
  {
    id: 't08-office',
    voice: 'flite:rms',
    sentences: [
      ['The printer on the third floor is out of order.'],
      ['Please send the report before Thursday.'],
      ['The new parking rules start next month.'],
      ['Anna will give us a short update on the budget.'],
      ['We linked the minutes of the last meeting in the calendar.'],
      ['Lunch is at half past twelve.'],
    ],
  },
  {
    id: 't09-knife',
    voice: 'flite:awb',
    sentences: [
      ['So, who of you likes to cook?'],
      ['Here comes something special, a chef knife from Japan.', 'introduction'],
      ['The blade is twenty centimetres long.'],
      ['Watch how it goes through the tomato.'],
      ['It is so sharp that it cut my phone bill in half.', 'humour'],
      ['Grab yours now for only forty four ninety, shipping is free.', 'selling'],
      ['Alright, on to the next product on my list.', 'transition'],
      ['Oh no, I dropped it, thank goodness nobody was hurt!', 'surprise'],
    ],
  },
  {
    id: 't10-recipe',
    voice: 'flite:slt',
    sentences: [
      ['Cut the onions and fry them in a little oil.'],
      ['Add the rice and stir for two minutes.'],
      ['Pour in the stock and let it simmer.'],
      ['Season with salt and pepper.'],
      ['Serve it with a green salad.'],
    ],
  },
  {
    id: 't11-watch',
    voice: 'flite:kal16',
    sentences: [
      ['I am happy that you are all here.'],
      ['Let me present the watch that everybody has been waiting for.', 'introduction'],
      ['It counts your steps and measures your sleep.'],
      ['The strap is made of steel.'],
      ['Unbelievable, we have never had so many orders in one hour!', 'surprise'],
      ['The voucher is under the video, use it at the checkout and save twenty dollars.', 'selling'],
      ['Before we go to the next item, a short break.', 'transition'],
    ],
  },
  {
    id: 't12-vacuum',
    voice: 'espeak:en-us+m3',
    sentences: [
      ['Can you write in the chat where you are from?'],
      ['And here is the robot vacuum, freshly unpacked.', 'introduction'],
      ['It finds its way back to the charger by itself.'],
      ['The dust box is easy to empty.'],
      ['Mine got lost under the sofa and came back with three socks and a sandwich.', 'humour'],
      ['Order it now, the first fifty buyers get a second brush for free.', 'selling'],
      ['Now for something completely different, the garden tools.', 'transition'],
    ],
  },
];
