/** Words that recognisers mix up, and spellings that they prefer. */

const table = (text: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    text
      .trim()
      .split(/\s*\n\s*/)
      .map((line) => {
        const [from, to] = line.split(' > ');
        return [from!, to!.split(' / ')] as const;
      }),
  );

/** What an American recogniser writes. */
export const AMERICAN = table(`
  colour > color
  colours > colors
  coloured > colored
  colourful > colorful
  favourite > favorite
  neighbour > neighbor
  neighbours > neighbors
  grey > gray
  metre > meter
  metres > meters
  centimetres > centimeters
  kilometres > kilometers
  litres > liters
  tyre > tire
  pyjamas > pajamas
  jewellery > jewelry
  cosy > cozy
  mum > mom
  theatre > theater
  centre > center
  humour > humor
  organiser > organizer
  aluminium > aluminum
  favour > favor
  okay > OK
`);

/** Near in sound. */
export const CONFUSED = table(`
  cart > card / car / court
  link > ling / leak / think
  buy > by / bye
  price > prize / prices
  sale > sail / sell
  basket > basked / bask it
  coupon > coop on / cupon
  discount > this count / discounts
  code > coat / cold
  order > older / a door
  tap > tab / top
  click > clique / quick
  chat > jet / chart
  stream > steam / dream
  viewers > viewer / few us
  wow > while / well / now
  oops > whoops / ups
  product > products / project
  products > product
  item > items / I them
  next > nest / text
  now > no / know
  here > hear / her
  hear > here
  our > are / hour
  for > four / far
  to > two / too
  two > to / too
  one > won / on
  new > knew / you
  brand > grand / bread
  piece > peace
  pieces > peaces / bases
  week > weak
  left > lift / laughed
  only > lonely / on the
  right > write / bright
  sold > salt / solved
  stock > stalk / stuck
  gone > gun / going
  hurry > harry / worry
  show > shoe / shell
  joke > choke
  laugh > love / laughed
  it > at / it's
  is > as / his
  and > in / an
  the > a / this
  a > the / uh
  of > off / or
  with > width / when
  that > dad / than
  this > the / these
  you > your / ya
  your > you are / you
  my > may / by
  has > as / had
  have > had / half
  can > can't / could
  they > day / there
  there > their / they're
  switch > which / watch
  move > moved / mood
  free > three / freed
  gift > give / lift
  home > whole
  kitchen > chicken
  bag > back / beg
  lamp > lamb
  phone > fun / foam
  shoes > choose
  knife > night
  blender > splendor
  kettle > cattle / cuddle
  pillow > below
  husband > has been
  mother > another
  dog > dock
  cat > cut / cap
  meeting > meaning
  floor > flow / four
  room > rum
  train > drain
  bus > boss
`);

/** What speakers say between words, and recognisers write down. */
export const FILLERS: readonly string[] = ['uh', 'um', 'and', 'so', 'you know', 'like', 'well'];
