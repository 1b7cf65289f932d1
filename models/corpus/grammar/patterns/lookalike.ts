/** Sentences with a key moment's words that are none: prices in the news, links between documents, next week, jokes reported. */
import { lines } from '../types.ts';

export const LOOKALIKE = lines(`
{The|Last year the} price of {oil|gas|bread|coffee|houses|milk|electricity|wheat} {went up|rose|fell|has doubled|stayed the same} {last year|in <month>|since <year>|again}.
{Prices|Rents} {in|around} {<city>|<country>} {rise|are rising|have fallen} {every year|slowly|by two percent}.
{We|I} {linked|connected} {the|both|two} {documents|tables|files|computers|villages}{ yesterday| last week|}.
{There is|They found|Scientists see} a {link|connection} between {sleep and health|diet and age|the two events|rain and harvest}.
{The|A} {link|chain} of {the bracelet|the necklace|the bicycle} {is|was} {loose|a bit worn|repaired}.
{Next|The next} {week|month|year} {I|we} {am|will be|are} {away|in <city>|on holiday|at a conference}.
{The next|Our next} {train|bus|ferry|meeting|lesson} {leaves|starts|is|comes} {at <clock>|in an hour|on <day>}.
{My|Our} next {appointment|exam|holiday|class} is {in <month>|on <day>|at <clock>}.
{Nobody|No one|Hardly anybody} {laughed|smiled|joked} {at the meeting|in the lesson|during the film|that day}.
{He|She} {laughed|smiled|joked} {quietly|a little|once} and {went on reading|said goodbye|closed the door|sat down}.
{The|A} new {building|library|road|bridge|teacher|law|timetable|manager} {has four floors|opens in <month>|starts on <day>|is almost finished}.
{We|They} {have|got} a new {neighbour|teacher|manager|heating system|carpet}{ since <month>| in the office|}.
{The|A} {comedy|joke|funny film} {was|is} {written in <year>|about two brothers|on television at <clock>|by an author from <country>}.
{The|My} {ordered|new} {books|chairs|windows|parts} {arrived|were delivered|came} {on <day>|last week|without damage}.
{I|We} {ordered|bought} {a|the} {table|pizza|ticket|bicycle} {last <day>|in <month>|some years ago}.
{She|He} {bought|sold} {her|his|the} {house|car|shop} {in <year>|last <season>|to a neighbour}.
{The|In the} {market|sale|auction} {takes place|was|is} {on <day>|every <season>|in <city>}.
{The|This} shop {sells|used to sell} {books|fruit|shoes|stamps} and {closes|opens} at <clock>.
{The|All} {tickets|seats} for {the concert|the match|the play} {were sold|were taken} {by <month>|in advance|weeks ago}.
{The|My} {discount|rebate|refund} {was|is} {entered in the tax form|part of the contract|paid in <month>}.
{Only|About} <small> {people|students|members} {came|attended|voted|were present}{ on <day>| last time|}.
{About|Around|Nearly} <many> people {live|work|study} {in this town|here|in the region|there}.
<many> {people|visitors|students} {came|travel|visit} {to the fair|there every year|last <season>}.
{The|A} {record|vinyl record|medical record} {is|was} {kept in the archive|from <year>|on the shelf|on the table}.
{The|Our} {amazing|surprising} {thing|result} of the {study|survey} {is|was} {explained on page two|small differences between groups}.
{It|That} {is|was} no {surprise|wonder|joke} that {the train was late|it rained|the road is closed}.
{I|We} {believe|think|assume} {the meeting|the bridge|the contract} {will be|is} {finished|ready|signed} {by <month>|next year|soon}.
{The|A} {surprise|surprised} {visitor|inspection|test} {was|is} {announced|planned} for <day>.
{We|They} {moved|are moving} {on <day>|to the next street|to a flat near the <building>}.
{The|Our} {move|change} to {the new office|another bank|winter time} {takes place|happens|is planned} {in <month>|on <day>}.
{I|We} {changed|switched} {trains|buses|schools|banks|sides} in {<city>|<year>|<month>}.
{The|A} {last|final} {chapter|page|part} {deals with|is about|describes} {the war|his childhood|trade|the sea}.
{The|His} {second|last|next} {book|lecture|chapter} {is about|deals with|covers} {rivers|trade|the brain|<animals>}.
{Please|You may} {turn|go} to {page|chapter|exercise} <tens>.
{He|She} {added|put} {the|some} {sugar|milk|papers|letters} {to|into} {the|a} {basket|cart|bowl|bag}{ and left|}.
{The|A} shopping cart {stood|was left} {near the entrance|in the rain|behind the shop}.
{Tap|Turn on} the tap {water|slowly} and {wait until it is cold|fill the bucket}.
{Click|Press} the {left|right} {mouse button|arrow} to {open the document|save the file|see the folder}.
{You|Please} {press|push} the {button|bell} {to|and} {open the door|stop the bus|call the nurse|the lift comes}.
{The|A} {button|arrow|sign} {shows|showed} {the way to the exit|where to stand|the temperature}.
{The|My} {watch|clock|countdown} {stopped|was slow} {at <clock>|yesterday|during the night}.
{The|A} {rocket|race|exam} starts after {a short countdown|the second signal}.
{There are|We have} <small> {chairs|rooms|weeks|kilometres} left{ until the exam| in the hall| before the border|}.
{Only|Just} <small> {days|weeks|miles} {left|remain} {until|before|to} {the holidays|the exam|the next village|<month>}.
{The|This} {offer|proposal|tender} {of the builder|of the bank} {was|is} {under review|too vague|on my desk}.
{The|A} winner of the {<year> election|tournament|chess match} {was|came from} {a farmer|<country>|<city>}.
{The|A} {present|gift|donation} {from|by} {the city|a former student|the king} {is shown in the museum|paid for the roof}.
{It|The soup|The water} {is|was} {free|free of salt|hot|cold} and {safe to drink|served at noon}.
{I|We} {read|heard} an {interesting|unusual} {article|story|report} about {<animals>|bridges|<country>|old maps}.
{This|That} {story|film|play} {begins|starts|ends} with {a journey|a letter|a wedding|the arrival of a stranger}.
{First|At first} {I|we} {introduce|introduced} {ourselves|the topic|the method|the new students} {to the group|briefly|on page one}.
{The|Our} {introduction|presentation} {of the course|of the method} {takes|lasts} {ten minutes|one hour}.
{Let me|I will} {introduce|explain|describe} the {topic|problem|method|timetable} {briefly|first|in a few words}.
{Here|This} is the {agenda|timetable|list of names|map|report} {for <day>|of the region|from last year}.
{Look|Look at} the {map|table|blackboard|diagram} {on|at} {the wall|page <tens>|the back}.
{Take|Have} a look at {the map|page <tens>|the diagram|the timetable}{ before you go|}.
{This|That} is {where|how} the {river|road|company|story} {begins|began|ends}.
{The|These} {discovery|discoveries} {was|were} {made|published} in {<year>|<country>|a small laboratory}.
{The|A} {box|parcel} {contains|contained} {old letters|spare parts|winter clothes}.
{The|Our} {cost|costs} of {the project|the repair|the trip} {are|were} {shared by all|higher than planned|<price>}.
{A|One} ticket {costs|is} <price> and {is valid for a day|children travel free}.
{The|My} rent {is|was} <price> {a week|a day} {in <year>|before the repair}.
{The|A} {family|household} {spends|pays} about {a third|a quarter|half} of {the income|it} on {rent|food|energy}.
{The|My} {father|uncle|teacher} {told|used to tell} {jokes|stories} {at dinner|on long drives|about the war}.
{I|We} {forgot|lost} {the|my} {keys|umbrella|notes} {on the train|at home|in the office} {yesterday|again}.
{The|A} glass {broke|fell} {last week|in the sink} and {we swept the floor|nobody was hurt}.
{The|A} {crowd|audience} {was|stayed} {quiet|small|silent} {until the end|during the speech}.
{The|Three} {viewers|listeners|readers} {wrote|sent} {letters|emails} {about|on} {the article|the sound|last week's topic}.
{The|Our} {viewer|visitor} numbers {are|were} {counted|published} {every month|by the ministry}.
{The|A} {wow|shock} {effect|wave} {was|is} {described|measured} {by engineers|in the report}.
{The|Sales of} <products> {grew|fell|were stable} by {two|three|four} percent {in <year>|last year}.
{Brand|A brand} {names|name} {is|are} {protected|registered} {by law|for ten years}.
{My|The} {husband|wife|neighbour|brother} {washes|does|cleaned} {the dishes|the windows|the car} {on <day>|every evening}.
{My|Our} {cat|dog} {sleeps|eats|goes out} {in the afternoon|twice a day|at night}.
{They|We} got {married|engaged} in {<month>|<city>|<year>}{ with few guests|}.
{The|Our} {wedding|marriage|birthday} was {in <month>|on a <day>|in <city>}.
{I|We} {already |}{have|know} {one|it|the place|that <shop>}{ from last year| at home|}.
{The|This} {model|version|edition} {from|of} {last year|<year>} {is|was} {a bit heavier|no longer made|similar}.
{New|Some new} {students|members|rules|windows} {arrive|start|come} {in <month>|next <season>|on <day>}.
{Now|And now} {the|my} {hands|shoes|plants} are {wet|clean|dry}{ again|}.
{Now|So now} {I|we} {wait|sit down|have time|need a towel}{ for a bit|}.
{Wow|Oh}, {it is|is it} {already <clock>|late|getting dark}{, I did not notice|}.
{Okay|Alright|So|Right}, {let me think|give me a second|where was I|that is fine|I see}.
{As|Like} I {said|mentioned|told you} {before|earlier|at the beginning}, {it is <material>|the <part> comes off|it <does>}.
{And|So} {that is|that's} {how|why} {it|the <part>} {works|is so light|stays dry|has this shape}.
{You|You can} {find|read} {the|more about the} {size chart|manual|washing instructions|materials} {on the label|on the box|inside}.
{The|This} price {tag|list|label} {is|was} {made of paper|still on the shelf|printed in <city>|hard to remove}.
{I|We} {do not|don't} {sell|have|show} {that one|the old model|shoes|spare parts} {any more|here|today}.
{I|We} {will |}{come back to that|explain that|show the back} later{ in the show|}.
{The|Your} {old|previous} {one|<product>} {can be|is} {recycled|repaired|given away}{ at the <shop>|}.
`);
