/** Talks without any key moment: weather, directions, travel, history, sport. */
import { lines } from '../types.ts';

export const WEATHER = lines(`
{Tomorrow|Today|On <day>} {it will be|it is|expect it to be} {cloudy|sunny|mostly dry|foggy|windy} in the {morning|<compass>|valleys|mountains}.
{Temperatures|The temperature} {will |}{reach|rise to|fall to|stay around} {<small>|<tens>|zero} degrees{ in the afternoon| at night| by <day>|}.
{Rain|Snow|Fog|Thunder} {is|can be} expected {in the <compass>|along the coast|towards evening|until <day>}.
{A|The} {light|strong|fresh} wind {blows|comes} from the <compass>{ and brings cooler air| in the evening|}.
{The|A} {low|high} pressure area {moves|lies|stays} {over <country>|to the <compass>|near the coast}.
{In|During} the night {it clears up|there may be frost|the rain stops|roads can be icy}.
{Drivers|Hikers|Sailors} {should|must} {expect|be ready for} {fog|ice|strong gusts|showers}{ on <day>|}.
{The|This} {weekend|<season>|week} {will be|was|stays} {warmer|colder|wetter|drier} than {usual|last year|the last one}.
{Sunrise|Sunset} is at {six thirty|seven ten|half past eight|eight forty}{ today| in <city>|}.
{Take|Bring} {an umbrella|a warm coat|a hat} {if you go out|for the evening|in the <compass>}.
{The|On <day> the} {clouds|showers} {disappear|move away|spread} {slowly|by noon|to the <compass>}.
{It|In <month> it} {rained|snowed|was dry} {for <small> days|almost every day|more than usual}.
{Humidity|Air pressure|The pollen count} {is|remains} {high|low|moderate}{ today| in the <compass>|}.
{The|Sea} {water|temperature} {is|has} {<small> degrees|still cold|warm enough for a swim}.
{The|Over the} {next|coming} {days|week} {remain|stays|are} {mild|unsettled|cool|dry}.
{The|A} {storm|heat wave|cold front} {arrives|reaches us|passes} {on <day>|from the <compass>|later this week}.
{In|Over} {<country>|<city>|the hills} {skies are|it is} {grey|clear|bright} {with|and} {some sun|light winds|a few clouds}.
`);

export const DIRECTIONS = lines(`
{Turn|Go|Take a} <side> {at|after} the {<building>|traffic lights|second crossing|roundabout|bridge}.
{Go|Walk|Drive|Keep going} straight {ahead |on |}{until|for} {you see the <building>|<small> blocks|the next crossing|two kilometres}.
{The|A} <building> is {on your <side>|next to the <building2>|behind the park|opposite the <shop>}.
{Take|Use} {the|a} {<transport>|<ordinal> exit|number <small> bus|lift} {to|as far as} the {<building>|<ordinal> floor|last stop|harbour}.
{Cross|Walk over} the {bridge|street|square|river} and {turn <side>|follow the signs|go up the stairs}.
{It|The walk} {takes|is} {about |}<small> minutes {on foot|by <transport>|from here}.
{At|After} the {corner|crossing|church} you {will |}{see|pass} {a|the} {<building>|small park|yellow house}{ on the <side>|}.
{Get off|Change|Get out} at {the <building>|the <ordinal> stop|<city> central}{ and walk back a little|}.
{The|Room <tens> is at the} {entrance|end of the corridor|office}{ is on the <side>| on the <ordinal> floor|}.
{Follow|Stay on} {this|the} {road|path|river} {for <small> miles|until the fork|to the <compass>}.
{You|Then you} {have to|must} {go back|go around the lake|turn around|pass the gate}{ and take the other road|}.
{Parking|The car park} is {behind the <building>|in the next street|on the <side>}{ and costs two euros|}.
{The|There is a} {path|lane|tunnel} {between|behind} the {<building>|houses|station}{ that leads to the river|}.
{Excuse me|Sorry}, {how do I get to|where is} the {<building>|<shop>}?
{Go|Walk} {up|down} the {stairs|hill|hall} and {it is the <ordinal> door|turn <side>|ask at the desk}.
{If|When} you {reach|see} the {<building>|river|<shop>}{,|} you {have gone too far|are almost there|should turn <side>}.
{The|From here the} <building> {is|lies} {about |}<small> {kilometres|minutes|streets} {away|to the <compass>|from the centre}.
{The|Our} platform {is|has changed to} number <small>.
`);

export const TRAVEL = lines(`
{We|I} {flew|drove|took the <transport>|travelled} {to <city>|from <city> to <city2>|through <country>} {in <month>|last <season>|with friends}.
{The|Our} {hotel|hostel|apartment} {was|is} {near the <building>|quiet|on the <ordinal> floor|ten minutes from the beach}.
{The|A} {ferry|train|flight} to {<city>|the island|<country>} {takes|leaves|is} {<small> hours|at <clock>|twice a day}.
{In|Around} {<city>|<country>} {you can visit|there is|people like} {an old <building>|the harbour|a large park|the market}.
{Breakfast|Dinner} is {served|included} {from <clock>|in the garden|until <clock>}.
{You|Travellers} {need|should carry} {a passport|a visa|some cash|good shoes} {for <country>|on this route|in <season>}.
{The|Our} {guide|driver} {told|showed} us {about the harvest|the old walls|how bread is baked|where to swim}.
{From|On} the {hill|tower|terrace} {you|we} {see|saw|can see} the {sea|whole valley|roofs of <city>|river}.
{The|A} {route|trail|road} {leads|goes|runs} {through|along} {forests|the coast|small villages|vineyards}.
{The|Most} {people|shops} {in <country>|there} {close|rest|eat} {at noon|late|outside in <season>}.
{We|I} {stayed|spent} {<small> nights|a week|two days} in {<city>|a village|a tent}{ and rented a car|}.
{The|A} {museum|castle|cathedral} {opens|is closed} {at <clock>|on <day>|in <season>}.
{Luggage|Bags} {can be|must be} {left at the station|checked in|weighed}{ before <clock>|}.
{The|Our} {tour|cruise|bus ride} {starts|ends} {at the <building>|in <city>|at <clock>}.
{The|On the} {second|third|last} day {we|was for|we stayed} {hiking|in the old town|at the lake}.
{The|Local} {currency|time|language} {in <country>|there} {is|differs} {easy to learn|one hour ahead|from ours}.
{Please|Passengers should} keep {seat belts fastened|tickets ready|bags under the seat}{ until the train stops| during the flight|}.
`);

export const HISTORY = lines(`
{The|This} {castle|church|town|bridge|palace|abbey} was {built|founded|destroyed|enlarged} in {<year>|the <century> century}.
{In|Until} the <century> century {the|most} {people|farmers|merchants} {lived|traded|travelled} {along the river|with salt|in small houses|by boat}.
{The|A} {king|queen|duke|bishop} of <country> {ruled|died|married|lived} {in <year>|for <tens> years|in this palace}.
{After|Before|During} the war {the|many} {city|families|factories} {moved|was rebuilt|were closed|grew slowly}.
{The|Behind the} {painting|statue|portrait} {shows|is|dates from} {a noble family|the <century> century|a battle|the harbour in <year>}.
{In|By} <year> {the first|a} {railway|school|newspaper|hospital} {opened|was opened|came} {in|to} {<city>|<country>|the valley}.
{The|These} {walls|coins|tools|letters} {are|were} {<tens> metres long|found near <city>|from roman times|made of <material>}.
{Workers|Farmers|Sailors} {earned|had|needed} {very little|long days|strong ships} {in those days|in the <century> century|then}.
{The|An} {empire|treaty|revolution} {ended|began|changed} {in <year>|trade in the region|the borders}.
{The|In this} {museum|room|wing} {keeps|shows|you find} {old maps|furniture of the <century> century|letters from soldiers}.
{Historians|Archaeologists} {think|found|believe} {that the village is older|a grave|the road led to <city>}.
{The|A} {poet|painter|composer} {lived|worked|was born} {in this house|in <city>|in <year>} {and died in <city2>|for <small> years|}.
{Trade|Farming|Mining} {brought|gave} {wealth|work} to {the town|many families|<city>}{ until <year>|}.
{The|This} tower {was|served as} {a prison|a lighthouse|part of the wall}{ for <tens> years|}.
{A|The} fire {destroyed|damaged} {the roof|half of the town|the archive} in <year>.
{The|Our} tour {continues|ends} in {the chapel|the garden|the armoury}{, please mind the step|}.
`);

export const SPORT = lines(`
{The|Our} {home team|team from <city>} {won|lost|drew} {two to one|in overtime|without a goal|by three points}{ on <day>|}.
{The|Next} {match|game} {is|starts|will be played} {on <day>|at <clock>|in <city>}.
{The|A} {goalkeeper|captain|coach|striker} {is injured|said the defence was weak|plays for <country>|trains twice a day}.
{In|During} the {first|second} half {both teams|the visitors|they} {played carefully|had few chances|changed two players}.
{Training|Practice} {is|takes place} {on <day>|at <clock>|indoors}{ this <season>|}.
{To|Before you} {warm up|start}{,|} {run|stretch|jump} {slowly for ten minutes|your legs|around the field}.
{The|A} {runner|swimmer|cyclist} from <country> {came second|needed <small> minutes|finished in the middle|leads the table}.
{The|This} {course|track|pool} is <tens> metres {long|wide}{ and lit at night|}.
{Keep|Hold} your {back|arms|head} {straight|low|relaxed} and {breathe out|bend your knees|look ahead}.
{The|Our} {club|league} {has|was founded with} {<tens> members|two coaches|a new field}{ since <year>|}.
{The|A} {referee|umpire} {stopped the game|showed a yellow card|blew the whistle} {after <small> minutes|for a foul|in the rain}.
{In|At} <sport>{,|} {the rules are|you need|players use} {simple|good balance|a lot of patience|strong shoulders}.
{She|He} {plays|has played|started} <sport> {since <year>|at school|with <person>|twice a week}.
{The|A} {season|tournament} {starts|ends} in <month>{ with <small> teams| in <city>|}.
{Repeat|Do} {this|the exercise} <small> times and {rest|drink some water|change sides}.
{The|Our} {tickets|seats} {are|were} {behind the goal|in row <small>|for the evening game}.
{The|A} {ball|serve|pass} {went|was} {wide|too short|over the line} {in the last minute|twice|}.
{The|Both} {players|sides} {shook hands|rest for five minutes|change ends}{ after the set|}.
`);
