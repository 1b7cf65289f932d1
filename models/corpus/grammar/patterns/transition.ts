/** Switching to another product or part of the show. */
import { lines } from '../types.ts';

export const SWITCH = lines(`
{And now|Now|Okay|So|Alright|All right}, {let's|let us} {go|jump|continue|head over|turn} to {the|our} {next|second|third} {product|item|thing|piece|article}.
Let's {move|go|carry} on {to|with} {something else|another item|our next piece|number <small>}.
{Moving|Going|Carrying} on{ now|}, {we have|here comes|let us look at} {our|the} {next|following|second} {item|product|one}.
{Next|Next up|Coming up next|Up next}, {a|the} <product2>.
{Next|Next up|Coming up next}, {our|the} {second|third|fourth|last|final} {item|product|piece}.
{Now|And now} {for|to} something {completely|totally|entirely|very} different.
{That was|So that was|This was} the <product>, {now|and now|next} {the|comes the|to the} <product2>.
{Enough|So much|That is enough} {of|about|for} {the|this} <product>, {let's|let us} {see|look at|talk about} {the|our} next {one|item|product}.
{Let's|Let us|We} {switch|change} {to|over to} {another|a different|our next} {product|topic|category|item}.
{Let's|Let us} {put|set|lay} {this|the <product>|it} {aside|away|back in the box} and {go on|continue|look at the next one}.
{I|We} {put|will put} {this|the <product>} {aside|away|back} {and|, and} {take|fetch|get} the next {one|item|product}.
{On|And on|Off we go} to {the next|our next|product number} {product|item|one|round|<small>}.
{The next|Our next|The following} {item|product|piece|thing|one} {is|comes|will be} {up|on|next|a <product2>|a little different}.
{After|Right after} {the|this} <product> {comes|we go on with|let's see|follows} {the|our} {next item|<product2>}.
{Before|But before} we {go on|continue|move on|come to the next one}, {a short break|one quick word|let us have a sip of water|let me change the table}.
{Let's|Let us} {go|come|jump|get} back to {the|our} {first|previous|other} {product|item|one|<product>}.
{Back|Now back|So, back} to {the|our} {main topic|list|show|products|<product>}.
{Now|So now} we {come|get|go|turn} to {the|our} {last|final|next|second} {product|part|item|round}{ of the show| of the evening| today|}.
{This|That} brings us to {the|our} {next|last|final|second} {product|item|part|topic|chapter}.
{With|And with} that we {go on|come|switch} to {the|our} {next|last|following} {item|product|part}.
{Ready|Are you ready} for {the|our} {next|second|last} {one|item|product|round}?
{Who|Who of you} {is ready|wants to go on} {for|to|with} the next {one|item|product}?
{What|So what|And what} {is|comes|do we have} next{ on our list| today| on the table|}?
{Let's|Let us} {see|find out|check} {what is|what's|what comes} next{ on the list| on the table| in the box|}.
{Time|It is time|And it's time} for {the|our} {next|second|last} {product|item|round|part|act}.
{Part|Chapter|Round|Act} {two|three|four}{, here we go|, off we go| of our show begins now|, let us start}.
{Here|And here} we {go|continue} with {part|round|number|item} {two|three|four}.
{First|Number one} {done|was fun|is finished}, {now|on to} number two.
{One|Two|Three} {down|done}, {<small>|two|three} {more |}to go{, next one please|, on we go|}.
{Okay|Right|Good|Well}, {next|next one|next item|next product}{ please|, here we go|}.
{From|Let us go from} the <product> to the <product2>{ now|, here we go|}.
{Let's|Let us|We will} {leave|close|finish} {the|this} <product> {here|now|for now} {and|, then} {go|turn|move} {on|to the next one}.
{Let me|I will|I'll} {quickly |}{change|switch|swap} {the product|to the next one|over to the <product2>|to the other table}.
{Let me|I will|I'll} {now |}{take you|bring you|lead you} {to|over to} {the|our} {next|other} {corner|table|product|part of the studio}.
{Come|Follow me|Walk with me} {over |}to {the|our} {next|other} {table|corner|shelf|station|room}.
{We|I} {are|am} {done|finished|through} with {this one|the <product>|this part}, {so|now} {next|let's move on|on to the next}.
{That|This} {is|was} {it|all|everything} {for|about|on} {the|this} <product>, {let's|let us} {continue|move on|go further}.
{Let's|Let us} {continue|proceed|go on|carry on} with {the|our} {show|program|next category|<product2>}.
{Another|A new|A different} {product|topic|category|chapter} {now|then}, {the|our} <product2>.
{Speaking of|Talking about} <products>, {let's|let us} {look at|go to|turn to} {the|our} next {item|one}.
{And|Now} {we|I} {change|switch} {the|our} {subject|topic|scene|room|category}.
{Change|A change} of {scene|topic|subject|scenery}, {now|please|here comes} {the|our} {next item|<product2>}.
{Next stop|Our next stop|The next station}, {the <product2>|your <room>|the <room>|<products>}.
{Now|And now}, {without further ado|as promised}, {the|our} {next|second} {product|item|one}.
{Meanwhile|In the meantime}, {let's|let us} {go|jump|switch} {to|over to} {the|our} {other|next} {product|item|camera}.
{The show|Our show|It} {goes|moves} on {with|to} {the|a|our} {next |}{<product2>|item|product}.
{Let's|Let us} {turn|flip} {the|a} page{, next product| and go to the next item|, the <product2>}.
{Let's|Let us} {wrap|round} {this one|this|the <product>} up and {move on|go to the next|go on}.
{Last|Final} {but not least|one for today|product for tonight|item of the evening}, {the|our|a} <product2>.
{And finally|Finally|To finish|At the end}, {we come to|here is|there is} {the|our} {last|final} {product|item|one}.
{After the break|After this short break|Right after the music}, {we|I} {go on|continue|come back} with {the|our} next {item|product|guest}.
{Stay|Stay with us|Stay tuned}, {the|our} next {item|product|one} {comes|follows} {right now|in a second|right away}.
{Skip|Let's skip|Let us skip} {ahead|forward|this} {and|, we} {go|jump} to {item|number|product} {<small>|three|five}.
{Now|And now|So} {over|across} to {<name>|my colleague <name>|the other table|the kitchen}{ for the next item|, with the next product|}.
{I|We} {hand|pass} over to {<name>|my colleague} {for|with} the {next|second} {item|product|part}.
{New|A new} {round|game|item}, new {luck|fun|chance}, {the|our} next {product|item}.
{Let's|Let us} {kick off|start|begin|open} {the|our} {second|next|last} {half|round|part|block}.
{Now|Next|Then} {we|I} {will |}{go|dive|step} {into|to} the {world of <products>|kitchen corner|second half|next category}.
{And|So} {that's that|that is done|that was that}, {what's next|next|on to the next one}.
{Are we|We are} done with {this|the <product>}? {Good|Then|Okay}, {next one|let us go on|on we go}.
{Enough talking|Enough said|So much for that}, {next|let's go on|on to the next} {product|item|one}.
{Let me|I will} {close|finish} this {topic|chapter|one} and {open|start|begin} {a new one|the next one|the next}.
{Following that|Afterwards|After that}, {we|let us} {go to|switch to|look at} our {next|second|third} {item|highlight|product}.
`);

export const APPLAUSE = lines(`
{A|Give} {big|huge|warm} {round of applause|hand} {for|to} {<name>|our guest|our team|everyone who helped}.
{Let's|Let us} {hear it|clap|give a big hand} for {<name>|our guest|our winner|the whole team}.
{Put your hands together|Clap your hands|Everybody clap} for {<name>|our guest|our lucky winner}.
{Happy birthday|Many happy returns}, <name>{, hip hip hooray|, and thank you for spending it with us|, blow out the candles}.
{Cheers|Raise your glasses}, {to|here is to} {our anniversary|all of you|<name>|our team}.
{Hip hip|Three cheers for <name>, hip hip}, hooray.
{Bravo|Congratulations|Well done}, <name>, {what a performance|we are so proud of you|that deserves applause}.
{Applause|Applause, applause}, {everybody|ladies and gentlemen}, {for <name>|for our guest}.
{Let's|Let us} {sing|all sing} {happy birthday|a song} for <name>.
{Standing ovation|A standing ovation} for {<name>|our cook|our team}{, please|}.
`);
