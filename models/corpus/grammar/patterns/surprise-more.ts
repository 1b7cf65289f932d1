/** More astonishment, shocked reactions and mishaps. */
import { lines } from '../types.ts';

export const VIEWERS_MORE = lines(`
{We started with ten viewers|An hour ago we were twenty}, {now we are <many>|and now there are <many> of you}, {that is incredible|I have no words|what is happening}.
{Do you see this|Do you see that number}, <many> {hearts|likes|people} {in one evening|since we started}, {I am stunned|absolutely crazy|wow}.
{I have never|We have never} had {so many|this many} {people|viewers|guests} {in the stream|watching|at the same time}, {this is insane|I am overwhelmed|wow}.
{The number of viewers|Our audience} {just doubled|is going through the roof|jumped to <many>}, {I am speechless|unbelievable|this has never happened}.
{Oh wow|My goodness}, {people from <country> are here too|somebody is watching from <country>|a whole school class is watching}, {amazing|that is so cool|I can't believe it}.
{<many> likes|<many> followers} {overnight|in a single night|since yesterday}, {somebody pinch me|I thought it was a mistake|I had to look twice}!
{How|How on earth} did {<many> of you|so many people} {find us|get here} {so fast|tonight}? {Incredible|Unbelievable|I am amazed}.
{A famous singer|A real film star|The mayor of <city>} {just joined|is watching us|has just written in the chat}, {I am going to faint|oh my god|no way}!
{This is|That is} {our biggest|the biggest} {audience|show|crowd} {ever|of all time}, {<many>|unbelievable|thank you, I am shaking}!
{Hundreds|Thousands} of {messages|orders|people} {are coming in|every second|at once}, {I have never seen anything like it|wow|it does not stop}!
`);

export const SOLDOUT_MORE = lines(`
{I turned around for one second|I just looked away for a moment} and {everything is gone|they are all sold}, {how is that possible|wow|unbelievable}!
{They|My colleagues} just {told|tell} me {that we are sold out|the warehouse is empty|the last one is gone}, {I am in shock|I can't believe it|so fast}!
{The first|Our first} <many> {are|were} gone {before I finished the sentence|in under a minute}, {what a night|you are insane|incredible}!
{That|This} was the fastest {sale|sell-out} {in our history|I have ever seen|of my life}, {unbelievable|wow|crazy people}!
{It took|You needed} {only |}{forty seconds|three minutes|one song} {to empty the shelf|and all were gone|to buy everything}, {a new record|I am speechless|wow}!
{Our website|The shop} {says zero|shows zero pieces}, {that can't be true|what|are you serious}!
{Everything|Absolutely everything} {sold|gone} {in one go|in a flash|already}, {what just happened|amazing|and we have only just begun}!
{Tonight|Today} we {made|wrote} history, {<many> pieces in one hour|nobody has ever sold so many|the counter broke}!
`);

export const UNBELIEVABLE_MORE = lines(`
{I have been doing this|I have worked here} for {ten|twenty} years and {I have never seen|never have I seen} {anything like it|such a thing|that happen}.
{Nobody|No one} {will|is going to} believe {me|this} {when I tell it at home|at home|without the video}, {incredible|it really happened|wow}.
{I had to look twice|I rubbed my eyes|I pinched myself}, {but it is true|it is really there|and it is still glowing}, {unbelievable|amazing|crazy}!
{Wait a minute|Wait a second|Stop}, {did it just move|did it just talk|where did it go|that was not there before}?
{What on earth|What in the world|How on earth} {is that|happened here|did it do that}?
{That|This} {is|must be} the {biggest|longest|heaviest|smallest|fastest} <product> in the world, {just look at it|I am not joking|officially measured}!
{It|The <product>} {broke|holds|just broke} the world record{, officially| in <city>|, can you believe it}!
{After|Even after} {a night in the freezer|an hour in the fire|ten thousand uses|a fall from the roof} {it|the <product>} {works perfectly|looks like new|is as good as before}, {wow|I am amazed|unbelievable}!
{Only|Just} {one minute|five minutes|one wash} {ago|later} {it was black|this was full of stains}, {and now look|now it shines}, {that is unreal|incredible|I am stunned}!
{The whole|My whole} {bottle|bucket} {of red wine|of ink|of ketchup} {on a white shirt|on it} and {nothing stays|you see nothing at all}, {wow|how is this possible|that's crazy}!
{I just|We just} {found out|learned|heard} that {it was used in space|the old king had one|our little shop was on television|we won the design award}, {I am speechless|wow|can you believe it}!
{I got|We got} {a letter|a call|an email} from {the president|a Hollywood star|the world champion}, {I still can't believe it|I thought it was a prank|my hands are shaking}!
{Somebody|A customer|One of you} {paid a million for it|flew here from <country> just for it|bought it for the whole village}, {no kidding|that is insane|I was stunned}!
{Oh my|Oh}, {it is getting bigger|it is changing colour|it is glowing|it is floating}, {do you see that|amazing|how is that even possible}!
{I am|I'm} {shaking|trembling|in tears|in shock}, {this is too good to be true|what a surprise|I did not see that coming}!
{That|Now that} {came out of nowhere|was unexpected|was a shock|surprised even me}{, wow|, what a twist|, oh my goodness|!}
{Never in my life|Never ever|Never before} {have I seen|did I see} {such a|something like this|a} {<product> that can do this|clean result|thing}!
{In all my years|In my whole career} {I have not seen|there was never} {anything so crazy|a result like that|a <product> this strong}!
{A child|A grandmother|A little girl} {lifted|carried} {two hundred pounds|a whole sofa} with it, {believe it or not|I saw it with my own eyes|that is insane}!
{They said|Everybody said} it was impossible, {and look at that|and there it is|we did it}!
{Twenty|Thirty|Forty} {years|thousand hours} {old|in the sea|without a break}, {and it still works|and not a single fault}, {isn't that amazing|incredible|wow}!
{Mind blown|Jaw dropped|Goose bumps}, {absolutely mind blown|everybody|all over}, {did you see how fast that was|what a result|what a difference}!
{Oh|Wow}, {it|this} is {heavier|louder|faster|bigger|hotter|softer} than I {thought|expected|ever imagined}{, my goodness|, holy moly|, wow}!
{Is|Are} {that|these} {real diamonds|a real shark|actual gold}? {I can't believe it|Oh my god|No way|Wow}!
{You|Guys, you} {should|have to} see {my face|this|that with your own eyes}, {I am completely shocked|it's unbelievable|it is unreal}!
{A|An} {horse|hippo|bus|tractor|rhino|camel|football team} {stood|sat|jumped|rolled|danced} on {it|the <product>} and {it did not even bend|you see no mark at all|it is as new as this morning}, {imagine that|just imagine|wow}.
{It|This little thing|The <product>} just {lifted|pulled|carried|swallowed|cleaned} {a whole car|forty kilos|a mountain of flour|the entire floor} {in one go|as if it was nothing|in three seconds}, {wow|did you see that|oh my goodness}!
{Somebody|Someone|A man from <city>|A school|A hotel} {just |}{ordered|bought|took} {thirty|fifty|eighty|a hundred} {of them|pieces|at once}{ for the whole team| for all the guests| for a village|}, {no way|wow|I can't believe it}!
{No way|Oh my god|Wow}, {a company|somebody|one person} {just |}{bought|ordered} {a hundred|seventy|thirty} {pieces|of these|<products>} {for all the employees|in one order|for a party}!
{I|We} {poured|threw|put} {paint|sand|a bucket of water} {over it|on it|inside} and {look|now look}, {as if nothing happened|not a trace|it still runs}, {incredible|amazing|wow}!
{From|Only from} {one charge|a single cup|one drop} {it|you} {ran for a month|gets a thousand cups|lights the whole street}, {can you imagine|how crazy|unbelievable}.
{My|Oh my} goodness, {it|the <product>} {ate|took|cleaned up|finished} {everything|the whole pile|all of it} {at once|in a second|without stopping}.
{The|Their} {oldest|tallest|youngest} {buyer|fan|user} is {a hundred and four|two metres thirty|only three years old}, {isn't that incredible|wow|I was speechless}!
`);

export const MISHAP_MORE = lines(`
{Oh no|Oops|Oh dear}, {the|my} {microphone|camera|lamp|table} {just fell|is falling over|crashed down}!
{Oops|Ouch}, I {hit my head|burned my finger|stepped on the <product>|cut the cable}!
{Ah|Oh no}, {coffee|water|soup} {all over|everywhere on} {the table|my shirt|the keyboard}!
{Oh no, oh no|No no no}, {it is going to fall|it slipped out of my hand|it is broken}!
{It|The <product>} just {exploded|broke in two|flew out of my hand|caught fire}, {oh my god|help|I am so shocked}!
{Somebody|The <animal>} {pulled the plug|knocked everything down|ran over the table}, {oh no|what a mess|disaster}!
{That|This} {did not go as planned|went wrong}, {oh dear|what a mess|the whole <part> came off}!
{My|The} {chair|shelf|tripod} {broke|collapsed} {under me|right now|live on camera}, {ouch|oh my god|unbelievable}!
`);
