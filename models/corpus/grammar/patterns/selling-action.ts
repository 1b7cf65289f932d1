/** Calls to order, stock running out, gifts. */
import { lines } from '../types.ts';

export const ORDER = lines(`
{Buy|Order|Get} {it|yours|one|this <product>} {now|right now|today}{, you will not regret it|, before it is too late|, don't wait|}.
{Add|Put} {it|this <product>|one} {to|in|into} {your|the} {cart|basket|shopping bag} {now|right away|today|before it is gone}.
{Order|Buy} {now|today|tonight|right away} {and|so} {you get|it arrives|you have it} {before the weekend|tomorrow|by <day>|a free gift}.
{Hurry|Hurry up|Quick|Be quick}, {order|get one|grab yours|buy} {now|before it is gone|while you can}.
{Don't|Do not} {wait|hesitate|think too long}, {order|buy|get yours|click} {now|today|}.
{Place|Send} {your|the} order {now|today|before midnight|in the next <small> minutes}.
{Get|Grab|Take|Snatch} {yours|one|your <product>} {now|today|before they are gone|before your neighbour does}.
{Go|Come on}, {go and |}{buy|order|get|grab} {it|one|yours}{ now|}.
{Go ahead|Now is the time|This is your chance}, {buy it|order|get one}{ now| today|}.
{You|You really|You just} {have to|must|should|need to} {buy|order|get} {this|this <product>|one} {now|today|right away}.
{Everybody|Everyone|All of you} who {wants|needs} {one|a <product>}, {order|click|press buy|buy} now.
{Your|The} {cart|basket} is waiting, {check out|pay|order} {now|today}.
{Call|Ring|Phone} {us |}{now|right now|today} {and|to} {order|reserve} {yours|your <product>|one}.
{Our|The} {phone lines|lines|order lines} are open{, call now|, order now|, ring us|}.
{Press|Hit|Tap|Push} {buy|the buy button|order|buy now} {now|before midnight|and it is yours|and we ship it tomorrow}.
{Tap|Click|Press} {here|there|the button|buy} {and|to} {order|check out|get yours}.
{Type|Write|Comment} {one|yes|buy|the word <product>|mine} in the {chat|comments} {if you want one|to reserve yours|to order|and I put one aside}.
{Secure|Reserve|Claim} {yours|your <product>|one} {now|today|before everyone else}.
{Treat|Spoil} yourself {and|,} {order|get|buy} {one|this <product>} {today|now|tonight}.
{Make|Do} yourself a {favour|present|gift} and {order|buy|get} {it|one|this <product>}{ now|}.
{It's|It is} now or never, {order|buy it|get it|click}{ now|}.
{Let's|Let us} go, {order|shop|click|buy}, {order|shop|click|buy}, {everybody|come on|my friends}.
{Run|Rush} to {the|our} {shop|cart|checkout|website}{ and get it| now| before it is empty|}.
{I|We} {want to|would love to} see your orders {now|come in|on my screen}.
{Send|Buy} {it|one} to your {mother|sister|friend}{, order now|, the perfect gift, order today|}.
{Take|Pick} your {size|colour} and {order|add it to the cart|press buy|check out}.
{Choose|Select} {the <colour> one|your colour|your size} and {order|buy it|put it in the cart}{ now| today|}.
{Buy|Order} {it|one} {for yourself|for the <event>|for the whole family|as a gift} {today|now}.
{Last|Final} call, {order|buy|get it} now.
{So|Now} {what are you waiting for|why are you still waiting|who is waiting}? {Order|Buy it|Get one} {now|today}.
{What are you|Why are you still} waiting {for|there}? {Put it in your cart|Go and get it|It is right there in the shop}.
{Sign up|Register|Book} {now|today} {to get|and get|and secure} {yours|your <product>|one of the first}.
{Pay|Check out} {now|in the next five minutes} and {it ships|we send it} {today|tonight|tomorrow}.
{Pre-order|Preorder} {it|yours|your <product>} {now|today}{ and be the first| and save|}.
`);

export const STOCK = lines(`
{There are|We have|I have} only <small> {left|pieces left|in stock|of them left}.
{Only|Just} <small> {pieces |}{left|remaining|in stock}{, hurry|, be quick|, then it is over|}.
{Stock|The stock|Our stock} is {limited|very low|running out|nearly gone}, {hurry|so be quick|order now|first come first served}.
{Limited|Very limited|Strictly limited} {stock|quantity|edition|offer}, {so hurry|only <small> pieces|be fast|while supplies last}.
{They|These|The <products>} are {almost|nearly} gone{, hurry up|, so order now|, last chance|}.
{Last chance|This is your last chance|It is the last chance} to {get|buy|grab|order} {it|one|this <product>}.
{The|Our} {last|final} <small> {pieces|ones|<products>} {are in the shop|go now|are waiting|go to the fastest}.
{When|Once} {they are|it is} gone, {they are|it is} gone{, so hurry|, order now|}.
{While|As long as} {stocks|supplies} last{, get yours|, only <price>|, so hurry|}.
{Ten|Five|Three}, {nine|four|two}, {eight|three|one}, {hurry|the offer is closing|quick}.
{The|Our} {countdown|clock|timer} {is running|has started|is ticking}, {<small> minutes left|order now|hurry}.
{You have|There are|We have} {only |}<small> {minutes|seconds} {left|to order|to get this price}.
{In|Within} <small> {minutes|seconds} {the offer|the sale|this price} {is over|ends|closes}{, so hurry|, hurry up|}.
{Hurry up|Hurry|Quickly}, {only|just} <small> {minutes|pieces|orders} {left|to go}.
{They|It} {will|is going to} be {gone|sold out|finished} {in minutes|any second|very soon}, {so order|so hurry|be quick}.
{Before|Get it before} {it|the <product>} {sells out|is gone|is sold out}{, buy now|, be quick|, click|}.
{First come|Remember, first come}, first served{, only <small> left|, be quick|, so order now|}.
{We|I} {cannot|will not} {get|restock|order} {any more|it again|more of these}, {this is the last batch|so take it now|last chance}.
{The|My} {shelf|warehouse|storage} is {nearly|almost} empty, {only <small> left|hurry|last pieces}.
{Final|The final|The last} {minutes|seconds|hour} of {the sale|this offer|our promotion}{, hurry|, order|, go|}.
{It's|It is} {selling|going} {fast|like hot cakes|very quickly}, {hurry|get one|order now|do not miss it}.
{Time|The time} is {running out|nearly up|almost over}, {order|hurry|click} {now|up|}.
{Tomorrow|After midnight|After this show} {the price goes up|it is gone|it costs double again}, {so order tonight|so hurry|so do not wait}.
{This|The} {price|offer|deal} {won't|will not} {last|come back|be here tomorrow}{, so hurry|, so act now|}.
{Don't|Do not} {miss|let} {it|this offer|this chance}{ pass|}, {the last ones are going|only <small> left|it ends in <small> minutes}.
{Number|Stock} {counts down|is dropping}, <tens> {left|pieces}, {now <small>|hurry|quick}.
`);

export const GIVEAWAY = lines(`
{One|Three|Five|Ten} of you {will |can |}{win|wins|receive} {a|this} <product> {tonight|today|for free|in our raffle}.
{We|I} {are|am} giving away {a|one|three|ten} {free |}<product> {tonight|today|to one of you|in this show}.
{Now|And now} {comes|it is time for} {our|the} {giveaway|raffle|lucky draw|prize draw}.
{Write|Type|Comment} {your name|hello|me|the magic word} {below|in the chat} {to win|and win|and you can win} {a|this} <product>.
{Everyone|Everybody} who {orders|buys} {now|today|in the next <small> minutes} {gets|receives} a {free gift|free <product2>|little present}.
{You|Each of you} {get|gets} {a|this} {free |}<product2> as a {gift|present|bonus}{ with every order|}.
{Share|Like} {this|the} {show|stream|video} and {win|you can win|take part in the raffle for} {a|this} <product>.
{The|Our} {lucky winner|winner|winner of the <product>} {is|today is|tonight is} <name>{ from <city>|, congratulations|}.
{And the|The} winner is <name>{, congratulations| from <city>|}.
{With|For} every order {there is|you get|we add} {a|one} {free |}{gift|<product2>|surprise}{ in the box|}.
{A|One} {free |}gift {for|goes to} {the first <tens> orders|everyone who orders now|our first buyers}.
{I|We} {have|got} {a gift|free samples|presents|a little present} for {you|the first <tens> buyers|all new followers}.
{It's|It is} {giveaway|raffle|lucky draw} time{, everybody|, are you ready|, write your name|}.
{The|My} {gift|bonus|present} {today|tonight} is {a|this} {free |}<product2>{, on top of your order| for every buyer|}.
{Red envelopes|Coupons|Lucky bags|Golden tickets} are {raining|falling|coming} {now|down}, {grab them|catch one|tap quickly}.
{Get|Receive} a {free |}<product2> {with|on top of} your <product>{ tonight|, only today|}.
{Join|Enter} {our|the} {raffle|draw|contest} {now|below} {and win|for} {a|this} <product>.
{Who|Who of you} wants to win {a|this} <product>? {Write me|Like the video|Type win in the chat}{ now|}.
`);
