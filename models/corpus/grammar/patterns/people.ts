/** Plain sentences about people, animals and things at home: they sound like the beginning of a joke and are none. */
import { lines } from '../types.ts';

export const PEOPLE_PLAIN = lines(`
<person> {is|was} {a|still a} <job> {in <city>|at the <building>|since <year>}.
<person> {gets|got} up at <clock> {and|, then} {walks|walked} {the dog|to work|to the <building>}.
<person> {has|had} {a cold|a new job|two weeks off|an appointment} {this week|in <month>|since <day>}.
<person> {cooked|made|brought} {<food>|dinner|tea} {for everybody|for us|on <day>}.
<person> {went|moved|flew|drove} to {<city>|<country>} {in <month>|last year|for work|by <transport>}.
<person> {lives|lived} {next door|on the <ordinal> floor|near the <building>|with <her> parents}{ since <year>|}.
<person> {plays|watches|likes} <sport> {on <day>|with friends|at the club}.
<person> {reads|read|bought} {a lot|the paper|a book about <animals>} {in the evening|on the <transport>|yesterday}.
<person> {called|wrote|came} {this morning|last night|on <day>} {because of|about} {the keys|the parcel|the meeting|the heating}.
<person> {likes|prefers|drinks} {tea|coffee without sugar|cold water} {in the morning|after lunch|at work}.
<person> {repaired|painted|cleaned|measured} the {fence|door|<room>|bicycle} {on <day>|last week|in <month>}.
<person> {wears|wore} {it|a <colour> one|mine} {at work|on Sundays|when it is cold}.
<person> {was|is} {at home|in the <room>|at the <building>} {all day|until <clock>|with the children}.
<person> {works|studied} with {computers|children|<material>|plants} {in <city>|at the <building>|since <month>}.
<person> {asked|told} {me|us} {for|about} {the recipe|the way to the <building>|a spare key|the price of the tickets}.
<person> {bought|sold|rented} {a|the} {car|flat|garden|boat} {in <city>|in <month>|last <season>}.
<person> {takes|took} the <transport> to {work|the <building>|<city>} {every day|at <clock>|on <day>}.
<person> {learned|is learning|teaches} {to swim|English|the piano|to drive} {in <city>|since <month>|on <day>}.
<person> {and <name>|and I} {met|talked|had lunch} {at the <building>|in the garden|in <city>} {on <day>|in <month>|}.
<person> {found|lost|left} {the|a} {key|umbrella|phone|bag} {on the <transport>|in the <room>|at the <shop>}.
<person> {uses|keeps|stores} {it|the <product>|one} {in the <room>|in a drawer|for guests|when we travel}.
<person> {washed|dried|folded} it {at forty degrees|on <day>|by hand} and {it kept its shape|put it in the cupboard|it was fine}.
<person> {said|says} {the <part> is <good>|it is easy to clean|the manual is clear|that the size is right}.
<person> {chose|picked|took} the <colour> one {for the <room>|because of the <part>|last time}.
<person> {tasted|tried} {it|the soup|a piece} and {found it a bit salty|asked for the recipe|said it was <good>}.
<person> {sat|slept|waited} {in the <room>|on the sofa|in the car} {for an hour|until <clock>|yesterday}.
My <animal> {eats|sleeps|plays} {in the <room>|twice a day|near the window}{ and is six years old|}.
My <animal> {is|was} {<small> years old|at the vet|quite shy} {now|on <day>|with strangers}.
{The|Our} <animal> {needs|gets|likes} {fresh water|a walk|some rest} {every day|in the morning|after eating}.
{My|Our} {children|kids|neighbours} {play|played|watched} {in the yard|football|a film} {after school|on <day>|until <clock>}.
{My|Our} {son|daughter|nephew|niece} {goes|went} to {school|the dentist|a birthday party} {by <transport>|on <day>|at <clock>}.
{My|Our} {son|daughter} {draws|reads|sleeps|does homework} {in the <room>|after lunch|at the table}.
{My|Our} {husband|wife|mother|father} {does|did} the {shopping|laundry|garden work|dishes} {on <day>|today|with me}.
{We|They} {celebrated|had} {a birthday|a small party|dinner} {on <day>|in the garden|with <small> guests}.
{At|During} {dinner|lunch|breakfast} {we|they} {talked about|discussed|spoke about} {school|the trip|the weather|the neighbours}.
{In|On} {<year>|<month>} {my|our} {parents|grandparents} {met|moved|opened a <shop>} {in <city>|in <country>|}.
{The|My} {doctor|teacher|driver|waiter} {was|is} {friendly|on time|new|from <country>}.
{The|A} {man|woman|child|lady} {next to me|at the desk|in the <shop>} {asked|told me|wanted to know} {the time|the way|my name}.
{Somebody|A neighbour|The postman} {left|brought} {a letter|a parcel|the newspaper} {at the door|for <name>|this morning}.
{I|We} {met|saw|visited} <person> {at the <building>|in <city>|on <day>} {and talked for a while|by chance|}.
{I|We} {told|asked|showed} <person> {the way|about the sizes|the garden|the new office}.
{I|We} {gave|sent|lent} <person> {a book|some flowers|the keys|a card} {for <her> birthday|on <day>|last week}.
{I|We} {had|have} {a long talk|lunch|coffee} with <person> {about work|on <day>|near the <building>}.
{I|We} {helped|picked up|drove} <person> {with the move|from the <building>|to the doctor} {on <day>|yesterday|}.
{I|We} {laugh|smile|talk} a lot {at home|with the children|when we cook}.
{I|We} {dropped|brought} {the car|the shoes|the watch} {off|to the shop} {for repair|on <day>|yesterday}.
{I|We} {fell asleep|woke up} {early|late|at <clock>} {last night|today|on <day>}.
{I|We} {eat|cook|bake} {<food>|fish|bread} {every <day>|in <season>|twice a week}.
`);

export const SHOW_PLAIN = lines(`
{This|Today} is {our|my} {usual|regular|weekly} {show|stream|hour}{ on <day>|, as always| from the studio|}.
{I|We} {have|prepared} {a few|some} {notes|samples|pictures} {here|on the table|for later}.
{Please|You can} {wait|stay|sit} {a moment|a little|with us} {while|until} {I|we} {look for the other size|find the box|read the label|get some water}.
{I|We} {close|open} {my|the} {eyes|window|book|box} {for a moment|when it is loud|again later}.
{What|How much|How long} {do|does} {you think|it take|the box weigh}{, I would say about <small> kilos|, we will see|}?
{I|We} {take|make|need} {some|a few} {photos|notes|pictures} {for the website|for <person>|later}.
{The|This} {sound|music|noise} {comes|is} {from the street|from the fan|from next door}{, sorry|}.
{It|The <product>} {was|has been} {in the shop|on the shelf|with us} {for a while|since <month>|for two years}.
{You|Some of you} {know|have seen} {it|this one|the older one} {from last week|from the website|already}.
{I|We} {write|wrote} {the sizes|the answer|your names} {down|on the board|in the list}.
{In|For} {winter|summer} {I|we} {use|take|recommend} the {thicker|thinner|longer} {one|version}.
{The|Each} {bottle|jar|pack} {holds|contains|weighs} {two hundred grams|half a litre|about <small> pieces}.
{There|Here} {is|was} {some|a little} {dust|water|paper} on the {table|<part>|lens}{, I will wipe it|}.
{I|We} {look|looked} {at|for} {the|a} {label|serial number|second one} {on the back|in the box|for a moment}.
{If|When} {it|the <part>} {gets|is} {dirty|wet|dusty}{,|} {wipe it|let it dry|use a soft brush}.
{I|We} {like|love} {that|how} {it|the <part>} {is|feels} {light|soft|simple|stable}.
{My|Our} {colleague|assistant} {holds|brings|measures} {it|the lamp|the other one} {for me|while I talk|now}.
{We|I} {usually|normally|often} {sit|stand|work} {here|at this table|in this corner} {in the morning|on <day>|}.
{Do|Don't} you {also |}{like|use|know} {this colour|this material|such a <part>|this street}?
{That|This} {is|was} {enough|fine|right|okay} {for now|for the test|like this|, thank you}.
{I|We} {did|do} {not|n't} {change|touch|move} {anything|the <part>|the settings} {since <day>|today|in the meantime}.
{Here|There} {you|we} {read|see} {the|a} {number|date|name} {on the label|of the factory|at the bottom}.
{The|A} {normal|simple} {towel|plate|cable|bag} {works|fits|is fine} {too|as well|for that}.
{Some|A few} of {you|us} {come|write} from {<city>|<country>|the coast}{, I see|, I read|}.
`);

export const LOOKALIKE_MORE = lines(`
{The|A} {coupon|voucher|ticket} {was|is} {from <year>|in my old wallet|for the car park}.
{The|Our} {stock|stocks} {market|exchange} {opened|closed} {higher|lower|unchanged} {on <day>|this morning|in <city>}.
{The|A} {link|path} {between|that joins} the two {villages|rivers|buildings} {was|is} {built in <year>|closed|<small> kilometres long}.
{Order|Silence|Peace} {was|is} {restored|kept} {in the hall|after an hour|by the teacher}.
{In|At} {this|that} {order|moment|price} {you|we} {read the names|heard the bell|paid in <year>}.
{The|My} {first|second|last} {order|purchase|visit} {was|is} {in <month>|two years ago|already paid}.
{The|A} {free|open} {seat|place|day} {is|was} {in row <small>|on <day>|next to the window}.
{Hurry|Haste} {is|was} {not necessary|never good|his problem}{, the train leaves at <clock>|}.
{The|A} {limited|private} company {from|in} {<city>|<country>} {makes|sells} {paper|bricks|glass}.
{The|We were} {last|final} {in the queue|bus to <city>|week of the term} {was on <day>|starts on <day>|}.
{They|People} {bought|sold} {fish|cloth|horses|salt} {at|on} {the market|the harbour} {in <year>|every <day>}.
{He|She} {pressed|clicked|pushed} the {button|key|switch} {twice|by mistake|and waited}.
{The|A} {surprise|secret} {was|is} {kept until <day>|part of the story|explained in chapter <small>}.
{It|That} {is|was} {unbelievable|incredible|amazing} {how quiet it was|how slowly he wrote}{, my teacher used to say|, the book says|}.
{The|A} {crazy|wild} {king|river|garden} {is|was} {described in the book|near the border|drawn on the map}.
{The|My} {jokes|stories|songs} of my {uncle|grandfather} {are|were} {long|in the book|written down in <year>}.
{The|A} {clown|comedian|actor} {came|comes} from {<city>|<country>} and {studied|lives|works} {there|in <city2>|at the theatre}.
{Nobody|No one} {is|was} {surprised|shocked} {by|about} {the result|the weather|the decision}.
{The|A} {wow|hurray} {was|is} {written|printed} on the {shirt|card|wall}.
{The|Our} {move|transition|change} {from|to} {school|paper|summer} {to work|to digital|time} {takes|took} {a while|two years|some planning}.
{Next|Close} {to|by} the <building> {there is|stands|you find} {a|the} {park|<shop>|small lake}.
{The|My} next {door|window} neighbour {is|works as} a <job>{ and has a garden|}.
{We|They} {go|went} {on|back} {foot|home|to school} {after|before} {lunch|the rain|the holidays}.
{Before|After} we {go|went|moved} {on holiday|home|to bed}{,|} {we|I} {close the windows|lock the door|water the plants}.
{Part|Chapter} {two|three} of the {book|report|exam} {is|was} {about|on} {trade|rivers|the law}{ and rather long|}.
{The|Our} {second|third} {item|part} {of the list|in the report} {was|is} {paid|checked|missing}.
{Moving|Changing} {house|schools} {is|was} {tiring|expensive|part of his job}.
{The|A} {brand new|new} {hospital|station|law|stadium} {opened|was opened|is planned} {in <city>|in <month>|near the <building>}.
{The|A} new {manager|neighbour|teacher|driver} {introduced|presented} {himself|herself|the plan} {on <day>|at the meeting|to the class}.
{Today|This week} {we|they} {have|had} {a new teacher|two new students|guests from <country>}{ in our class|}.
{I|We} {found|have} {a new|an old} {flat|doctor|bakery|path} {near the <building>|in <city>|last month}.
{In|On} my hand {I|you} {have|see} {a small scar|some paint|a ring from my mother}.
{Here|There} {is|was} {the|our} {first|new} {floor|office|bus stop|classroom}{, on the <side>|}.
{Look|Looking} {for|after} {the keys|the children|a parking place} {took|takes} {an hour|all morning|time}.
{The|A} {discount|sale} {shop|store} {near the <building>|in the next street} {is|was} {closed|open until <clock>|full of people}.
{Our|The} {budget|bill|fee} {is|was} {<price>|reduced by half|paid by <name>}{ this year|}.
{The|A} {bus|museum|cinema} ticket {costs|was} {<price>|half price for students}.
{My|The} salary {went|goes} {up|down} by {two|three} percent {in <month>|this year}.
{I|We} {paid|spent} {<price>|a lot|very little} {for|on} {the taxi|lunch|the repair} {yesterday|last week|on <day>}.
{The|A} thousand {years|kilometres|pages} {ago|later|long}{,|} {there was a lake here|the road ends|is not unusual}.
`);
