/** Things to wear, to carry and to look good with. */
import { terms } from '../types.ts';
import type { ProductGroup } from './group.ts';

export const WEAR_PRODUCTS: readonly ProductGroup[] = [
  {
    group: 'clothes',
    products:
      terms(`raincoat; winter jacket; wool sweater; summer dress; linen shirt; pair of jeans; hoodie; T-shirt; evening gown; cardigan; silk blouse;
      denim jacket; pleated skirt; pair of shorts; polo shirt; fleece vest; jumpsuit; trench coat; pyjama set; pair of leggings; blazer; poncho`),
    does: terms(`fit like a glove; keep the wind out; dry on the line in an hour; go with everything; look good on every figure; never need ironing;
      breathe in the heat; stretch when you move; fold into its own pocket; make you look taller`),
    has: terms(`two deep pockets; a hidden zip; wooden buttons; a soft lining; a hood you can take off; elastic cuffs; a round collar; a loose cut;
      long sleeves; a slit at the side; double stitching`),
    parts: terms(`collar; sleeve; button; pocket; zip; hem; lining`),
    icons: terms(`t-shirt; dress; jeans; coat; womans-clothes; shorts; kimono`),
  },
  {
    group: 'shoes',
    products:
      terms(`pair of sneakers; pair of hiking boots; pair of sandals; pair of slippers; pair of high heels; pair of running shoes; pair of rain boots;
      pair of loafers; pair of ballet flats; pair of wool socks; pair of winter boots; pair of flip-flops; pair of football boots`),
    does: terms(`carry you through the whole day; keep your feet dry; bend with every step; slip on without laces; hold your ankle; grip on wet stone;
      feel like walking on clouds; survive the washing machine`),
    has: terms(
      `a cork sole; reflective laces; a soft insole; a velcro strap; extra room for wide feet; a low heel; a reinforced toe; a sheepskin lining`,
    ),
    parts: terms(`sole; heel; lace; strap; tongue; insole`),
    icons: terms(`running-shoe; hiking-boot; high-heeled-shoe; womans-sandal; flat-shoe; socks; mans-shoe`),
  },
  {
    group: 'bags',
    products:
      terms(`handbag; rucksack; suitcase; belt bag; laptop sleeve; travel bag; wallet; gym bag; shopping trolley; clutch; school bag; camera bag;
      tote bag; briefcase; beach bag; toiletry bag; passport holder; card holder; packing cube`),
    does: terms(`hold a whole weekend; fit under the seat of a plane; stand up by itself; keep the rain off your laptop; open flat like a book;
      turn into a backpack; protect your cards; lock with a three digit code; carry twenty kilos`),
    has: terms(`a padded strap; five inside pockets; a secret compartment; silent wheels; a telescopic handle; a key ring inside; a magnetic clasp;
      a waterproof bottom; a charging port on the side; a place for your umbrella`),
    parts: terms(`strap; zip; clasp; pocket; lining; handle; wheel`),
    icons: terms(`handbag; luggage; clutch-bag; purse; briefcase; shopping-bags; backpack`),
  },
  {
    group: 'jewellery',
    products:
      terms(`necklace; silver ring; bracelet; pair of earrings; wrist watch; brooch; pendant; hair clip; pair of sunglasses; silk scarf; leather belt;
      sun hat; baseball cap; pair of gloves; umbrella; bow tie; pocket watch; key ring; headband; anklet`),
    does: terms(`catch the light from every side; suit every outfit; keep its shine for years; close with one hand; adjust to any wrist;
      survive a dive in the pool; open against strong wind; match your eyes`),
    has: terms(`a tiny gold clasp; a real pearl in the middle; a sapphire glass; a hand-made chain; polarised lenses; a velvet box; a date window;
      an engraving on the back; an adjustable strap`),
    parts: terms(`clasp; chain; stone; strap; lens; buckle`),
    icons: terms(`ring; watch; sunglasses; scarf; gem-stone; crown; gloves; umbrella; billed-cap`),
  },
  {
    group: 'beauty',
    products:
      terms(`lipstick; face cream; hair dryer; shampoo; mascara; perfume; nail polish; hand lotion; sun cream; curling iron; electric toothbrush;
      make-up mirror; razor; face mask; eye shadow palette; beard oil; bath bomb; body scrub; hair straightener; lip balm; massage gun; foundation; night serum`),
    does: terms(`stay on the whole evening; smell of fresh roses; sink in without a trace; dry your hair in five minutes; calm red skin; reach every lash;
      keep curls until midnight; massage your gums; cover everything; protect against the sun`),
    has: terms(`a brush in the cap; vitamin E; no alcohol in it; three heat settings; a light around the edge; aloe and cucumber; a pump on top;
      a travel cap; twelve warm shades; a creamy texture`),
    parts: terms(`cap; brush; pump; tube; mirror; nozzle`),
    icons: terms(`lipstick; lotion-bottle; nail-polish; razor; mirror; toothbrush; soap; hibiscus`),
  },
];
