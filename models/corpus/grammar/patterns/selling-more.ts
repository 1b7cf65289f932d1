/** More selling, often several offers in one breath. */
import { lines } from '../types.ts';

export const PRICE_MORE = lines(`
{We|I} {ask|want|charge} {only|just|no more than} <price> {for it|for this|for the whole <product>}.
{All|Everything} {together|in all|in one box} {for|costs|makes} {only |just |}<price>{ today|}.
{The|Our} {normal|regular|old} price {is|was} {a hundred|double|eighty dollars}, {now|today} {it is|you get it for|it drops to} <price>.
{This|It} would {cost|be} {a fortune|hundreds} {in a shop|elsewhere|anywhere else}, {here|but tonight} {it is|only} <price>.
{Just|Only} <price> for {two|a pair|three pieces|the family pack}, {that is|it is} {almost free|a steal|half of what you know}.
{You|You will} never {get|find|see} {it|this <product>} {cheaper|for less|at this price} {again|than tonight|}, <price>{ only|}.
{How about|What do you say to} <price>{ for all of this| and free delivery|}?
{Take|Get} {it|this <product>|two} {home |}for <price>, {free shipping|gift box included|and the link is below|order now}.
{Only|Just|For} <price>, {link below|click the cart|order now|tap the basket|in the shop now}, {while it lasts|before it is gone|hurry up}.
{I|We} {make|have} you a {special |}price{ today|}, {instead of fifty|instead of ninety|}, {just|only} <price>.
{From|Starting at} {only |just |}<price> {you can|you} {have|order|get} {this|a|your} <product>.
{Our|The} best price {ever|of the year|this year}{,| is} {only |just |}<price>{ for everybody here|}.
{I|We} {talked to|spoke with|called|begged} {the boss|the maker|the factory|the owner} and {now it is|he gave us|got you|brought it down to} <price>{ for you| today|}.
{Only|Just} <price>{, can you believe it|, no joke|, crazy, right|}, {buy it|order now|the link is below|for the whole set}.
{That|It} is {less than|not even|under} {ten dollars|five euros|a dollar} {a piece|each|per day}, {in all|together|the set costs} {only |}<price>.
`);

export const DISCOUNT_MORE = lines(`
{There|Today there} {is|'s} {a|an extra} {discount|voucher|rebate} of <percent> {for everyone watching|if you order now|in the shop}.
{Everybody|Everyone} {in the chat|watching|here tonight} {gets|receives|saves} <percent>{ off| on this <product>| with the code <code>}.
{You|We} {can |}{save|take off} {ten|twenty|fifteen|five} {dollars|euros} {if you|when you} {use the code|order tonight|click the coupon|follow us}.
{Copy|Note|Remember} the {code|voucher} <code>{, it gives you| for|, and save} <percent>{ off|}.
{Don't|Do not} forget {to use |}{the|your} {coupon|voucher|discount code}{ before you pay| at checkout|, it is worth <price>}.
{The|My|This} {voucher|coupon|discount code} {is valid|works|runs} {only today|until midnight|for one hour}{, so use it|, so order now|}.
{Two|Three} for {the price of one|one|two}{, only tonight|, that is our offer|, how about that}.
{With|On} {two|three} {pieces|of them} you {save|get} <percent>{ and free shipping|}.
{Delivery|Shipping|Gift wrapping} is {free|on us|on the house} {today|tonight|if you order now|with code <code>}.
{Our|The} {anniversary|birthday|holiday|end of season} {sale|offer} {gives|brings} you <percent>{ off everything| off|}.
{Today|Tonight} everything in {the|our} {shop|basket|store} is {cheaper|on sale|<percent> off|reduced}.
`);

export const LINK_MORE = lines(`
{The|My} {blue|red|orange|little} {button|link|icon|bag} {under|below|beside} {the video|me|this stream} {leads|takes|brings} you {to the shop|to the <product>|right there}.
{You|You will} {find|see} {the|our} <product> {in the basket below|behind the link|as item number <small>|on our page|in the shop window}.
{I|We} {put|left|pinned|posted} {the|a} link {for you |}{at the top of the chat|in the comments|down below|under the video}.
{Just|Simply} {follow|click|tap|open} the link {and|to} {choose your colour|fill your cart|order in one minute|get it delivered}.
{The|Your} {way|shortcut} to {the|this} <product>{,| is} {the link|the button|the basket} {below|in the corner|under my hand}.
{Everything|All items} from {today's|this} show {is|are} in the {cart|shop|basket|link} {below|under this video}.
{Look|See} {down here|below|at the bottom}, {there is|you see|that is} the {link|basket|buy button}{, click on it|, tap it|}.
{Link's|The link is} {live|up|open}, {go go go|click it now|start ordering|everybody in}.
{Visit|Open|Go to} our {website|online shop|page} {and|to} {order|get|see} {yours|it|all the colours}{ now| today|}.
`);

export const ORDER_MORE = lines(`
{If|When} you {want|like|love} it, {order|buy|get} {it|one} {now|right now|today}, {not tomorrow|before the price goes up|because tomorrow it is gone}.
{Tap|Click|Hit} {buy|order|the cart|the basket} {now|today|right away}, {and it is at your door on <day>|we pack it tonight|and save}.
{Get|Order|Buy} {one|it|yours} for {yourself|your mother|a friend|the <room>} {and|,} {one for|another for} {your sister|the office|your partner}{ today| now|}.
{Do|Please do} not {let this go|sleep on this|miss out}, {order|buy|get yours|click} {now|today|right here}.
{Fill|Load} your {basket|cart} {now|tonight|quickly} {and|, then} {check out|pay|send the order}.
{Let|Let us} {the orders roll|see those orders}, {click|tap|buy} {now|away|, everybody}!
{Now|This} is the {moment|time} to {order|buy|strike|get one}{, go|, do not wait|, link below}.
{Go|Head} {to|straight to} the {checkout|cart|basket} {now|quickly}{ and order| before it's too late|}.
{You|All you} {need|have} to do is {click|tap|press} {buy|order|on the cart}{, so do it now|, and it is on the way|}.
{Put|Throw|Drop} {one|two|it|the <product>} in your {cart|basket|bag} {and|, then} {check out|pay later|you are done}{ now|}.
{Treat|Surprise} {your family|someone you love|your partner|yourself} and {order|buy} {it|this <product>|one} {today|now|tonight}.
{Whoever|Everyone who} {orders|buys} {now|today|in the next hour} {gets|receives} {it tomorrow|free delivery|it by <day>}.
{Claim|Secure|Reserve|Save} {yours|your <product>|your copy|one} {before everyone else|before the show ends|in the shop now|with one click}.
{Do|Make} yourself {a|the} {favour|gift} and {get|order|buy} {this <product>|one}{ today| now|, you deserve it|}.
{Put|Place} {it|one} {into|in} your {bag|trolley|cart}, {press|hit} {order|pay}{, done|, and we do the rest|}.
`);

export const STOCK_MORE = lines(`
{I|We} {only |just |}{have|got|brought} {<small>|<tens>} {of them|pieces}{ and no more| today|}, {so be quick|so hurry|so order now}.
{The|Our} {red|blue|green|large|small} ones are {almost|nearly} {gone|sold out}, {hurry|be quick|grab the last}.
{Two|Three|Five} minutes {to go|left|remaining}, {then|and then} {the offer|this price|the shop} {closes|is over|ends}.
{Get|Grab|Catch} {it|one|the last ones} {while you can|while we have them|as long as they are there|before they run out}.
{This|The} {price|deal|offer} {is only|is just|runs} {for today|for the next hour|tonight|until the end of the show}, {so hurry|so act fast|so don't wait}.
{Once|When} the {clock|timer|countdown} {hits|reaches} zero{,|} {it's over|the offer is gone|the price goes up}{, so order now|, hurry|}.
{Time|The time} {flies|is short|runs}, {only|just} <small> {minutes|pieces} left {at this price|in the sale|}.
{Not many|Very few|Just a handful} {left|are left|remain}{, so quick|, order now|, be fast|}.
{Be|You have to be} {quick|fast}{,|} {because |}{the last ones are going|they sell out every time|only <small> are left|stock is low}.
{The|Our} {clock|countdown|timer} is {ticking|running|on}, {only |}{two|three|five} minutes {left|to go}{, so order|, hurry|}.
{The|This|Our} {offer|deal|discount|price} {will not|won't} {be here|last|wait} {tomorrow|long|forever}{, so be quick|, order tonight|}.
`);
