/** Prices, discounts and links. */
import { lines } from '../types.ts';

export const PRICE = lines(`
{It|This <product>|The whole thing} {costs|is} {only|just|no more than} <price>.
{And the price|And now the price|The price}, {you will love it|listen|hold on tight|are you ready}, {only|just} <price>.
{Today|Tonight|In this show} {you|you can} {get|have|buy} {it|this <product>} for {only |just |}<price>.
{Only|Just} <price>{, not a cent more|, delivery included|, that's it|, can you believe that|}.
{You pay|You only pay|All you pay is} <price> {for the whole set|today|for this <product>|}.
{Normally|Usually|Elsewhere} {it costs|you pay} {much more|a hundred|three times as much|a fortune}, {but today|here|with us} it is {only |}<price>.
{In the shops|In the <shop>|Online} {it is|you find it for|they ask} <price>, {here|with me|tonight} {you pay half|it is much less|only <price>}.
{The price|My price|The price tag} {today|tonight|for you} is <price>.
{Guess|Can you guess} {the price|what it costs|how much it is}? {It is|It's|Only} {just |}<price>.
{I|We} {give|offer|sell} {it to you|you this <product>|it} {for|at} {only |just |}<price>.
{It|This one} {is yours|can be yours|goes home with you} for {only |just |}<price>.
{For|At} {just |only |}<price> {you cannot go wrong|it is a steal|it is a bargain|you will not find anything better|this is a gift}.
{Not|It is not} {eighty|ninety|seventy|sixty|a hundred}, not {fifty|forty|sixty}, {but |it is |}{only |just |}<price>.
{What do you pay|How much is it|What does it cost}? {Only|Just|Exactly} <price>.
{Two|Three} {of them|for you and your family|pieces} for {only |just |}<price>.
{The set|The pair|The bundle|The package} {costs|is|comes at} <price>{ all together| today|}.
{A|Such a} <product> for <price>, {where do you find that|you will not see that again|that is a real bargain|unbeatable}.
{We|I} {talked|spoke} to the {factory|boss|maker} and {got|pushed} {the price|it} down to <price>.
{The boss|My boss} {allowed|lets} {me|us} {to |}{sell it|give it away} for <price>{ today|}.
{That makes|That is|That's} <price> for {a|one} {real |}<brand> <product>.
{I will say it again|Once more|I repeat}, {only |just |}<price>{ for the <product>| for everything|}.
{Our|The} {special|show|live|introductory} price is <price>{ and only today| until midnight|}.
{Cheaper|Less} than {a dinner|a pizza|two coffees|a tank of petrol}, {only |just |}<price>.
{Starting|Start} at {only |just |}<price>{, you can have|, it is yours, the new <product>|}.
{We|You} {start|begin} at <price>{, and that is already a bargain|, all colours|}.
{For less than|Under} <price> you {get|take home} {the|a} complete <product>{ set|}.
{It|This} {is|was} <price> {last week|yesterday}, {now|today} {it is|you get it for} <price>.
{Write this down|Listen carefully}, {the price is|it costs only|only} <price>.
{It|This <product>} will not {cost you more than|be more than} <price>.
{You can|You could} {take|get} {it|this <product>} home for <price> {right now|tonight|with free delivery}.
{The best part|The best thing|And the best} is {the price|what it costs}, {only |just |}<price>.
{No|Never} {cheaper|lower} {price|offer} {than this|this year}, <price>{ for you|}.
{What a|Such a} {deal|bargain|price|steal}, {only |just |}<price> for {the|this} <product>.
{Today's price|Our price today|Tonight's price}, <price>.
`);

export const DISCOUNT = lines(`
{Today|Tonight|Now|Only today} {you get|there is|we give you} <percent> {off|discount} {on|for} {this|the|every} <product>.
{Use|Type in|Enter} {the|my|our} {code|coupon|promo code|voucher code} <code> {and|to} {save|get} <percent>{ off|}.
{With|Using} {the|my} {code|coupon} <code> you {save|get|take} <percent>{ off|}.
{The|This} {offer|deal|discount|sale|promotion} {ends|is over|runs out|expires} {tonight|at midnight|in ten minutes|when the show ends}.
{The|Our} {sale|discount|special offer|promotion} is {live|on|open} {now|right now|for one hour}.
{We|I} {take|knock} {another |}<percent> off {the price|for you|right now}.
{The|There is a} {coupon|voucher|discount} {is|waiting} {in|on} {the|your} {cart|screen|page|corner}{, use it now|, do not forget it|, grab it|}.
{Grab|Take|Collect|Pick up} {your|the} {coupon|voucher|discount} {before|as long as} {you pay|you check out|it is there}.
{Buy|Get|Take} {two|three} and {get one|the third one is|one more comes} {free|for free|on top}.
{Buy|Order} one, get {one|the second one} {free|half price|for half}.
{Everything|All <products>|The whole range} {is|are} {reduced|on sale|down|discounted} by <percent>{ today| this weekend|}.
{It|The price} {is|has been} {reduced|cut|lowered} {by|to} <percent> {today|only|for our viewers}.
{Half|Half the} price {today|tonight}{, only here|, only for you| for the <product>|}.
{You|You will} save {more than |up to |}<percent> {if you|when you} {order|buy} {now|today|in the next ten minutes}.
{The second|A second} {one|<product>} is {half price|free|only <price>}.
{Free|We give you free} {shipping|delivery} {today|on all orders|if you order now|for everyone in this chat}.
{And|Plus} {you|we} {get|give you} {free|a free} {shipping|delivery|gift wrapping} on top.
{Members|Followers|New customers|Subscribers} {get|save|receive} {an extra |another |}<percent>{ off| on top|}.
{Follow|Subscribe to} {us|the channel} {and|to} {get|receive} {a|your} {coupon|discount|voucher} {worth|of} <price>.
{That|This} {is|makes} a {saving|discount} of <percent>{, friends|, just for tonight|}.
{Only|Just} {during|in} this {show|stream|live}, <percent> {off|discount}.
{Black Friday|Spring sale|Summer sale|Clearance|Flash sale|Super sale}, <percent> {off|less} {on|for} {everything|all <products>|this <product>}.
{It's|We are having a} {sale|clearance} time, {everything must go|all <products> are cheaper|prices are falling}.
{The|My} {discount|promo} {code|link} {is|reads} <code>{, write it down|, all in capitals|}.
{I|We} {dropped|cut|slashed} the price {for you |again |}{tonight|today|to <price>}.
{Bundle|Combine} it with {the|a} <product2> and {save|get} <percent>.
{Use|Redeem} {the discount|your points|the voucher} {now|today|before midnight}{, it will be gone tomorrow|, it is worth it|}.
{Prices|The prices} {are|have been} {dropping|going down|cut}, {now|today} minus <percent>.
{Early birds|The first fifty orders|The quickest} {get|pay|save} <percent>{ off| less|}.
{Special|A special} {offer|deal} {for you|tonight}, {the|a} <product> {and|plus} {the|a} <product2> {together|in one package}.
{Today|Tonight} {I|we} {throw in|add} {a|the} <product2> {on top |}for {free|nothing|the same price}.
`);

export const LINK = lines(`
{The|You find the|Here is the} link is {in the description|below|down below|on the screen|in the comments|in my profile|right here}.
{The|My} {link|shopping link|product link} {is|stands} {below|under} {this|the} video{, click on it|, just follow it|}.
{Click|Press|Tap} {on |}{the|this} link {below|in the corner|down there|under the video} {to order|to buy|and it is yours|to get yours|}.
{Click|Tap|Press} {on |}{the|this} {yellow|little|orange|shopping} {basket|cart|bag|button} {down here|at the bottom|on the left|below}.
{You|You can} {find|see} {it|this <product>} in {the|our|my} {shop|store|basket|window}, {number|item number} <small>.
{It|The <product>} is {link|number|item} number <small>{ in the cart| in the list| in our shop|}.
{I|We} {just |have just |}{put|posted|dropped|pinned} the link {in the chat|for you|in the comments|at the top}.
{The|Our} {link|product} is {up|online|live|active} {now|right now}{, go go go|, everybody|, hurry|}.
{Three, two, one|Five, four, three, two, one|Three two one}, {the link is up|link is open|it is online|go}.
{Follow|Use|Open} {the|this|my} link {to|and} {get|order|grab|buy} {yours|one|your <product>}.
{Scan|Just scan} {the|this} {code|QR code} {on the screen|here} {to|and} {order|buy|get yours}.
{Go|Head over|Jump} to {our|the|my} {shop|store|website|page} {and get yours|now|and order it|to order}.
{All|The} {links|products} {are|can be found} {in the description|below|in the bio|in the basket}.
{You can|You will} {get|order|find} {it|this} {at|on} {our website|the link below|the link in my bio|our online shop}.
{Link|Links} {in|are in} {the |my |}{bio|description|comments|first comment}{, folks|, as always|, go get it|}.
{Check|Look in} {the|your} {cart|basket|shopping bag} {below|on the left|at the bottom}, {it is|the link is|you find it} {there|at the top|number <small>}.
{Here|There} {it|the link} {is|comes|pops up}, {click|tap|press} {it|on it} {now|quickly|before it is gone}.
{Don't|Do not} {forget|miss} {to click on |}the link {below|in the corner|on your screen}.
{The|A} {little |}{arrow|button|sign} {on your screen|down here|below} {takes|brings} you {to|straight to} {the|our} {shop|order page|checkout}.
{Swipe|Slide} {up|left} {to|and} {order|buy|shop} {this|the} <product>.
{Touch|Tap|Press} the {picture|product|photo} {to|and you} {buy|order|get} {it|one}.
{Everything|Everything I showed} is {linked|listed} {below|in the shop|under this video}{, so go shopping|, take a look and order|}.
{Add|Put} {the|this} {link|product|<product>} {to|on} your {wish list|favourites}{ now|, and buy it later|}.
{We|I} {will |}open the {link|shop|order} {in|at} {three|five|ten}{ seconds|, three, two, one|}.
{The|Our} shop {is open|opens now|is live}, {the <product> is|you find it as} number <small>.
{If|When} you {want|like} it, {click|tap|press} {the link|the button|on the cart}.
{Just|Simply} {hit|push|press} the {button|red button|buy button} {on|at} {the bottom|your screen}.
`);
