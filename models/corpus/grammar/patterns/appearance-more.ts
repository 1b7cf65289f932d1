/** More first appearances. */
import { lines } from '../types.ts';

export const APPEARANCE_MORE = lines(`
{I|We} {have something|brought something|got something} {really |}{nice|special|new} {with me|here} {today|tonight}, {namely|it is} {a|this} {new |}<product>.
{This|Here} {is|comes} {a|the} <product> {I have been using in secret|that I found by accident|which nobody knows yet}{, and now you get to see it|, look|}.
{Right|Okay|Well}, {this|here} is {what I wanted to show you|the reason I am so happy}, {a|my} {new |}<product>.
{The|Our} {thing|item} {we|I} {start with|begin with|show first} {today|tonight} is {a|this} <adj> <product>.
{Today|Tonight}, {for the first time|as the first channel}, {we|I} {show|present|launch} {the|our} new <product>.
{I am|I'm} {holding|standing next to|sitting on|wearing} {the|our|a} {brand new|completely new|newest} <product>{ by <brand>| from <country>|}.
{You|All of you} {know|remember} the old {one|model|<product>}, {now meet|here is|this is} {the new one|its big sister|the next generation}.
{Let's|Let us} {have|take} {a|your first} look at {this|our|the} {brand new|<adj>|newest} <product>{ together|}.
{Let's|Let us} {meet|welcome|greet} {the|our} {newest|latest} {member of the family|arrival}, {this|a|the} <product>.
{There|Now there} is {a new|something new|a newcomer} {in town|in the shop|in our range}, {the|a} {<brand> |}<product>.
{We|I} {just|have just} {opened|received} {a|the} {parcel|box|delivery} from {<city>|<country>|the factory}, {and here is|look,|it is} {a|the} <product>.
{Straight|Fresh|Directly} {out of|from} the {box|parcel|workshop|oven}, {this|here} is {a|our|the} {new |}<product>.
{Do you|Can you} {see|spot} {what I have here|this beauty|this little thing}? {It's|That is|It is} {a|our new} <product>.
{What|And what} do we have here? {A|The|It is a} {brand new|new|<adj>} <product>{ in <colour>| made of <material>|}.
{My|Our} {new|latest} {love|obsession|toy|treasure} {is|comes from <country> and is} {this|a} <product>.
{I|We} {searched|looked|travelled} {for months|everywhere|the whole world} {to find|until I found|for} {this|such a} <product>{, and here it is|, now I have it|}.
{People|Many of you|You} {keep asking|have asked|wrote me} about {a|this|the} {new |}<product>, {so here it is|today I have it here|and today I show it}.
{This|The} {brand new|new|latest} <product> {has just|just|only just} {arrived|landed|come in|been released}{, straight from <country>|, let's have a look|, and I got the first one|}.
{Here's|Here is|There is} {something|one} {you|you will} {have not seen|have never seen|are going to love}, {a|our} <adj> <product>.
{I'd like|I would like|I want} {you to meet|to introduce you to|to present} {this|our|the} {new |<adj> |}<product>{ from <brand>| for your <room>|}.
{The|A} {new|<adj>} <product> {is|sits|stands} {right here|here on my table|in front of me}, {and I want to show it to you|have a look|let me present it}.
{Have|Take} a {good|close|first} look, {this|that} is {our|the} {new|newest|<colour>} <product>.
{It's|It is} {here|in the house|on the table}{, people|, my friends|}, {the|our} {new|brand new} <brand> <product>.
{Only|Just} {yesterday|this morning} {it|this} {was|came} {still in the factory|on the ship|off the line}, {now|and now} {it's|here is} {our|the} <product>.
{I|We} {present|give you|bring you} {a|the|our} <product> {that thinks|for people who love <event>s|of the future|with a difference|you have never seen}.
{Look|Guys, look|Friends, look} {how|at how} {pretty|small|big|clever|beautiful} {it|this <product>} is{, it came in today|, brand new|, our latest arrival}.
{A|An} {absolute|true|real} {novelty|premiere|highlight}, {the|our|a} {first |}<product> {made of <material>|by <brand>|with <has>}.
{New|Newly} {arrived|in our shop|this week|released}, {and|and already} {here|on my table}, {a|the|our} <adj> <product>.
{Let me|May I|I will} {pull|take|get} {it|something} out {of the bag|of the box|for you}, {a|it is a|here is the} {new |}<product>.
{For|This one is for} all {dog owners|cooks|travellers|parents|music fans|gardeners|sleepyheads|readers}, {our|a|the} {new |}<product>.
{The|This} {star|hero|main character} of {this|our|today's} {video|show|stream} {is|will be} {a|the|this} {<adj> |}<product>.
{Winter|Summer|Spring|Autumn|The cold|The holiday season} is coming, {so I brought|and here is|so look at} {a|this|our} {new |}<product>.
{You|All of you} {will love|are going to love|need to see} {this|what I brought}, {a|our|it's a} {<adj> |new |}<product>.
{How|Well, how} about {a|this} {new|<adj>|<colour>} <product>{ for your <room>| for the <event>|}?
{A|One} {big|warm} welcome to {our|the} {new|newest} <product>{, it arrived today| by <brand>|}.
{Meet|Here is|This is} the <product> that {replaces|will replace|beats|puts an end to} {your old one|all the others|everything you know|every other <product>}.
{Meet|Discover|Get to know} {our|the} {new|newest|latest} <product>{, your new best friend|, made for your <room>| by <brand>|}.
{I|We} brought {along |with us |}{a|this} <product> {that|which} {nobody|no one} {in the country|in this town|here|outside <country>} {knows|has tried|owns} {yet|before}.
{Our|The|My} {guest|hero|star} on the table {today|tonight} is {a|this|the} <product>{ with <has>| from <city>|}.
{Today|Tonight} {I|we} {unbox|unpack|open} {this|the|our} {new |brand new |}<product> {together|with you|live}{, here we go|, look at it|}.
{I|We} {want|need} to {talk|tell you} about {our|this|the} {new|newest|brand new} <product>{, here it is|, look at it|, because it just arrived}.
{The|A} <product> {everybody|everyone|the whole town} {is|was} {talking|raving} about {is|has} {finally |now |}{here|arrived|in my hands}.
`);
