/** More of what is said between key moments. */
import { lines } from '../types.ts';

export const FEATURE_MORE = lines(`
There is {room|space|a place} for {your keys|the cable|a phone|your glasses|a pen}{ and for the charger| and for your cards| next to the <part>|}.
The <part> {is|was} {a little|much} {bigger|smaller|thicker|wider} than {on the older model|last year|it looks in the picture}.
{When|As soon as} the {battery|tank|bag} is {empty|full}{,|} a {small light|red lamp} {comes on|blinks}.
{The|Its} {switch|button} {on the side|at the top|underneath} {turns|changes} {the light|the speed|the direction|it on and off}.
{You|You can} {choose|set|select} between {two speeds|three programs|warm and cold light|two heights}.
{It|The <product>} {stands|sits|lies} {well|flat|firmly} {on the table|in the hand|on any surface}.
{It|This one} {uses|needs} {little power|two small batteries|no tools|hardly any space}.
{The|Our} {fabric|material|surface} {feels like|is almost like|reminds me of} {<material>|a towel|soft leather}.
{It|The <part>} {slides|clicks|turns|moves} {in and out|into place|to the left} {without|with very little} {effort|noise}.
{Inside the box|In the package} you {find|get|have} {a manual|the charger|two screws|a small brush} {and|plus} {a spare <part>|a cable|a bag}.
{The|This} {pattern|print|stitching|edge} {is|was} {done by hand|printed on both sides|quite fine|a bit darker here}.
{It|This <product>} {keeps|stays} {warm|cool|dry|fresh|clean} {for hours|the whole day|even outside}.
{It|This <product>} can be {folded|taken apart|hung up|stacked|refilled} {in a few steps|for storage|quite easily}.
{The|Its} {smallest|largest} {size|setting|pocket} {holds|is for|fits} {about |}{one litre|a tablet|children|two cups}.
{They|We} {tested|checked} the <part> {for|over} {two years|thousands of hours|a month}{ in <city>|}.
{You|With this you} {do not need|don't need} {any tools|a second one|an adapter|much space}.
{The|One} side is {smooth|black|matt|open} and the other {is|one is} {rough|white|shiny|closed}.
{It|This <product>} {smells|looks|feels|sounds} {natural|a bit like <material>|pretty solid|like the classic one}.
The {front|back|top} {part|side} is <colour> and the {bottom|inside|rest} is <colour2>.
{This|The} {model|version} {is|was} {made|meant} for {smaller hands|left handed people|travelling|the <room>}.
{The|This} <product> {weighs|is} {less|lighter} than {a bottle of water|a book|the one from <year>}.
{There is|You see} a {small|little} {window|scale|lamp|mark} {so|where} you {know|can see} {how much is left|the level|when it is ready}.
{The|Its} <part> {can|may} {also |}be {bought|ordered|replaced} {separately|later}{ if it breaks|}.
{It|The <product>} {does not|doesn't} {make much noise|take much room|get hot on the outside|need any oil}.
`);

export const DEMONSTRATION_MORE = lines(`
{Let me|I will|I'll} {just |}{show you|explain} {how|how to} {it opens|the <part> works|to clean the <part>|to put it together}.
{So|Now} I {take|have} {a glass|a spoon|a towel|an old shirt} and {put|place|lay} it {on the table|next to it|under the light}.
{I|We} {leave|let} it {in the water|on the table|in the sun} {for a minute|while we talk|and come back later}.
{Then|After this} {you|I} {close|put back} the <part> and {turn it|press it down|wait for the click}.
{You|As you} {hold|press} {it|the button} {for three seconds|a little longer}{,| and} {it switches on|the light changes}.
{I|We} {have|just have} {to plug it in|to fill it first|to find the right side}.
{From|On} {this side|above|the front} {it looks|you see it} {like this|quite flat|a bit different}.
{Now|And now} I {put it on|sit down on it|lift it|turn it upside down}{, one moment| for you|}.
{Let's|Let us} {try|do} {that|it} {again|with less water|on the other side|slowly}.
{I|We} {use|take} the {small|large|other} {brush|spoon|setting} for {this part|the corners|that}.
{If|When} I {pull|turn|open} {here|the <part>}{,|} {you see|there is} {the inside|a second layer|the filter}.
{It|This} {looks|feels} {ready|dry|warm enough} {to me|now}{, so I take it out|}.
`);

export const CAMERA_MORE = lines(`
{Sorry|Excuse me}, {I have to|I need to|let me} {drink some water|sneeze|get my notes|find my pen}.
{Let me|I'll} {come|sit|stand} {a bit |a little |}{closer|further back|more to the left}{ so that you can see|}.
{Can|Could} you {see|read} {this|it|the small text} {from there|on your screen|now}?
{My|The} {battery|memory card} is {nearly empty|almost full}{, I will change it|}.
{The|My} {sun|neighbour's drill|street} is {quite loud|very bright|disturbing} {today|right now|}.
{I|We} {set up|moved|bought} {the|a} {second camera|new lamp|table} {yesterday|this week|over there}.
{The|This} {first|next} {picture|image|recording} is {a bit|slightly} {blurred|dark|old}.
{If|When} the {picture|sound|video} {stops|freezes|is bad}{,|} {please |just |}{reload the page|wait a moment|tell me}.
{Let me|I will} {just |}{tie my hair|put on my glasses|roll up my sleeves|wash my hands}.
{Hello|Test}, {test|testing}, one two{, can you hear that|}.
{This|Today} is {my|our} {first|second|third|<ordinal>} {show|stream|video} {this week|this month|from the new room}{, so bear with me|}.
{We|I} {do|make|record} this {show|video|stream} {every <day>|twice a week|at home|in the <room>}.
{It|This} is {the|our} {regular|usual|normal} {<day> show|hour|program}{, nothing special| for those who know us|}.
`);

export const STORY_MORE = lines(`
<person> {recommended|gave} {it|the brand} to {me|us} {because of|for} {the <part>|the <material>|a small <room>}.
<person> {collects|repairs|studies} {<products>|old ones|these} {as a hobby|in <city>|since <year>}.
<person> {came|stopped} by {on <day>|yesterday|for coffee} and {helped|asked|stayed} {me with the boxes|about the size|until <clock>}.
<person> {took|borrowed} {it|mine} {for a week|to <city>|on <day>} and {brought it back clean|liked the <part>|now uses it at work}.
<person> {said|thinks|told me} {it is <good>|the <part> is <good>|the <colour> one is nicer}{, and I agree|}.
<person> {paid|waited} {a bit more|two weeks|less} for {hers|the same model|the other colour}.
{When|After} <person> {moved|retired|got a dog} {we|I} {needed|looked for|bought} {a bigger one|something lighter|one like this}.
{My|Our} {children|kids|guests|friends} {use|like|take} it {in the <room>|for school|when they visit|on trips}.
{I|We} {used to|did} {have|work with} {a <material> one|another brand|a bigger one} {before|at home|for years}.
{In|During} <month> {we|I} {visited|toured} {the factory|the workshop|the farm} {in|near} {<city>|<country>}{ and saw how it is made|}.
{A|One} {customer|viewer|friend} {from <city>|named <name>} {uses|has} {it|one} {in her shop|in the <room>|for travelling}.
{The|Our} {idea|design} {came|comes} from {a <job>|a student|my own <room>|an old book} {in <city>|and took two years|}.
{My|The} {cat|dog} {likes|sleeps next to|ignores} {it|the box|the <product>}{, as you can see| most of the time|}.
{I|We} {cook|cooked|make} <food> {for|with} {the family|friends|<person>} {every <day>|last night|once a week}.
{My|Our} {cat|dog|<animal>} {ignores|watches|does not mind} {it|the <product>|the noise|the box}{ completely| most of the time|, as usual|}.
<person> {likes|prefers|wants} the {<colour>|lighter|smaller|older} one {and I like the other|more than I do|, we talked about it}.
{I|We} {deliver|ship|send} {it |}to {<country>|<city>|most countries|the islands} {as well|by post|in about <small> days}{, yes|}.
`);

export const TALKING_MORE = lines(`
{I|We} {will|are going to} {talk|speak} {about|a little about} {the <material>|the sizes|how it is used|care and cleaning} {first|today|in a moment}.
{That|This} {was|is} {all I know|what I can say|the short version} {about|on} {the <part>|the history|that question}.
{As|Like} {you may know|some of you know}{,|} {I|we} {come from <city>|used to be a <job>|have a workshop|like <sport>}.
{I|We} {have|had} {a question|an answer|a message} from <name> {about|on} {the colour|shipping|last week|the <part>}.
{Let me|I will} {think|check|look}{, I think|,} {it was|it is} {in <month>|about <small>|made in <country>}.
{I|We} {agree|understand|see} {with you|what you mean|the point}{, it is a matter of taste| <name>|}.
{You|You can} {also |}{use|take|try} {it|this} {for|with} {soup|shoes|plants|photos|the <animal>}.
{The|My} {table|shelf|room} {here|behind me} is {from <country>|made of <material>|a bit full}{ today|}.
{Please|You can} {write|tell} {me|us} {where you live|what you think|how you use yours} {in the comments|in the chat|if you like}.
{I|We} {wear|am wearing|have on} {the <colour> one|a medium|my own} {today|right now|this morning}.
{We|I} {have|still have} {enough time|half an hour|some minutes} {for questions|to look at the details|today}.
{Now|So}, {where|what} {was I|did I put my notes|was the question}?
`);
