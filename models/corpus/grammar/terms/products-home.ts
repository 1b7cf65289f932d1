/** Things for the house that a show sells: names, what they do (base form, after "it can"), what they have, their pictures. */
import { terms } from '../types.ts';
import type { ProductGroup } from './group.ts';

export const HOME_PRODUCTS: readonly ProductGroup[] = [
  {
    group: 'kitchen',
    products:
      terms(`espresso machine; electric kettle; toaster; blender; rice cooker; air fryer; food processor; juicer; waffle iron;
      slow cooker; milk frother; bread maker; hand mixer; egg boiler; pasta machine; ice cream maker; soda maker; tea maker; coffee grinder; microwave`),
    does: terms(`boil water in two minutes; crush ice without a sound; heat up in thirty seconds; switch itself off; knead the dough for you;
      slice a whole onion at once; keep your tea warm for hours; steam vegetables and fish; bake a loaf while you sleep; chop nuts in a second;
      rinse itself after every use; fit under every cupboard; whip cream in a minute; squeeze every drop out of an orange`),
    has: terms(`a removable water tank; a steel jug; a timer on the front; six speeds; a non-stick plate; a cord you can wind up; rubber feet;
      a glass lid; two baskets; a crumb tray; a little measuring spoon; a quiet motor; a display that shows the temperature`),
    parts: terms(`lid; handle; jug; tray; dial; filter; cord; blade`),
    icons: terms(`hot-beverage; teapot; cooking; bread; pancakes; waffle; egg; cup-with-straw`),
  },
  {
    group: 'cookware',
    products:
      terms(`frying pan; soup pot; knife set; cutting board; salad bowl; baking tray; wok; pepper mill; lunch box; coffee mug; water bottle;
      thermos flask; set of glasses; dinner plate; peeler; rolling pin; cheese grater; cast iron pan; spice rack; tea set; bread knife; casserole dish`),
    does: terms(`go straight into the oven; stay sharp for years; stack inside each other; survive the dishwasher; keep soup hot until lunch;
      work on induction; grip the table; peel a potato in five seconds; close without a leak; cut through a pumpkin; rest safely in your hand`),
    has: terms(`a wooden handle; a thick base; a pouring lip; a silicone seal; three compartments; a ceramic coating; a lifetime of use in it;
      a matching lid; a hanging hole; a double wall; rounded edges`),
    parts: terms(`handle; rim; base; lid; edge; coating; seal`),
    icons: terms(
      `shallow-pan-of-food; kitchen-knife; pot-of-food; bento-box; fork-and-knife-with-plate; spoon; green-salad; chopsticks`,
    ),
  },
  {
    group: 'cleaning',
    products:
      terms(`vacuum cleaner; robot mop; steam iron; laundry basket; window cleaner; dish brush; mop and bucket; stain remover; lint roller;
      carpet cleaner; clothes dryer; drying rack; duster; dishwasher; broom; air purifier; dehumidifier; ironing board`),
    does: terms(`pick up every crumb; reach under the sofa; find its way back to the dock; remove wine stains; dry a shirt in ten minutes;
      pull pet hair out of the carpet; run for an hour on one charge; fold flat behind the door; clean the corners; empty its own dust box`),
    has: terms(`a washable filter; three brushes; a long hose; a dust bag that lasts a month; a foldable frame; a swivel head; a light at the front;
      a spare cloth; two water tanks; a safety switch`),
    parts: terms(`brush; hose; filter; nozzle; tank; wheel; cloth`),
    icons: terms(`broom; bucket; sponge; soap; basket; bubbles; sparkles`),
  },
  {
    group: 'furniture',
    products:
      terms(`armchair; bookshelf; desk lamp; floor lamp; coffee table; office chair; bar stool; standing desk; bean bag; shoe rack; coat stand;
      mirror; sofa bed; night table; folding chair; wall shelf; rocking chair; storage bench; picture frame; curtain; rug; doormat; wall clock; chest of drawers`),
    does: terms(`carry two hundred pounds; fold up in one move; fit into any corner; roll over thick carpet; turn into a bed; stand on uneven floors;
      go together without a single screw; change its height at the push of a button; tilt back a little; hide the cables`),
    has: terms(`solid legs; four wheels; a padded seat; hidden drawers; adjustable feet; a dimmer; brass hinges; a high back; a washable cover;
      soft armrests; a hook on the back`),
    parts: terms(`leg; seat; drawer; cover; frame; cushion; hinge`),
    icons: terms(`chair; couch-and-lamp; bed; mirror; framed-picture; light-bulb; door; candle`),
  },
  {
    group: 'bedding',
    products:
      terms(`pillow; weighted blanket; duvet; mattress; bath towel; bathrobe; bed sheet; sleep mask; heated blanket; cushion; shower curtain;
      bath mat; scented candle; humidifier; alarm clock; night light; aroma diffuser; hot water bottle; shower head`),
    does: terms(`keep its shape all night; dry in no time; get softer with every wash; fill the room with lavender; block all the light;
      keep you cool in summer; wake you up gently; burn for forty hours; support your neck; save water`),
    has: terms(`a zip on the side; a cotton cover; nine heat levels; a little loop to hang it; a memory foam core; sunrise light; elastic corners;
      a non-slip back; two layers of down; a belt and two pockets`),
    parts: terms(`cover; zip; lining; seam; filling; strap`),
    icons: terms(`bed; candle; bathtub; shower; alarm-clock; crescent-moon; soap`),
  },
  {
    group: 'garden',
    products:
      terms(`garden hose; flower pot; watering can; lawn mower; hedge trimmer; bird feeder; barbecue grill; garden chair; parasol; solar lantern;
      plant stand; pair of gardening gloves; wheelbarrow; herb planter; hammock; pruning shears; picnic blanket; compost bin; rain barrel; leaf blower`),
    does: terms(`water the plants while you are away; stretch to three times its length; stand outside all winter; light up at sunset; cut branches as thick as a thumb;
      roll up by itself; keep the squirrels out; start at the first pull; hang between two trees`),
    has: terms(`a solar panel; a brass nozzle; drainage holes; a cutting width of forty centimetres; ergonomic grips; a rain cover; a folding stand;
      two big wheels; a charcoal drawer`),
    parts: terms(`nozzle; blade; grip; wheel; pole; valve`),
    icons: terms(`potted-plant; tulip; sunflower; bird; seedling; herb; umbrella-on-ground`),
  },
  {
    group: 'tools',
    products:
      terms(`cordless drill; screwdriver set; tool box; tape measure; hammer; step ladder; torch; work light; glue gun; paint roller; spirit level;
      pocket knife; wrench set; sanding machine; staple gun; workbench; extension cable; hand saw; multi-tool`),
    does: terms(`drill through concrete; reach twelve feet; charge in half an hour; hold a screw by itself; lock at any angle; survive a fall from a roof;
      shine for a hundred metres; measure around corners; turn both ways`),
    has: terms(`a magnetic tip; two batteries; a soft grip; twenty bits in the case; a belt clip; a locking switch; a hardened blade; wide steps;
      a lifetime guarantee on the metal parts`),
    parts: terms(`battery; grip; bit; case; switch; clip`),
    icons: terms(`hammer; wrench; screwdriver; toolbox; ladder; nut-and-bolt; carpentry-saw`),
  },
];
