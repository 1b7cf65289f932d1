/** A product appears for the first time. */
import { lines } from '../types.ts';

export const APPEARANCE = lines(`
{So today|Tonight|This evening|This morning} I {want to|would like to|am going to} {show|present} you {a|this} <adj> <product>.
{Today|Tonight} I {am|'m} {showing|presenting} {a|our new} <product> {to you|here}.
{Today|Tonight|This week} we {have|have got|got} {a|this} {new|completely new|fresh new} <product> {in the studio|on the table|to show}.
I {have|'ve} brought {you |along |}{a|this} <adj> <product> {today|this time|from <city>}.
Here {comes|is} {the|our} {first|next} {star|highlight|hero} of {the evening|our show|today}, {a|the} <product>.
Let me introduce {you to |}{this|our new|the new} <product>.
{Please meet|Meet|Say hello to|Give a warm welcome to} {the|our} {new |brand new |}<product>{ by <brand>| from <brand>|}.
{Look|Look here|Look at that|Just look} what {I found|came in|the courier brought|landed on my desk} {today|yesterday|this week|this morning}, {a|an unbelievably <adj>} <product>.
{This|This one right here|This little thing here} is {the|our|my} new <product> {from|by|made by} <brand>.
What I have in my hands {here |now |}is a {brand new|<adj>|<colour>} <product>.
In this box {there is|I have|we have} a {very special|brand new|<adj>} <product>{, let us open it|, let's see| for you|}.
{Let's|Let us} {open|unpack|unwrap} {the box|this parcel|it} together, {oh, it is|and here we have|and this is} {the|a} new <product>.
{The first|My first|Our first|First} {product|item|piece|thing} {today|tonight|of the day|on my list} is {a|this} <adj> <product>.
{We|I} {start|begin|kick off} {tonight|today|the show} with {a|this} <adj> <product>.
{Have you|Did you} {ever seen|ever see|already see} {a|such a} <product> like this {one |}before?
{Check out|Check|Take a look at|Have a look at|Feast your eyes on} {this|the new|our latest|my new} <product>.
{Check out|Look at} {this|the} <colour> <product>{ right here|, fresh out of the box|}.
{This|Now this} is {my|the} {favourite|absolute favourite|discovery of the week|new favourite} {of all|this season|so far}, {a|the} <adj> <product>.
{Fresh from|Straight from|Just in from|Directly from} {the factory|<country>|<city>|our workshop}, {a|the} new <product>.
{I|We} {proudly|happily|finally} present {the|our} <product> {of the year|made of <material>|by <brand>}.
{Ladies|Everybody|Folks}, {look|see} {at |}what {we|I} have {here|for you}, {a|such a} <adj> <product>.
{The|Our} {newest|latest} {addition|arrival|member} {to|in|of} {our|the} {shop|store|collection|family} is this <product>.
{You asked for it|Many of you asked for it|You wanted it}, {and here it is|so here it is|now it is here}, {the|our} <product>.
{This|Here} is {something|a thing} {I am really excited about|I have been hiding from you|really special}, {a|our} <adj> <product>.
I {am so|am really|'m very} {excited|happy|proud} to {show|present|reveal} {you |}{this|our|the} <product>{ today| tonight| for the very first time|}.
{And this|This} {beauty|little treasure|wonder|baby|gem} {here |right here |}is {a|our|the} {new |}<product>.
{New|Brand new|Just in|New in the shop}, {a|this|our} <product> {made of|in} <material>.
{New|Brand new} {on|in} {the|our} {shelf|shop|channel} {is|comes} {a|this} <product> {in|made of} <material>.
{From|By} <brand> {comes|we get|we now have} this <adj> <product>.
<brand> {has|have} {just |}{released|launched|brought out} {a|this} {new |}<product>{, and I have it here|, here it is|, and we got the first one}.
{This is|That is|It is} the all new <brand> <product>.
{Who|Who of you} {is looking for|needs|wants|dreams of} a {new |good |<adj> |}<product>? {Here it is|I have it|Look at this one|This one is for you}.
If you {are looking for|need|have been searching for} a <product>, {here it is|this is the one|look no further|stop searching}.
{I|We} {have|'ve got} {something|a little something} {new|special|brand new} for {your <room>|the <room>|you}, {it is|this is} a <product>.
{Something|Now something} {new|special|really new} for {your|the} <room>, {a|this|our} <adj> <product>.
{For|To} {all|everyone} {my <group> lovers|who love a good <product>|with a small <room>}, {here is|I found|I brought} {this|a new} <product>.
{Your|Every} <room> {needs|is waiting for|deserves} {this|a} <adj> <product>{, look|, and here it is|}.
{My|Our} {team|supplier|friend from <city>} {sent|gave|brought} {me|us} {this|a} {brand new |<adj> |}<product>{ yesterday| to show you|}.
{This|A} <product> {arrived|came|was delivered} {just now|an hour ago|this morning|last night}, and {you are the first to see it|I had to show you|I could not wait to show you}.
{You|You all} {are|'re} the {very |}first {to see|people to see|ones who see} this <product>.
{I could not wait|I can hardly wait|I can't wait} to show you {this|our|the new} <product>.
{Wait|Just wait} {until|till} you see {this|what I have here}, {it is|it's} {a|the} <adj> <product>.
{Now|And now|So}, {let's|let us} {have|take} a {first |closer |}look at {this|our new|the new} <product>.
{Let me|I will|I'll} show you {my|our|the} {newest|latest|best} {find|discovery|catch|treasure}, {a|this} <product>.
{Let me|I want to|I'd love to} show you {a|this|our} {really |}<adj> <product>.
{What|How} {do you think of|about} this {new |<adj> |}<product>{ I found in <city>| I have here|}?
{This <product>|It} is {brand new|completely new|hot off the press|fresh on the market} and {nobody else has it|it came in today|we are the first to have it}.
{Here|Right here} {I have|we have|you see} {a|the} {<adj> |}<product> in <colour>.
{Here|Right here} {I have|we have} {a|the} <product> made of {pure|real|fine} <material>.
{Next to me|In front of me|In my hands} {you see|you can see|is} {our|the|a} {new |brand new |}<product>.
{My|Our} {recommendation|tip|pick|star} {of the|for the|this} {day|week|month|season} is {this|the} <product>.
{This season's|This year's|This month's} {must have|hit|star|trend} is {a|this|the} <product>.
{I|We} {discovered|found|spotted} {this|a} <adj> <product> {at a fair in <city>|in <country>|on a market in <city>} {and had to have it|and brought it for you|}.
{All the way from|Imported from|Made in} <country>, {here is|this is|comes} {our|the} {new |}<product>.
{Welcome|Please welcome} the new {queen|king|star|champion} of {the|your|every} <room>, {our|this|the} <product>.
{Hello|Hi} {guys|everyone}, {today|this time} {it is all about|we look at|I present} {this|a|the} {new |}<product>.
{Today's|This week's|Tonight's} {star|product|special|main item} is {a|this|the} <adj> <product>.
{In today's|In tonight's|In this} {show|stream|episode|video} {I|we} {present|unbox|introduce|launch} {a|the new} <product>{ from <brand>|}.
{This|Here} {right here |}is {what|the thing} {everybody|the whole internet|everyone on the internet} {talks about|is talking about|wants}, the <product>.
{Here|And here} {we go|it comes}, {the|our} first <product> {of the day|of this size|in <colour>}.
{May I|Can I} introduce, {the|our} <product>{ from <brand>| with a difference|}.
{A|One} <product> like {this one|this} {you have|has} never {seen|existed} before, {look|just look at it}.
{Say goodbye to your old <product>|Forget your old <product>}, {because here is|this is|here comes} {the|a} new one.
{This|Here} is {the|our} next generation of <products>.
{Look|Come and look} {at|what} {these|our new} <products>{, they came in today|, they just landed|, straight from <country>|}.
{I have|We have|We got} {new|brand new|<adj>} <products> {for you|today|here}{, look|, come closer|}.
{Get|Are you} ready for {this|our new|the} <product>{?|, here it comes.|, because it is a beauty.}
{I|We} {designed|developed|made} {this|a} <product> {together with <brand>|for two years|just for you}, and {now it is here|today you can see it|here is the result}.
{Hot|Fresh} {off the truck|out of the oven|from the warehouse}, {a|our} {new |}<product>.
{My|The} {new|latest} <brand> {model|collection|line} {is here|has arrived|starts today}, {and this is|with} {the|a} <product>.
{The courier|The postman} {just |}{rang|brought a parcel}, and {inside is|it is|look,} {a|our|the} {new |}<product>.
{Introducing|Presenting|Now presenting} {the|our|a} {all new |<adj> |}<product>.
{This is|Here is} the {one|<product>} {I told you about|I promised you|I teased} {last week|yesterday|on <day>}.
{And|So} what {is|do we have} {here|in this bag|in this box|under here}? {A|Oh, a|It is a} <adj> <product>.
{Here is|There is} {a|one} {newcomer|new face} {in|on} {our|the} {range|line|channel}, {a|the} <product> {from|by} <brand>.
{I|We} {just |}{unpacked|got|received} {this|a} {gorgeous|wonderful|stunning|fabulous|splendid} <product>.
{This|The} <product> in my hand {is|was} {released|launched} {today|this week|only yesterday}.
{Are you|You are} {tired of|fed up with} your old <product>? {Then look at this|Here is the answer|This is the new one}.
`);
