/** Astonishment: viewers, records, sold out, facts nobody would believe, mishaps. */
import { lines } from '../types.ts';

export const VIEWERS = lines(`
{Wow|Oh my god|Oh my goodness|Oh wow|My goodness}, {there are|we have|we are} {already |}<many> {viewers|people|of you} {here|watching|in the stream|online}.
{Oh|Hey|Wow}, <many> {new |}{followers|subscribers|likes|comments} {in|within} {one hour|ten minutes|a single day|a minute}, {that is crazy|I cannot believe it|unbelievable|thank you}.
{I can't believe it|I cannot believe it|Is this real|Am I dreaming}, <many> {people|viewers|orders|likes}{ at once| already| tonight|}.
{We|We just} {hit|reached|passed|broke} <many> {viewers|followers|likes|orders}{, incredible|, unbelievable|, oh my god|, wow|}!
<many> {viewers|people|likes|orders|comments}, {are you serious|are you kidding me|that is insane|what is going on|how is that possible|this is madness}?
{Look at|Have you seen} {the|that} {number|counter|viewer count}, {it is exploding|<many>, unbelievable|it doubled in a minute}!
{Somebody|Someone|<name>} {just |}{bought|ordered} <tens> {pieces|of them|<products>} {at once|in one go}, {what|wow|are you crazy|unbelievable}!
{More than|Over} <many> {orders|hearts|messages} {already|in five minutes}, {I am speechless|this is unreal|my head is spinning|wow}.
{The|Our} {chat|comment section} is {exploding|going crazy|on fire|going wild}, {<many> comments|I can't keep up|wow}.
{The|Our} {server|shop|website} {crashed|broke down|went down} because {so many|<many>} {of you|people} {clicked|ordered} at once.
{People|We have people} from {<country> and <country2>|thirty countries|the whole world} are {watching|here}, {amazing|I have goose bumps|wow, incredible}!
{<name>|Somebody} is watching from {the south pole|a submarine|an aeroplane|the top of a mountain}, {no way|that is unbelievable|wow}!
{What|Wow, what} a {crowd|number|turnout}, <many>, {I have never seen that|that is our record|I am shaking}.
`);

export const SOLDOUT = lines(`
{Sold out|It is sold out|All gone|They are all gone}, {in|within} {<small> minutes|one minute|thirty seconds}, {I can't believe it|unbelievable|that is a record|wow}!
{The|My} {whole|entire|complete} {stock|warehouse|batch} {is|was} {gone|sold out|empty} in {<small> minutes|seconds|no time}, {incredible|crazy|wow}.
{What|No|Wait}, {it is|they are|is it} {already |}{sold out|gone|all gone}{, how is that possible|, I am shocked|, already}?
{<many>|All <many>} {pieces|<products>} {gone|sold} in {<small> minutes|a minute|the blink of an eye}, {wow|you are crazy|that is insane}.
{We|You} {broke|have broken|just broke} {the|our|every|all} {record|records}{ of last year| tonight|}{, unbelievable|, amazing|, you are incredible|}!
{A|This is a|That's a} {new |}{world |all time |}record{, ladies and gentlemen|, can you believe that|, wow|, nobody has ever done that}!
{Never|Never before} have we {sold|had|seen} so {many|much} in {one evening|such a short time|an hour}, {unbelievable|incredible|I am speechless}!
{The|This} {last|final} one is {gone|sold} {already|before I could even show it}, {I am stunned|wow|what just happened}!
{Within|In} {seconds|a minute} {everything was|it was all|the <products> were} {gone|sold out}, {I have never seen that|crazy|what a night}.
{You|You people} {bought|emptied} {everything|the whole shop|the entire warehouse}, {wow|unbelievable|I can't believe my eyes}!
`);

export const UNBELIEVABLE = lines(`
{Wow|Oh my god|Oh my goodness|My goodness|Oh wow|Good heavens}, {did you see that|look at that|what was that|that is incredible|that is unbelievable|it really works}!
{Oh my god|Oh wow|No way|What}, {it|this <product>|that} {is|was} {gone|completely clean|still warm|full already|not even wet|as good as new}!
{No way|I don't believe it|I can't believe it|That is impossible|That can't be}, {it|this thing} {really |actually |just |}{worked|survived that|did it}!
{Unbelievable|Incredible|Amazing|Unreal|Insane}, {it|the <product>} {is still working|did not break|came out without a scratch|held the whole weight|works under water}!
{Look at|Just look at|Would you look at} {that|this}, {not a single scratch|not a drop came through|completely dry|gone in one second}, {unbelievable|wow|amazing|incredible}!
{I am|I'm} {speechless|shocked|stunned|blown away|amazed|lost for words}{, look at that|, it really works|, I did not expect that|, what a result}!
{That|This} is {absolutely |totally |}{unbelievable|incredible|mind blowing|insane|crazy|outrageous}{, I have never seen that|, isn't it|, people|, look at it}!
{Did|Have} you {see|seen} {that|what just happened}? {Incredible|It did not even shake|In one second|Unbelievable|Wow}!
{Can|Could} you {believe|imagine} {that|this|it}? {In one second|Without a scratch|After thirty years|From ten metres}!
{I|I really} {did not|didn't} expect {that|this|such a result}{, wow|, oh my god|, that is crazy|}!
{Who|Who would} {expected that|have thought that|have guessed that}? {It|The <product>} {floats|lifted a whole car|stopped a bowling ball|survived the fire}!
{Holy moly|Holy cow|Good grief|Jeez|Gosh|Whoa}, {look at that|that was loud|what a difference|that is huge|this is heavy|that is fast}!
{Whoa|Woah|Wow|Oh}, {hold on|wait|stop}, {what is that|what just happened|is that real|that cannot be true}?
{You|You will|You'll} {won't|never|not} believe {this|it|what just happened|what I just read|what happened to me}{, listen|, look|, I am still shaking|}!
{The|This} {difference|result|effect} is {unbelievable|crazy|night and day|out of this world|shocking}, {look|wow|before and after|I am amazed}!
{A|One} {truck|car|elephant} {drove over it|stepped on it} and {it still works|nothing happened|not a scratch}, {unbelievable|incredible|can you believe it}!
{It|This one} {fell|was thrown} from {the tenth floor|a helicopter|a bridge} and {survived|still works|nothing happened}, {incredible|wow|how crazy is that}!
{This <product>|It} {is|was} {more than |}{three hundred|a thousand|two thousand} years old, {can you imagine|unbelievable|that gives me goose bumps}!
{It|This one} {has been|was} to {the moon|space|the bottom of the ocean|the top of Mount Everest} and back, {no kidding|unbelievable|seriously}!
{The queen|A movie star|The president|A princess} {has|bought|uses} {exactly the same one|this very model}, {can you believe it|no joke|I nearly fainted when I heard that}!
{Ninety nine|One hundred} percent of {you|buyers} {gave|give} {it |}five stars, {that is unheard of|I have never seen that|unbelievable}!
{It|This thing} {won|got} {the first prize|three gold medals|an award in <city>}{ last week| yesterday|}, {can you believe that|we are over the moon|I screamed}!
{My|Oh my} {jaw|jaw just} {dropped|is on the floor}{, look at this|, what a result|, wow}!
{I|I just} {got|have} {goose bumps|shivers|chills}{, look at my arm|, this is incredible|, what a moment}!
{What|Excuse me|Pardon}, {are you serious|say that again|is that true}? {That is|It's} {crazy|insane|madness}!
{Hold|Hang} on, {I have just heard|breaking news|big news}, {we won the award|it is number one in the charts|the price in the shops doubled}!
{Breaking news|News flash|I just got a message}, {we are number one|it was voted product of the year|the factory closed, these are the last ones in the world}!
{Surprise|Surprise, surprise}, {nobody knew about this|look who is here|there is a second one inside|you did not see that coming}!
{Look|Oh|Wow}, {look who is here|who just walked in|a special guest}, {it is|I can't believe it, it's} {<name>|my mother|our boss}!
{The|This} <animal> {can|just learned to} {speak|count|open the door}, {I swear|did you hear that|unbelievable}!
{One drop|A single drop|Two seconds}, {and|, and just like that} {the stain is gone|it is gone|everything is white again}, {wow|it is magic|how is that possible}!
{It|The <product>} {just|suddenly} {changed its colour|started to glow|opened by itself|moved}, {did you see it|what is this magic|wow|how does it do that}?
{That|This} {is|feels like} {magic|witchcraft|black magic|pure magic}{, wow|, how does it do that|, look at it|}!
{Only|Just} {two|three|five} of {them|these} exist {in the whole world|on this planet}, {and I am holding one|wow|can you imagine that}!
{Ten|Eleven|Forty} {tons|kilos|people} {on|on top of} {it|this <product>} and {it did not break|it holds}, {what|incredible|unbelievable}!
{Faster than|Stronger than|Lighter than} {a sports car|steel|a feather}, {that is unbelievable|can you believe it|I could not believe it either}!
`);

export const MISHAP = lines(`
{Oops|Oh no|Ouch|Oh dear|Ups}, {I|I just} {dropped|broke|spilled|knocked over} {it|the <product>|everything|the glass|my coffee}!
{Oops|Oh no|Oh my god}, {the <part>|the handle|the table|the shelf} {broke|came off|fell down|collapsed}!
{Ouch|Ow|Ah}, {that was|that is|it is} {my finger|my foot|hot|sharp}!
{Oh no|Help|Watch out}, {it is falling|everything is falling|it is leaking|the light went out|there is smoke}!
{Whoops|Oopsie|Uh-oh|Uh oh}, {that|this} was not {supposed to happen|planned|part of the plan|meant to break}!
{Oh no|Oh dear|Good grief}, {the whole tower|the shelf|the decoration|the cake} {just |}{fell|crashed|came down}!
{What was that noise|What was that bang|Did you hear that crash}? {Oh no|Something exploded|It came from the <room>}!
{Who turned off the lights|The power is gone|The lamp exploded}, {oh my god|help|what now}!
{I|I nearly|I almost} {fell|slipped|got a heart attack}, {oh my god|did you see that|that was close}!
{The|A} <animal> {just |}{jumped on the table|ran through the picture|ate the sample}, {oh no|help|did you see that}!
{Bang|Crash|Boom}, {and|there} {it was broken|goes the vase|it went|down it came}, {oh no|oh dear|}!
{That|Phew, that} was {close|a close call}, {it nearly fell|I almost broke it|my heart stopped}!
`);
