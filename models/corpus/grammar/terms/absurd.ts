/** Sentence-sized parts of jokes. Each split of the corpus may use only its own third of these lists (see split.ts). */
import { lines } from '../types.ts';

/** What somebody around the speaker did (simple past, no subject). */
export const ABSURD_DEEDS: readonly string[] = lines(`
  proposed to it on the spot
  asked it for a dance
  now calls it darling
  has not spoken to me since
  moved out and took it along
  wants to be buried with it
  gave it a name and a birthday cake
  took it to church on Sunday
  put it in the will instead of me
  introduced it to the neighbours as the new baby
  cried for three days when I took it back
  thinks it is a spaceship
  tried to eat it with a fork
  wore it on the head for a week
  started talking to it at night
  traded the dog for it
  locked the door and would not let anybody near it
  wrote a love song about it
  applied for a job as its assistant
  kissed it in front of the priest
  fell asleep with it in the bathtub
  used it as a hat at my wedding
  used it to scare away the tax man
  called the police because it smiled
  ran three times around the house and shouted hallelujah
  fainted and landed in the cake
  posted it on a dating site
  wanted to pay me with two chickens and a goat
  said finally somebody in this house who works
  said it listens better than I do
  said it has more personality than I do
  said it is the only thing in this house that does what it is told
  now sends it a postcard every week
  invited it to dinner and forgot to invite me
  filed for adoption papers
  divorced the television
  stopped snoring out of pure respect
  tried to teach it to fetch
  gave it my side of the bed
  put it on the family photo and cut me out
  asked whether it comes with a husband
  asked if it can also raise teenagers
  asked if it is single
  asked whether it does windows and in-laws too
  offered it a cup of tea and a biscuit
  took it on holiday and left me at the petrol station
  dressed it up for carnival and it won first prize
  tried to return me and keep it
`);

/** What the thing does to the speaker, a comic exaggeration (third person, after "it"). */
export const ABSURD_POWERS: readonly string[] = lines(`
  knows more about my life than my therapist
  has a better social life than me
  is the longest relationship I have ever had
  works harder than my whole office put together
  even makes my cooking taste like food
  survived my teenagers, so it will survive a war
  does not complain about my singing
  is the only one that never asks what's for dinner
  has fewer problems than my ex
  could probably run for president
  snores less than my husband
  is smarter than my brother, and cheaper to feed
  never forgets my birthday, unlike some people in this room
  is quieter than my mother-in-law, even at full power
  gets more compliments than I ever did
  might be the reason I am still married
  makes me look ten years younger, or at least the lights do
  hides everything, even last night's pizza
  is so clever, it already does my tax return
  is so light that I lost it twice, once on my own head
  is so quiet that even my cat did not wake up, and she hates everyone
  is so soft that I called my pillow and broke up
  is so strong that it could hold my husband's excuses
  is so shiny that my goldfish fell in love with its own reflection
  is so fast that yesterday I was finished before I started
  is so easy that even my father can use it, and he still prints his emails
  keeps its shape better than I do after Christmas
  fits everywhere except in my husband's head
  has seen me in my pyjamas and still came back
  goes to the gym more often than I do, because I forgot it there
`);

/** What the speaker did, at the speaker's own cost (first person, after "I"). */
export const ABSURD_SELF: readonly string[] = lines(`
  burn water
  once set the toast on fire, twice, in one morning
  can get lost in my own kitchen
  talk to my plants and they ask me to stop
  have two left feet and both of them hurt
  do my exercise by running out of money
  went on a diet and lost two weeks
  have a black belt in sleeping in
  sing so badly that the shower turned itself off
  trained for a marathon, on the sofa, with crisps
  am on a seafood diet, I see food and I eat it
  was born on a Monday and it never got better
  put my phone in the fridge and the butter on the charger
  tried to look cool and walked into a glass door
  bake cakes that the birds use as stones
  have been reading the same book since school, and it is a calendar
  parked so badly that the car apologised
  read the instructions only when something is burning
  need a map to find my own waist
  ironed my shirt while I was wearing it
  wave back at people who were waving at somebody else
  drink eight coffees a day and still fall asleep in my own shows
  went to yoga once and they had to unfold me
  argue with the navigation system, and I lose
`);
