/** Small words of the slots: people, looks, places, food, animals, events. Each list is a slot of the same name. */
import { terms } from '../types.ts';

/** People around the speaker with the pronouns that follow them. */
export const PEOPLE: readonly { readonly who: string; readonly she: boolean }[] = [
  ...terms(`my mother; my grandmother; my sister; my wife; my aunt; my mother-in-law; my daughter; my landlady; my niece; my best friend Anna; my neighbour Rosa;
    my piano teacher; my yoga teacher; my colleague Lucy; my cousin Maria; my boss; the lady from the bakery; my little sister; my ex-girlfriend; my godmother`).map(
    (who) => ({ who, she: true }),
  ),
  ...terms(`my father; my grandfather; my brother; my husband; my uncle; my father-in-law; my son; my landlord; my nephew; my best friend Tom; my neighbour;
    my dentist; my gym trainer; my colleague Ben; my cousin; the postman; my boyfriend; my little brother; the plumber; my flatmate; our cameraman;
    my roommate; my old maths teacher; my barber`).map((who) => ({ who, she: false })),
];

export const WORDS: Readonly<Record<string, readonly string[]>> = {
  brand:
    terms(`Lumora; Northwind; Bellavita; Kestrel; Tanaka; Oakfield; Zenko; Marigold; Velora; Hartmann; Pinebrook; Solano; Brightly; Castello; Novix;
    Willow and Co; Aurora Home; Fjordline; Redwood; Mirabel; Okono; Silverleaf; Tamsin; Urban Fox; Quill`),
  adj: terms(`beautiful; lovely; clever; sturdy; elegant; handy; tiny; gorgeous; fantastic; simple; practical; stylish; cute; powerful; soft; light; modern; classic;
    wonderful; compact; colourful; smart; solid; charming; amazing; little; special; limited edition; hand made; brand new; useful; fancy; cosy; incredible; unusual`),
  good: terms(
    `good; nice; great; fine; pleasant; okay; quite nice; very good; rather pretty; comfortable; soft; sturdy; light; easy; smooth; warm`,
  ),
  colour:
    terms(`red; dark blue; light green; black; white; cream; pink; purple; orange; yellow; grey; silver; gold; turquoise; brown; beige; navy; mint green; rose gold;
    burgundy; olive; sky blue; ivory; lavender; copper; charcoal`),
  material:
    terms(`cotton; leather; stainless steel; bamboo; glass; oak; recycled plastic; linen; wool; silk; ceramic; aluminium; titanium; rubber; cork; velvet; brass;
    marble; canvas; walnut; denim; carbon fibre; porcelain; suede; copper; cashmere; felt; granite; nylon`),
  name: terms(`Anna; Peter; Lisa; Mark; Julia; Kevin; Sophie; Daniel; Emma; Oliver; Grace; Henry; Chloe; Sam; Nina; Paul; Maya; Leo; Rachel; David; Olivia; George; Hannah;
    Victor; Alice; Robert; Diana; Simon; Karen; Jack`),
  city: terms(`London; Chicago; Berlin; Sydney; Madrid; Toronto; Dublin; Boston; Paris; Rome; Vienna; Oslo; Lisbon; Seattle; Manchester; Denver; Prague; Zurich; Austin;
    Glasgow; Shanghai; Singapore; Tokyo; Miami; Copenhagen; Amsterdam`),
  country: terms(
    `Italy; Japan; Portugal; Canada; Germany; Spain; Norway; Brazil; Mexico; Denmark; Ireland; Poland; Greece; Kenya; Vietnam; Turkey; Austria; Iceland`,
  ),
  room: terms(
    `kitchen; bedroom; bathroom; living room; garage; hallway; basement; balcony; office; garden; attic; dining room; laundry room; car`,
  ),
  day: terms(`Monday; Tuesday; Wednesday; Thursday; Friday; Saturday; Sunday`),
  month: terms(
    `January; February; March; April; May; June; July; August; September; October; November; December`,
  ),
  clock: terms(
    `eight; nine; ten; eleven; noon; one; two; three; four; five; half past eight; half past nine; quarter to ten; quarter past three; six thirty; seven in the evening`,
  ),
  small: terms(`two; three; four; five; six; seven; eight; nine; ten; twelve; fifteen; twenty`),
  tens: terms(
    `twenty; thirty; forty; fifty; sixty; seventy; eighty; ninety; twenty five; forty five; thirty two; sixty four`,
  ),
  many: terms(`one hundred; two hundred; three hundred; four hundred; six hundred; eight hundred; a thousand; two thousand; five thousand; ten thousand; twelve hundred;
    fifteen hundred; a hundred thousand; eight thousand; three thousand`),
  ordinal: terms(`first; second; third; fourth; fifth; sixth; tenth`),
  percent: terms(
    `ten percent; fifteen percent; twenty percent; thirty percent; forty percent; fifty percent; sixty percent; half; a third; a quarter; seventy percent; twenty five percent`,
  ),
  price:
    terms(`nine ninety nine; twelve dollars; fourteen ninety five; fifteen bucks; seventeen fifty; eighteen dollars; twenty four ninety nine; twenty nine dollars; thirty five euros;
    thirty nine ninety; forty two dollars; forty nine ninety nine; fifty five; fifty nine dollars; sixty nine ninety nine; seventy nine euros; eighty nine dollars; ninety nine pounds;
    one hundred and nineteen; one twenty nine; two hundred and forty nine dollars; four ninety nine; six dollars; eight euros; ten pounds; eleven ninety; twenty two dollars;
    under thirty dollars; less than forty euros; just five dollars; a hundred and fifty; three ninety nine`),
  code: terms(
    `SAVE TEN; LIVE TWENTY; SUMMER; HELLO FIVE; SPRING SALE; FRIENDS; HAPPY; TONIGHT; WINTER FUN; LUCKY SEVEN; MY SHOW; THANK YOU`,
  ),
  food: terms(
    `soup; bread; an apple; rice; pancakes; a sandwich; pasta; a salad; chicken; fish; porridge; cake; tomatoes; mushrooms; a pizza; beans; scrambled eggs; noodles`,
  ),
  animal: terms(
    `cat; dog; goldfish; parrot; hamster; rabbit; horse; goat; turtle; budgie; guinea pig; donkey; poodle; hedgehog; chicken; llama`,
  ),
  event: terms(
    `birthday; wedding; barbecue; picnic; holiday; Christmas party; camping trip; dinner; housewarming; job interview; hike; school trip; concert; long flight`,
  ),
  shop: terms(
    `supermarket; bakery; hardware store; book shop; flea market; shopping mall; pharmacy; department store; furniture store; flower shop`,
  ),
  building: terms(
    `library; town hall; train station; museum; hospital; post office; church; school; stadium; theatre; bank; cinema; bus stop; market square; sports hall`,
  ),
  side: terms(`left; right`),
  subject: terms(
    `mathematics; biology; history; chemistry; geography; physics; music; art; English; economics; philosophy; computer science; Spanish; sociology`,
  ),
  team: terms(
    `budget; marketing; project; sales; support; research; finance; design; quality; planning; training; staff`,
  ),
  vegetable: terms(
    `carrots; onions; potatoes; tomatoes; peppers; beans; leeks; mushrooms; cabbage; spinach; zucchini; celery; peas; beetroot; broccoli`,
  ),
  spice: terms(
    `salt; pepper; garlic; paprika; cinnamon; thyme; ginger; nutmeg; oregano; parsley; cumin; basil; rosemary`,
  ),
  sport: terms(
    `football; tennis; hockey; basketball; swimming; cycling; rugby; volleyball; running; rowing; skiing; golf; handball; badminton`,
  ),
  animals: terms(
    `elephants; penguins; owls; whales; bees; wolves; bats; salmon; frogs; eagles; ants; dolphins; hedgehogs; foxes; swallows; turtles`,
  ),
  plant: terms(
    `roses; tulips; oak trees; ferns; lavender; strawberries; apple trees; herbs; sunflowers; tomatoes; daffodils; ivy; pumpkins`,
  ),
  century: terms(`twelfth; fourteenth; fifteenth; sixteenth; seventeenth; eighteenth; nineteenth`),
  year: terms(`nineteen hundred and five; nineteen twenty; nineteen thirty six; nineteen fifty; nineteen sixty eight; nineteen eighty; nineteen ninety five; two thousand and four;
    two thousand ten; eighteen forty eight; seventeen eighty nine; fourteen ninety two`),
  job: terms(
    `engineer; nurse; teacher; accountant; carpenter; farmer; lawyer; baker; driver; designer; architect; pharmacist; librarian; mechanic`,
  ),
  season: terms(`spring; summer; autumn; winter`),
  compass: terms(`north; south; east; west; north west; south east`),
  transport: terms(`bus; train; tram; ferry; taxi; underground; plane; bicycle`),
};
