/** More talks without any key moment, across all fields. */
import { lines } from '../types.ts';

export const WORK_MORE = lines(`
{You|New members} {find|will find} {the|our} {training room|seminar room|office} {next to the library|across the yard|on the <ordinal> floor}.
{A tour|Tea|A short film|A group photo} {follows|is planned|comes} {after the talk|before noon|at <clock>} in the {garden|cafeteria|yard}.
{Participants|Students|Visitors} {bring|should have|need} {their own|some} {pens|shoes|water|towels}{ and a jacket| and the form|}.
{The group|Each team} {works on|revises|looks at} the {plan|list|text} {of|for} {the spring term|the second half}.
{The|Our} {new|old} {timetable|rule|plan} {applies|is valid|starts} {from <month>|on <day>|for all classes}.
{If|When} you {arrive|come} {late|early}{,|} {wait|sit|please wait} {in the back|outside|at the desk}.
{The|Your} {name|number|key} is {on the list|at the desk|written on the door}{, please check it|}.
{The|A} speaker {from <city>|<name>} {talks|spoke} about {<animals>|water|teaching|the region} for {an hour|<small> minutes}.
{The|Our} {colleagues|guests} from <country> {stay|arrive|leave} {until <day>|on <day>|at the hotel near the <building>}.
{The|We have the} minutes {of|from} the last {meeting|session} {are|were} {accepted|read|in your folder}.
{The|Every} {department|team|class} {chooses|sends|has} {one person|a speaker|its own room}.
{There|In <month> there} {are|will be} <small> {new courses|open days|short trips}{ for <subject>| at the school|}.
{The|Some} {tables|chairs} {must|have to} be {moved|returned|cleaned} {before <day>|after the talk|by the students}.
{Lunch|Dinner|Breakfast} {is|costs} {at <clock>|in the hall|five euros|served outside}.
{Please|You should} {arrive|be there} {ten minutes early|on time|before <clock>} {and|, then} {sign in|switch off your phone|take a seat}.
{The|Our} {next|last} {topic|point|lesson} {was|is} {about safety|the use of maps|how to write a report|the heating}.
{The|Two} {students|members} {asked|explained|wrote} {why the test was moved|how the vote works|a letter to the council}.
{The|A} {copy|list|plan} {hangs|is|lies} {on the board|at the entrance|on each desk}.
`);

export const PLACES_MORE = lines(`
{The|Our} {bus|train|boat} {stops|waits|turns} at the <building> {for <small> minutes|and then at the harbour|every hour}.
{The|This} {path|street|stairway} {is|gets} {steep|narrow|closed in <season>|wet after rain}.
{From|At} the <building> {go|walk|continue} {along the river|uphill|past the <shop>} {until|to} {the gate|the second bridge|a small square}.
{The|A} {village|harbour|island} {has|had} {about |}<many> {inhabitants|people} {and one <building>|in <year>|}.
{In|During} {the morning|the afternoon} {it|the weather} {is|was} {mild|grey|fresh} and {then|later} {the sun comes out|it rains a little|the wind drops}.
{On|From} <day> {on|to <day>} {it|the north} {gets|stays} {cooler|dry|cloudy} {with|and} {temperatures around <small> degrees|some wind|fog in the valleys}.
{The|This} {house|tower|gate} {belonged|belongs} to {a merchant|the church|the city|a family of painters} {since <year>|until the <century> century|}.
{People|Travellers|Farmers} {came|crossed|sold} {here|the river here|their goods here} {by boat|twice a year|since the <century> century}.
{The|Both} {teams|players} {trained|met|played} {in <city>|on <day>|twice} {and|but} {nobody scored|it rained|the match was short}.
{The|Our} {swimming|running|rowing} {group|course} {is|meets} {on <day> at <clock>|full|outside in <season>}.
{The|A} {train|flight} {number <tens>|from <city>} {leaves|arrives} {from platform <small>|at gate <small>|at <clock>}.
{We|They} {walked|cycled|drove} {for <small> hours|along the coast|to the top} and {had lunch|rested|swam} {at a lake|near the <building>|in the shade}.
{The|On the} {map|sign} {shows|you see} {three paths|the old border|where the spring is}.
{The|This} {garden|hall|square} {was|is} {used|opened} for {markets|concerts|meetings} {in <season>|on <day>|since <year>}.
`);

export const LIFE_MORE = lines(`
{Cut|Slice} the <vegetable> and {fry|steam|cook} {them|it} with {a little|some} {<spice>|butter|oil}{ for <small> minutes|}.
{While|As} the {water|oven} {heats up|gets hot}{,|} {wash|cut|peel} the <vegetable>{ and the <vegetable2>|}.
{The|Your} {dough|sauce|soup} should {rest|cook|stand} {for an hour|until it is thick|in a warm place}.
{The|My} {grandmother|mother|neighbour} {adds|used to add|takes} {<spice>|a bit of lemon|honey} {to the dough|at the end|instead of sugar}.
{In|Every} <season> {we|they} {pick|dry|cook} {apples|herbs|plums} and {make jam|store them|share them with friends}.
{The|These} {flowers|leaves|seeds} {open|fall|grow} {in <month>|in the morning|when it is warm}.
{The|Some} {birds|<animals>} {build|leave|find} {their nests|food|a place to sleep} {near the water|in <season>|under the roof}.
{The|A} young {<animal>|bird} {learns|needs|follows} {from its mother|a lot of sleep|the group}.
{We|I} {cleaned|aired|sorted} the <room> and {put|threw} {away|out} {old papers|the winter clothes|some boxes}.
{The|Our} {washing machine|bathroom|balcony} {is|was} {free|being cleaned|small} {on <day>|this week|but sunny}.
{She|He} {learned|teaches|plays} {<sport>|the piano|Spanish} {as a child|in <city>|on <day>} and {likes it|practises daily|now works as a <job>}.
{I|We} {read|heard|watched} {a book|the news|a film} about {<animals>|<country>|gardens} {last night|on the <transport>|on <day>}.
{My|Our} {sister|brother|friends} {is|are} {moving|coming|travelling} to {<city>|<country>} {in <month>|next year|for work}.
{The|My} {doctor|dentist|pharmacist} {said|told me} {to rest|to drink more water|that it will heal} {for a week|slowly|}.
{You|One} should {sleep|eat|walk} {at regular times|before <clock>|more slowly} {and|or} {drink less coffee|take breaks|sit less}.
{The|A} {small|short} {walk|break|nap} {after lunch|in the afternoon} {helps|is good for} {the heart|concentration|the back}.
{We|They} {sat|talked|waited} {in the garden|in the <room>|at the <building>} {until|before} {it got cold|<clock>|the rain came}.
{The|Our} {street|building|stairs} {is|are} {swept|lit|closed} {on <day>|in the evening|for a week}.
{There|Here} {is|was} a {small|quiet} {lake|<shop>|<building>} {behind|next to} {the school|our house|the station}.
{Milk|Bread|Flour|Soap} {is|was} {on the list|in the cupboard|cheaper in <year>|at the <shop>}.
{Bake|Roast|Cook|Fry} {it|them|the <vegetable>|the dough} {until|till} {golden|soft|brown} {for|in} {about |}{<tens>|twenty|forty} minutes.
{Put|Place|Leave} {it|the tray|the pot} in the {oven|fridge|sun} {for|about} {an hour|<tens> minutes|one night}{ and turn it once|}.
{The|Your} {seats|tickets|rooms} are {in row <small>|behind the pillar|on the list|at the front desk}{, please check|}.
{The|Your} {key|name|order of speakers|number} {is|stands} on {the list|the board|page <small>}{ at the entrance|}.
`);
