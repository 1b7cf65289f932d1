/** Jokes and tall stories: someone at home, an exaggeration, the speaker's own clumsiness. */
import { lines } from '../types.ts';

export const JOKE = lines(`
{I showed it to <person> and|When <person> saw it,} <she> <deed>.
<person> {saw|tried|borrowed|unpacked|discovered} {it|this <product>|mine} and <deed>.
<person> {borrowed|found|tested} {it|my <product>} {last week|yesterday|at the party} and <deed>, {true story|no joke|I swear|I am not kidding|seriously}.
{Since|Ever since} <person> {has|got} {one|a <product>}, {nobody has seen <her> again|<she> talks about nothing else, send help|<she> does not need me any more}.
I {gave|lent} {one|it|a <product>} to <person> {and|, and guess what,} <she> <deed>.
{You know|Last night|Yesterday} <person> {walked in|came home|sat down} and <deed>, {all because of|just because of} {a|this} <product>.
This <product> <power>.
{Honestly|Believe me|I swear|I tell you|Between us}, {it|this <product>|my <product>} <power>.
My <product> <power>{, and it never asks for money|, and that says a lot|}.
{You should know that|Fun fact,|Confession,|To be honest,} I <self>{, so trust me|, so this <product> was made for me|}.
{I told|Then I told} <person> it {cost|was} <price> and {<she> still believes me|my nose grew by an inch|now I sleep on the sofa}.
{Don't|Please don't|Just don't} tell <person>, {but I already bought three|<she> thinks I bought vegetables|I said it was a gift from the government}.
<person> {said|told me|says} it was {me or|either me or} the <product>, {and I do miss <her> a little|so I packed <her> suitcase|it took me two seconds to decide}.
<person> {asked|wanted to know} {why I need|what I want with} another <product>, {I said why do you need another beer|I said why do we need another child|I pretended to be deaf}.
If {you do not like it|it does not fit}, {you can always use it as a hat|you can always throw it at your ex|give it to your mother-in-law}.
{Even|Now even} my {<animal>|mother-in-law} {likes|wants|uses} it, and {that says a lot|that one hates everybody|we had to buy two}.
My <animal> {sleeps|lives|moved} in it now {and charges me rent|and I have to knock|, I am just the tenant}.
My <animal> {looked at|sniffed at|tried} it and {filed a complaint|packed his bags|now wants a bigger salary|asked for a second one}.
{Side effects|Warning, side effects} {may be|include} {jealous neighbours|too many compliments|sudden marriage proposals|a very suspicious husband|dancing in the kitchen}.
{Warning|Careful}, {your neighbours will hate you|your friends will suddenly visit more often|your husband may want to move in with it}.
{I wore|I used|I carried} it {to a funeral|at a funeral} and {even the dead man smiled|people asked for my autograph|the priest asked for the link}.
I {used|tried} it {once|for five minutes} and {now my ex wants me back|suddenly three people wanted my phone number|my doctor asked what I was on}, {it is that good|no thank you|long story}.
{Who needs a boyfriend|Who needs a husband|Who needs friends|Who needs a gym} when {you have|there is} a <product>{, am I right|, at least it listens|}.
{It is like my ex|It's like my husband|It reminds me of my boss}, {nice to look at but it takes forever to warm up|full of hot air|only this one actually works|only this one comes with a guarantee}.
{Unlike|In contrast to} {my ex|my husband|my last boyfriend|my children}, it {does what it promises|comes with a warranty|can be returned within two weeks|never talks back|cleans up after itself}.
{My ex left me|My wife left me|My boyfriend left}, {but the <product> stayed|but at least he left the <product>|and took the dog, but I still have my <product>}.
{In my family|At our place} we {fight over it|play cards for it|need a waiting list for it}, {last week there was blood|grandma cheats|the <animal> always wins}.
My {doctor|therapist|dentist} {said|told me} I need {more exercise|some balance|fewer problems}, so I {bought a bigger fridge|changed the doctor|bought a <product> and ate a cake}.
{My|The} {bathroom scale|mirror|fridge} and I {are no longer on speaking terms|have an understanding, I do not look and it does not talk|broke up last week}.
{The instructions say|It says here} {for ages three and up|easy to assemble}, {so my husband needed only two days|so I asked my five year old for help|I had seven screws left and it still stands, do not ask}.
{I put it together|I assembled it} {all by myself|alone}, {there were only nine screws left over|now it looks like modern art|and the fire brigade was really friendly}.
{My cooking|My soup|My lasagna} is {so bad|that bad} that {even the flies hand in complaints|the smoke alarm cheers when I order pizza|we pray after the meal}.
{I cook|When I cook} {so well|, it is so special} that {the smoke detector is my timer|even the dog orders takeaway|my family asks for my mother}.
{Last time I|Once I} {tried to|wanted to} {cook|bake|iron|dance|fix something}, {three firemen came for dinner|the neighbours called an ambulance|my insurance doubled}.
{I asked <person> how <she> likes it|I asked <person> for an honest opinion}, <she> {is still laughing|said not on you, dear|asked me if there was a prize for wearing it}.
{I look|You look|Now I look} like {a Christmas tree on holiday|a potato in a tuxedo|a penguin at a disco|my own grandmother|a burrito with legs} {in this|in it|now}.
{I feel|I look} like {a movie star|a princess|James Bond} in it, {only with a bigger belly|until I see the mirror|and then I fall over the carpet}.
{It makes|This makes} me look {so slim|ten kilos lighter|twenty years younger}, {my passport photo called to complain|even my own mother asked for my name|now the fridge does not recognise me}.
{Why did|You know why} the <product> {go to school|cross the road|go to therapy}, {because it wanted to be smarter than me|to get to the next sale|it had too many issues}.
{A man walks|A <product> walks} into a {bar|shop} {and|,} {asks for a discount|the barman says we do not serve your type|orders a milk}, {that's my whole joke|no, that is it|I am here all week}.
{I have a joke about|Do you want to hear a joke about} {this|the} <product>, {but it is still in the box|but you would not get it, it is sold separately|never mind, it has no punchline}.
{I am|I'm} not {lazy|old|fat|short}, I am {just on energy saving mode|a limited edition from the last century|easy to see|fun size}.
{I counted sheep|I could not sleep} last night {and|,} {one of them asked for a <product>|the sheep fell asleep before me|number nine owes me money}.
{My bank account|My credit card|My wallet} {is on a diet|cries every time I say sale|asked me for a divorce|sent me a sympathy card}{ because of this <product>|}.
My {husband|boyfriend|wife} thinks {it was on sale|I have only one of these|this was free}, {let him dream|please help me keep that secret|so smile and nod, everybody}.
My {husband|father|brother} {fixed it himself|repaired the sink}, {since then we wash ourselves at the neighbours|so we need a new house|now the radio makes coffee}.
My kids {said it looks like grandma|think I am cool now|asked who I was}, {so I took their wifi away|for eleven seconds|and I said the woman who pays your phone}.
My {son|daughter|nephew} {asked|wanted to know} {if dinosaurs had it too when I was young|why I am so wrinkled|whether I was born in black and white}{, there goes the pocket money|, no dessert for a year|}.
{If looks could kill|If beauty was a crime}, {this <product> would be in prison|I would be innocent, but this <product> gets life}.
{It is|It's} {so big|that big|so huge} {that it has its own postcode|you could rent it out to a family|it makes its own weather}.
It is so {small|tiny} that {I swallowed one by accident|I sneezed and it was gone|my hamster uses it as a bathtub}.
It {smells|tastes} so good that {I ate the candle|the bees followed me home|the postman licked the parcel|I married the jar}.
It is so comfortable that {I fell asleep in the middle of my own wedding|my boss had to come and get me|I missed my own birthday|I have not stood up since Easter}.
{Before I had it|Before this <product>} {I was lonely and poor|my life was a mess}, {now I am just poor|now it is a mess with style}.
{They say|People say} {money cannot buy happiness|you can't buy love}, {but they never had a <product>|but have you seen this <product>|obviously they shopped in the wrong place}.
{They say|My horoscope said} {love is blind|today I would meet someone special}, {and then the parcel man came|that explains my husband|and here is my <product>}.
{It survived|This <product> survived} {my toddler|my three boys|a week with my mother-in-law|my cooking}, {the army should buy it|NASA should give me a call|even my marriage did not survive that}.
{I taught|I tried to teach} {my <animal>|<person>} to use it, {now they refuse to do anything else|now I work for the <animal>|and that's how we lost the curtains}.
{The <animal> ate|My <animal> ate|My <animal> hid} {the first one|the manual|the remote}, {so now he beeps at night|and now he is fully charged|he has never been so bright}.
{My|The} neighbours {think I have a lover|called the police|knocked on the wall}, {but it was just me and the <product>|because I was singing to my <product>|it was only the <product>}.
{I am so excited|I laughed so hard} {that my false teeth|my wig} {nearly fell out|is sweating}{, and they are not even mine|}.
{Grandpa|My grandfather} {used it upside down|put it on backwards} {for a month|all year} and {swore it was better that way|told everyone it was art|still won the dance contest}.
{If you can read|If you can boil an egg|If you can spell your name}, you can use it, {so my brother has to wait|sorry, uncle Bob|that excludes half of my family}.
{I promised <person>|I promised} not to buy any more, {and then it winked at me|but this one followed me home|so technically it adopted me}.
{I only came for milk|I went out to buy milk} and {came back with three <products>|now I own four of these and still no milk}.
I have {eleven|seventeen|forty} of these at home, {I can stop any time|I do not have a problem, you have a problem|each one has a name}.
{Behind every great man|Behind every happy woman} there is {a <product>|a mother-in-law rolling her eyes|a parcel that nobody is supposed to see}.
{You can use it|It works} {in the bath|in bed|on the toilet}, {but do not ask me how I know|my flatmate learned that the hard way|I did not say that out loud, did I}.
{Children love it|Kids love it}, {dogs love it|cats love it}, {only the tax office is not convinced|only my ex wants to give it back|and burglars love it too}.
{I dropped it on my foot|It fell on my head} {once|last week} and {the <product> was fine, thank you for asking|my foot asked for a new owner|now I speak French}.
{With this on my head|With this in my hand} {I am invisible to my children|I feel like the boss|nobody dares to ask for a snack}, {best money ever|it is wonderful|I recommend it}.
{The last man who laughed at my <product>|The last one who said no to me} {was never found|now does my ironing|is now a frog}.
My {mother|grandmother|aunt} {hit|beat|chased} {a burglar|the tax man|my uncle} with it {and|,} {it has not got a scratch|he has apologised|now they are engaged}.
{Einstein|Shakespeare|Mozart} {had no <product>|never had one}, {and look what happened to him, he is dead|imagine what he could have done with his hair|coincidence, I do not think so}.
{My guru|My yoga teacher|A wise woman} once {said|told me}, {inner peace begins when the kids are in bed|breathe in, breathe out, and buy the <product>|if you cannot find happiness, try chocolate}.
`);
