/** Talks without any key moment: recipes, home, garden, health, nature, daily life. */
import { lines } from '../types.ts';

export const RECIPE = lines(`
{First|To begin|Now}{,|} {peel|chop|wash|slice|grate} {the|two|some} <vegetable>{ and put them aside| into small pieces| finely|}.
{Heat|Warm} {some|a spoon of} {oil|butter} in {a|the} {pan|pot}{ over medium heat|}.
{Add|Stir in|Mix in} {the|some|a pinch of} {<spice>|<vegetable>|flour|cream|stock}{ and stir well| after <small> minutes|}.
{Let|Leave} it {simmer|cook|rest|cool} for {about |}<small> minutes{ on low heat| with the lid on|}.
{Bake|Roast} {it|the dough|the <vegetable>} {at two hundred degrees|in the oven|until golden} for <tens> minutes.
{Season|Taste} {it |}with <spice> and <spice2>{ and serve warm|}.
{Boil|Cook} the {pasta|rice|<vegetable>} in {salted water|plenty of water|vegetable stock} {until soft|for <small> minutes}.
{Beat|Whisk|Separate} {the|three} eggs {with sugar|until foamy|in a bowl}.
{Mix|Combine} {flour|butter|milk} {with|and} {sugar|yeast|<spice>} {in a bowl|until smooth|by hand}.
{The|This} {dish|soup|recipe|sauce} {serves|is enough for|feeds} {four|six|two} people.
{Cover|Put} the {dough|bowl|meat} {with a cloth|in the fridge|aside} {for an hour|overnight|until <clock>}.
{Serve|Eat} it with {<food>|bread|<vegetable>|a green salad}.
{You|For this you} {need|will need} {<vegetable>, <vegetable2> and <spice>|two eggs and some milk|half a pound of flour}.
{Drain|Rinse} the {<vegetable>|pasta|beans} {in cold water|and let them dry|well}.
{My|This} {recipe|version} {uses|needs} {less sugar|only <spice>|no milk|fresh <vegetable>}.
{Turn|Flip} the {fish|meat|pancake} {once|after <small> minutes|carefully}.
{Reduce|Lower} the heat and {stir|wait|add <spice>}{ until it thickens|}.
{The|When the} {onions|<vegetable>} are {golden|soft|done} {after <small> minutes|take the pan off the stove}.
{Sprinkle|Decorate} {it |}with {<spice>|sugar|chopped nuts|parsley}{ at the end|}.
{Store|Keep} {leftovers|the rest} in {a jar|the fridge|a dry place}{ for up to <small> days|}.
`);

export const HOME = lines(`
{The|Our} {roof|kitchen|heating|bathroom} {was|is|will be} {repaired|painted|renewed|measured} {in <month>|next week|by <person>}.
{To|Before you} {paint|wallpaper|tile} {a wall|the <room>}{,|} {clean|sand|measure} {the surface|it first|every corner}.
{The|A} {pipe|window|door|lamp} in the <room> {leaks|sticks|is loose|needs paint}{ a little|}.
{We|I} {moved|carried|put} {the|a} {table|sofa|bed|shelf} {into the <room>|to the wall|next to the window}{ yesterday|}.
{The|Our} {flat|house|apartment} has {<small> rooms|a small balcony|thick walls|a view of the park}.
{The|My} {washing machine|fridge|stove} {is|was} {<small> years old|in the <room>|checked last week}.
{Turn|Switch} off the {water|power|gas} before you {change|replace|repair} the {tap|lamp|switch|pipe}.
{The|Our} rent {includes|covers} {heating|water and waste|a place in the garage}.
{Drill|Make} {a|two} {small |}holes {at this height|in the wall|<tens> centimetres apart}.
{The|A} {plumber|carpenter|painter|neighbour} {comes|came|helped} {on <day>|at <clock>|with the floor}.
{Measure|Check} {the|your} {room|window|floor} {twice|before you order|with a tape}.
{Dust|Clean|Air} the <room> {once a week|in the morning|on <day>}.
{The|Our} {neighbours|tenants} on the <ordinal> floor {moved in|moved out|have two children} {in <month>|last year|}.
{The|Some} {boxes|chairs|old clothes} {are|were} still in the {attic|garage|basement}.
{Electricity|Heating} {costs|bills} {depend on|come in|are split by} {the size of the flat|<month>|all tenants}.
{The|A} {key|spare key} {is|lies} {under the mat|with <person>|in the drawer}.
`);

export const GARDEN = lines(`
{Plant|Sow|Put} the {seeds|bulbs|<plant>} in <month>{ about two inches deep| in rows| in full sun|}.
{Water|Feed|Cut} {the|your} <plant> {twice a week|in the evening|after the flowers|every <season>}.
{The|This} soil {is|should be} {dry|sandy|rich in clay|loose}{ before planting|}.
<plant> {need|like|prefer|grow in} {shade|a lot of water|sandy soil|a sunny place}.
{In|Every} <season> {we|gardeners} {prune|trim|collect|plant} {the hedge|apple trees|leaves|<plant>}.
{The|Our} {tomatoes|apples|beans|pears} {were|are} {ripe|small|ready to pick} in <month>{ this year|}.
{Cover|Protect} the {beds|roots|<plant>} {with leaves|from frost|with straw}{ in <season>|}.
{Snails|Birds|Mice} {eat|like|come for} the {young leaves|seeds|berries}{ at night|}.
{Keep|Leave} {<small> inches|some space} between {the|two} {plants|rows|trees}.
{A|The} compost {heap|pile} {needs|takes} {air|about a year|leaves and grass}.
{Mow|Rake} the lawn {once a week|in dry weather|before <month>}.
{The|A} {pear tree|hedge|vine} {in front of|behind} the house {was planted in <year>|grows slowly|needs support}.
{Remove|Pull out} {dead leaves|weeds} {by hand|with the root|after rain}.
{Dig|Make} a hole {twice as wide as the pot|for each plant|near the fence}.
`);

export const HEALTH = lines(`
{Drink|You should drink|Try to drink} {enough |more |}{water|tea} {during the day|in hot weather|before a run}.
{The|My|Your} doctor {recommends|prescribed|checks} {a walk every day|an x-ray|the blood pressure|less salt}.
{Adults|Children|Teenagers} {need|sleep|should get} {about |}<small> hours {of sleep|of rest|a night}.
{Take|Use} {this|the} {medicine|cream|pill} {twice a day|after meals|before bed}{ for <small> days|}.
{Sit|Stand|Lie} {straight|down|on your back} and {relax your shoulders|breathe slowly|close the eyes}.
{The|Your} {appointment|check-up} is {on <day>|at <clock>|in <month>}{ with doctor <name>|}.
{A|The} cold {usually|normally} {lasts|goes away} {a week|after <small> days}.
{Vegetables|Nuts|Fish} {contain|have|provide} {vitamins|iron|healthy fats|fibre}.
{The|A} nurse {measured|takes} {my|the} {temperature|blood pressure|weight}{ in the morning|}.
{Stretch|Move|Rest} your {neck|legs|wrists} {every hour|gently|after work}.
{Back|Knee} pain {is|can be} {common|treated with exercise|caused by sitting}.
{Wash|Dry} your hands {before meals|for twenty seconds|with soap}.
{The|Our} pharmacy {near the <building>|in <city>|} is {open|closed} {on <day>|until <clock>}.
{Breathe|Inhale|Exhale} {in|out|deeply} {through the nose|for four seconds|and hold it}.
{Too much|A lot of} {sugar|sun|noise} is {bad for the teeth|not good for the skin|tiring}.
`);

export const NATURE = lines(`
<animals> {live|sleep|feed|hunt} {in groups|at night|in cold water|near rivers|in <country>}.
{Young|Some|Most} <animals> {stay|learn|leave} {with the mother|to find food|the nest} {for <small> months|in <season>|}.
{The|A} {river|lake|glacier|volcano} {flows|lies|formed} {to the <compass>|<small> thousand years ago|in <country>}.
{In|Every} <season> {the|many} {birds|<animals>|leaves} {fly south|change colour|return|are easy to see}.
{The|This} forest {is|has} {home to|full of} {<animals>|old oaks|many kinds of mushrooms}.
{Rain|Wind|Ice} {shapes|carries|moves} {the rocks|sand|seeds} {over time|to the sea|}.
{The|A} {mountain|desert|island} {is|covers|rises} {<small> thousand metres high|a large area|in the <compass>}.
<animals> {eat|need|feed on} {insects|small fish|leaves|seeds} {and sleep in <season>|every day|}.
{The|A} {moon|sun|star} {rises|sets|shines} {in the <compass>|after <clock>|behind the hills}.
{Tides|Waves|Currents} {depend on|are caused by} {the moon|the wind|temperature}.
{A|The} female {owl|bear|whale|spider} {lays|has|carries} {two eggs|one young|up to ten young}{ in <month>|}.
{The|Some} {plants|trees} {close|lose|grow} {at night|their leaves|only a little} {in <season>|each year|}.
{You|Visitors} {can hear|may see|should not feed} {the|the wild} <animals>{ in the morning| from the path|}.
{The|A} {valley|coast|swamp} is {protected|flooded|quiet} {since <year>|in <season>|}.
{Bees|Butterflies|Beetles} {visit|pollinate|need} {flowers|many plants|warm days}.
`);

export const DAILY = lines(`
{I|We} {get up|have breakfast|leave the house|go to bed} at <clock>{ on <day>| every day|}.
{She|He} {works|worked|is} {as a <job>|in a <shop>|at the <building>}{ in <city>| since <year>|}.
{On|Every} <day> {we|I} {go|walk|drive} to the {<shop>|<building>|market}{ with <person>|}.
{The|My} {bus|train|tram} {comes|leaves|was full} {at <clock>|every ten minutes|this morning}.
{My|Our} {parents|neighbours|friends} {visit|visited|called} us {on <day>|in <month>|for dinner}.
{We|They} {talked|spoke|wrote} about {the garden|school|the film|work|the weather} {for an hour|at dinner|}.
{I|She|He} {forgot|found|left} {the keys|a letter|the umbrella} {on the <transport>|at the <building>|in the <room>}.
<person> {called|wrote|visited} {me|us} {on <day>|yesterday|from <city>} {and asked about the weather|about the keys|}.
{I|We} {need|bought|still have} {milk|stamps|bread and butter|some paper} {from the <shop>|for <day>|}.
{The|Our} {dog|cat|baby} {sleeps|was awake|is sitting} {on the sofa|until <clock>|near the window}.
{In|At} {the evening|the weekend} {we|they} {play cards|watch the news|read|call the family}.
{He|She} {has|bought} {two brothers|a small car|an old bicycle|a garden} {in <city>|near <city>|}.
{The|A} {film|concert|play} {starts|was|lasts} {at <clock>|in <city>|two hours}.
{I|We} {waited|stood|sat} {at the <building>|in the rain|in the garden} {for <small> minutes|until <clock>|}.
{The|My} {phone|doorbell} {rang|was silent} {twice|during lunch|all day}.
{I|We} {wrote|sent|received} {a letter|a postcard|an email} {from|to} {<person>|<name>|the <building>}.
{My|Our} {street|village|town} {has|is} {a bakery|quiet at night|near the river|a <building> and a <shop>}.
{They|We} {learned|are learning} {<country> dances|to drive|a new song|to swim} {on <day>|last <season>|}.
`);
