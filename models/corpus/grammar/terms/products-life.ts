/** Toys, books, food, animals and gifts. */
import { terms } from '../types.ts';
import type { ProductGroup } from './group.ts';

export const LIFE_PRODUCTS: readonly ProductGroup[] = [
  {
    group: 'toys',
    products:
      terms(`teddy bear; board game; puzzle; toy train; doll house; kite; remote control car; set of building blocks; rocking horse; card game;
      water pistol; robot kit; yo-yo; magic set; play tent; music mat; marble run; toy kitchen; globe; telescope; chess set; bubble machine; hand puppet`),
    does: terms(`keep the children busy for hours; sing eleven songs; drive up the wall; teach them the alphabet; make a thousand bubbles a minute;
      fly in light wind; answer when you talk to it; glow in the dark; work without batteries`),
    has: terms(`rounded corners; two hundred pieces; a remote with three buttons; stickers in the box; a washable skin; four different levels;
      a rule book in three languages; a hook for the wall`),
    parts: terms(`string; wheel; piece; remote; box; button`),
    icons: terms(`teddy-bear; puzzle-piece; kite; game-die; yo-yo; robot; chess-pawn; pinata; nesting-dolls`),
  },
  {
    group: 'baby',
    products:
      terms(`pushchair; baby carrier; high chair; bath tub for babies; feeding bottle; play mat; changing bag; cot; baby sling; teething ring; bib;
      night lamp for children; sippy cup; bouncer; safety gate`),
    does: terms(
      `fold with one hand; rock the baby to sleep; grow with your child; wipe clean in a second; fit through narrow doors; calm a crying baby`,
    ),
    has: terms(
      `a five point harness; organic cotton; an extra big basket; a sun roof; soft wheels; a removable tray; a rattle inside`,
    ),
    parts: terms(`strap; wheel; tray; roof; buckle; cover`),
    icons: terms(`baby-bottle; baby; teddy-bear; baby-chick; balloon`),
  },
  {
    group: 'pets',
    products:
      terms(`dog bed; cat tree; leash; scratching post; aquarium; bird cage; pet carrier; dog coat; water fountain for cats; chew toy; pet brush;
      automatic feeder; hamster wheel; collar with a light; litter box; dog ramp`),
    does: terms(`feed the cat while you are at work; stay warm without power; survive the sharpest teeth; keep the water fresh; brush out loose hair;
      glow on a dark road; close by itself`),
    has: terms(
      `a removable cushion; three platforms; a soft handle; a silent pump; a name plate; a washable mat; holes for fresh air`,
    ),
    parts: terms(`cushion; pump; rope; handle; bowl; door`),
    icons: terms(`dog; cat; hamster; bird; tropical-fish; paw-prints; bone; poodle`),
  },
  {
    group: 'food',
    products:
      terms(`box of chocolates; jar of honey; olive oil; green tea; bag of coffee beans; cheese platter; gift basket; hot sauce; dried mango; cookie tin;
      strawberry jam; bottle of maple syrup; bag of almonds; fruit cake; pasta sauce; bottle of apple juice; ginger candy; peanut butter; pack of noodles;
      smoked salmon; salted caramel; protein bar; popcorn mix`),
    does: terms(`melt on the tongue; taste of real fruit; keep for a year; go well with cheese; wake you up in the morning; come from a small family farm;
      warm you from the inside; contain no added sugar`),
    has: terms(
      `a touch of sea salt; only four ingredients; roasted hazelnuts; a fruity smell; a resealable bag; a hint of vanilla; no colouring in it`,
    ),
    parts: terms(`jar; lid; bag; label; tin`),
    icons: terms(
      `chocolate-bar; honey-pot; cookie; olive; cheese-wedge; mango; strawberry; pie; cupcake; peanuts; hot-pepper; spaghetti`,
    ),
  },
  {
    group: 'stationery',
    products:
      terms(`notebook; fountain pen; set of coloured pencils; planner; sketch book; calligraphy set; desk organiser; wall calendar; photo album;
      greeting card; sewing kit; knitting set; paint box; label maker; pencil case; easel; sticker book; paper cutter; travel diary; cookbook; novel;
      set of postcards; embroidery kit; pottery wheel`),
    does: terms(
      `write upside down; lie flat on the table; keep your desk tidy; mix on paper; never smudge; fit into a jacket pocket; cut ten sheets at once`,
    ),
    has: terms(`thick cream paper; a golden nib; a ribbon to mark the page; thirty six colours; a leather cover; a pocket at the back; a hard case;
      two hundred recipes; drawings on every page`),
    parts: terms(`cover; nib; page; ribbon; cap; spine`),
    icons: terms(
      `notebook; pen; pencil; open-book; crayon; artist-palette; sewing-needle; yarn; spiral-notepad; books; paintbrush`,
    ),
  },
];
