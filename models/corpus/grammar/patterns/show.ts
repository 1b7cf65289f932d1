/** What a show says between its key moments: greetings, small talk, features, demonstrations. */
import { lines } from '../types.ts';

export const GREETING = lines(`
{Hello|Hi|Good evening|Good morning|Hey} {everyone|everybody|guys|friends|and welcome|my dears}.
{Hello|Hi|Good evening} {everyone|everybody|friends}, {welcome|and welcome|I am happy to see you|nice to have you here|good to see you}.
{Welcome|A warm welcome|Nice to have you back} {in|to} {our|the} {show|stream|shop|studio|live stream}.
{Good|A good} {evening|morning|afternoon} {from|to everybody in} {<city>|<country>|our studio}.
{My name is|I am} <name>{ and I am your host| and I work in the shop| and this is my channel|}.
{I hope|Hopefully} {you are|you are all} {well|fine|doing well|having a good day}.
{Thanks|Thank you} for {joining|tuning in|coming|being here|having me}{ today| tonight| again|}.
{How|And how} {are|have} you {all |}{doing|today|been}{ this week|}?
{It is|It's} {nice|good|lovely} to {see you|be here|have you with us}{ again| today|}.
{Can you|Can everybody} {hear|see} me {well|all right|okay}?
{We|I} will {start|begin} in {a minute|a moment|two minutes}.
{Where|From where} are you {watching from|all watching}{ today|}?
{Hello|Hi} {to|also to} {<name> and <name2>|<name> from <city>|everyone in <city>}.
{Make yourself|Make yourselves} {comfortable|at home}, {take a seat|get a cup of tea|we have plenty of time}.
{Let|Just let} me {say hello to|greet} {<name>|the people in the chat|a few of you}.
{This|Today} is {our|my} {<ordinal> show this week|usual <day> show}.
{As|Like} {always|every <day>}, {we are|I am} {here|live} {from <clock>|at <clock>|until <clock>}.
{If|In case} {you are new here|we have not met}, {my name is <name>|I make videos about <sport> and cooking|I have a small shop in <city>}.
`);

export const SMALLTALK = lines(`
{It|The weather} {is|was} {quite |rather |}{cold|warm|rainy|windy|sunny} {here |}{today|this morning|in <city>}.
{I|We} had {a|some} {quiet|busy|nice|long} {weekend|day|morning|week}{ with the family|}.
{Yesterday|On <day>|Last week} {I|we} {went|walked} {for a walk|to the park|to the cinema|to the market}{ with <person>|}.
{I|We} {had|ate} <food> {for lunch|for dinner|before the show|at noon}.
{The|My} {train|bus|drive} {was|took} {late again|on time|almost an hour}{ this morning|}.
{I|We} {drink|had|need} {a cup of|some} {tea|coffee|water} {every morning|before work|in the afternoon}.
{My|Our} {children|kids} {are|go} {at school|on holiday|to the kindergarten around the corner} {now|this week|}.
{I|We} {live|grew up|moved} {in|near|to} {<city>|<country>|a small village|the countryside}{ some years ago|}.
{In the evening|On Sundays} {I|we} {usually |often |}{read|cook|watch a film|play cards|go to bed early}.
{I|We} {painted|cleaned|tidied} the <room> {last week|on <day>|together}.
{This|The} studio {is|was} {small|a bit cold|new to me|quite comfortable}{ today|}.
{I|We} {worked|have worked} {here|in this shop|in a <shop>} for <small> years.
{My|The} {favourite|preferred} {colour|season|city|drink} is {green|<season>|<city>|tea with milk}.
{I|We} {slept|have slept} {well|badly|only six hours}{ last night|}.
{<name>|My colleague} {is|was} {ill|on holiday|in <city>|at home} {this week|today|until <day>}.
{We|I} {started|opened|began} {this|the} {shop|channel|company} in {<month>|<year>|a garage}.
{There|Today there} {is|was} {a lot of|not much} traffic {on the bridge|in the city|near the <building>}.
{My|Our} garden {is|looks} {green again|a little dry|full of leaves} {in <month>|now|}.
{I|We} {listen|like to listen} to {the radio|music|podcasts} {in the car|while cooking|at work}.
{The|My} <animal> {is sleeping|sleeps} {in the next room|on the sofa|in the sun}{ right now|}.
{My|Our} {holidays|vacation} {begin|start|end} {in <month>|next week|on <day>}.
{I|We} {like|prefer|enjoy} {tea|coffee|walking|cooking|quiet evenings} {more|in <season>|very much}.
`);

export const FEATURE = lines(`
It <does>.
It <does> and it <does2>.
This <product> <does>{ and <does2>|}.
It has <has>{ and <has2>|}.
It {comes|is delivered} with <has>{ and <has2>|}.
{There|Here} is <has>{ on the side| inside| at the back|}.
{You|On this side you|At the back you} {see|find|have|will find} <has>.
{With|Thanks to} <has>{,|} {it|this <product>} <does>.
It can {also |even |}<do>.
{The|Its} <part> is {made of|made from} <material>.
{The|Its} <part> {feels|is} {<good>|smooth|soft|solid}{ and easy to clean| and well made|}.
{The|Its} <part> {comes off|can be removed|turns|opens} {easily|for cleaning|like this|with one hand}.
{The|Our} <product> is {made|built|sewn|produced} in {<country>|<city>|a small factory}.
{It|This <product>|This one} {weighs|weighs only|weighs about} {two pounds|three hundred grams|<small> kilos|less than a kilo}.
{It|This one} is {about |}<tens> {centimetres|inches} {long|wide|high|tall|deep}.
{It|This <product>} {comes|is available|exists} in <colour>, <colour2> and <colour3>.
{It|This one} {comes|is available} in {three|four|five} {sizes|colours|versions}.
{The|Its} {colour|surface|fabric|material} is {called <colour>|<material>|<good>|a little darker than in the picture}.
{You|You can} {wash|clean|rinse|wipe} {it|the <part>} {at forty degrees|by hand|with warm water|with a wet cloth|in the dishwasher}.
{The|Our} {battery|charge} {lasts|holds} {about |}<small> {hours|days}.
{It|This model} {runs|works} {on|with} {two batteries|normal current|a USB cable|solar power}.
{You|You can} {use|wear|take} it {in the <room>|outdoors|at work|every day|on a <event>|in <season>}.
{It|This <product>} is {for|suitable for|good for} {beginners|children from six years|the whole family|<small> people|small rooms}.
{The|A} {manual|cable|spare part|small bag|cleaning cloth} is {in the box|included|part of the set}.
{The|Its} {guarantee|warranty} is {two years|three years|five years}.
{Inside|On the inside|At the bottom|On top} {there is|it has|you see} {a|another|one more} {small pocket|switch|label|layer of <material>|compartment}.
{It|The <product>} {opens|closes|locks|folds} {with|by} {a button|one hand|a magnet|a small key|a zip}.
{It|The <part>} {does not|doesn't} {scratch|rust|fade|slip|leak|stain}{ even after years| easily|}.
{The|This} {inside|outside|top|bottom} is {lined with|covered in|made of} <material>.
{There are|You have|It has} <small> {different |}{settings|programs|levels|pockets|compartments|buttons}.
{I|We} {have|use} {the same|one like this|mine} {at home|in the <room>|since <month>|for two years}.
{It|This <product>} {holds|has room for|takes} {about |up to |}<small> {litres|cups|books|pairs|kilos}.
{The|This} <adj> <part> {makes|keeps} it {easy|comfortable|stable|quiet|light}{ to use| to carry|}.
{It|The motor|The fabric|The <part>} is {very |really |quite |}{quiet|soft|light|strong|thin|flexible}.
{What|One thing} I {like|like most} is {the <part>|that it <does>|how light it is|the <material>}.
{They|The makers} {use|used|chose} {only |}{<material>|natural <material>|recycled material} for the <part>.
{It|This <product>} {was|is} {tested|designed|developed} {in <country>|by two engineers|for daily use|for cold countries}.
{On|At} the {back|side|front|bottom} {there is|you find} {a switch|a label|a hook|a small pocket|the serial number}.
{The|Its} {smell|taste|shape|sound|texture} is {<good>|rather mild|a bit stronger|round and full|natural}.
{It|The <product>} {fits|goes} {into|in} {any|every|a normal} {bag|drawer|cupboard|car|pocket}.
{Both|All} {sides|parts|sizes|pieces} {can be|are} {used|washed|replaced|adjusted}.
{For|If you have} {small|big} {hands|rooms|families}{,|} {there is|we have} {a|the} {smaller|larger} version.
`);

export const DEMONSTRATION = lines(`
{First|Now} {I|you} {open|lift|turn|press|close} {the|this} <part>{ like this|, like so| carefully|}.
{I|You} {just |simply |}{press|turn|pull|push} {here|this button|the <part>} {and|until} {it starts|it clicks|it opens|wait a moment}.
{Then|After that|Next} {I|you} {add|pour in|put in|fill in} {some |a little |}{water|milk|flour|coffee|oil|soap}.
{Let me|I will|I'll} {turn|switch} it {on|off|around}{ now| for a moment|}.
{Let me|I will|I'll} {put|hold|place} it {on|next to|in front of} {the table|me|the light}{ so you can see the size|}.
{Now|So} {I|we} {wait|stir|shake|leave it} for {a few seconds|<small> minutes|a moment}.
{You|As you} {can see|see here} {how|that} {it|the <part>} {moves|turns|closes|works|folds}.
{I|We} {fold|roll|unfold|stretch|open} it {like this|once more|and close it again|from left to right}.
{I|I'm} {trying|try|will try} {it|this} {on|out} {for you|now}{, one second|}.
{The|My} water {is|gets|is getting} {warm|hot|ready} {now|already|slowly}.
{It|This} {takes|needs} {about |}<small> {seconds|minutes}{ to warm up| to dry| to charge|}.
{I|We} {cut|slice|peel|chop} {an apple|a carrot|some bread|the onion} {with it|first|in half|here}.
{I|We} {put|spread|rub} {a little|some} {cream|oil|of it} {on|onto} {my hand|the cloth|the table|the plate}.
{Hold|Keep|Take} it {with both hands|by the <part>|straight|at this angle}{ when you use it|}.
{You|You should} {always |}{clean|charge|dry|rinse} it {after use|once a week|before the first use}.
{Here|This} is {how|the way} {you|I} {change|remove|clean|hold|fill} the <part>.
{I|We} will {test|try|show|check} {that|it|the <part>} {with <food>|on this piece of <material>|in a minute}.
{Let me|I'll} {zoom in|come closer|turn it} {so you see|to show} {the <part>|the stitching|the back|the inside}.
{Watch|Look at} {my|the} {hand|<part>} while I {turn|press|open|fold} {it|this}.
{Pour|Put|Drop|Place} {the|some} {water|beans|coins|clothes} {in here|on top|inside|slowly}.
{I|We} {set|put} the {timer|dial|temperature} {to|at} {<small> minutes|forty degrees|level two|medium}.
{It|The <product>} {starts|is starting|stops} {now|by itself|when I let go}.
{Now|And now} {you|I} {wipe|brush|rinse} {it|the <part>} {clean|dry|with a cloth}.
{Does|Do} it {smell|taste|feel} {like|of} {anything|<material>|roses}? {Let me check|A little|Not really}.
`);

export const CAMERA = lines(`
{Let me|I will|I have to|I need to} {adjust|turn|fix|check|clean} {the|my} {light|lamp|lens|microphone|tripod}{ a little| first| quickly|}.
{Can|Could} {you|somebody} {turn|make} {the|my} {light|sound|volume|music} {up|down|a bit lower}{, please|}?
{The|My} {picture|sound|light|microphone|connection} {is|was} {a bit dark|too quiet|a little slow|fine now|better now}.
{I|We} {hear|have} {an echo|some noise} {in the room|from the street|on the microphone}.
{One|Just one} {moment|second|minute}, {please|I have to plug in the cable|I am looking for my glasses|the focus is off}.
{The|My} {camera|phone|tablet} {needs|is on} {a new battery|charging|the other table|the wrong angle}.
{Is|Was} {the|my} {picture|sound|voice} {sharp|clear|okay|loud enough} {for you|now|today}?
{I|We} {changed|switched} the {background|microphone|lamp|lens} {since last week|yesterday|for this video}.
{I|We} {move|am moving} {a bit |}{closer|to the left|back|to the window}{ so you can see| because of the light|}.
{Wait|Sorry}, {the|my} {cable|curtain|tripod|hair} is {in the way|in the picture|loose}.
{The|This} {stream|video|recording} {will be|is} {online|available|saved} {later|tomorrow|for a week}.
{I|We} {cannot|can not} {see|read} {the|your} {chat|messages|comments} {from here|without my glasses|right now}.
{The|My} internet {is|was} {slow|a little slow|stable} {today|this evening|in this building}.
{Please|Just} {tell|write} me if {the sound|the picture} {is bad|stops|is too low}.
{Let me|I'll} {close|open} {the|that} {window|door|curtain}{, it is noisy outside| because of the sun|}.
`);

export const ANSWER = lines(`
{<name>|Somebody|One of you} {asks|asked|wants to know} {if|whether} {it|the <part>} {is heavy|can get wet|is made of <material>|fits in a car|is loud}.
{<name>|Somebody} {asks|asked|wants to know} {how|about} {it is cleaned|the size|the material|the weight|long it lasts}.
{Yes|Yes, of course|Of course}, {you can|it can|it does} {wash it|use it outside|work with that|fit on the table|be repaired}.
{No|No, sorry|Unfortunately not}, {it|this one} {does not|doesn't} {come in <colour>|float|have a <part>|work without power}.
{That|It} {depends|is hard to say}, {on the size|but normally yes|I have to look it up|ask your doctor}.
{Good|That's a good|A good} question, {it is|I think it is} {about <small> inches|made of <material>|made in <country>|dishwasher safe}.
{I|Let me} {will |}{read|answer|look at} {your|some|a few} {questions|comments|messages}{ in a moment| now| later|}.
{Does|Do|Is} {anybody|anyone} {have|has} {a question|questions} {about|on} {the <product>|the size|the <part>}?
{The|Your} question was {about the <part>|whether it is safe|how heavy it is|if it comes in <colour>}.
{I|We} {do not know|don't know|am not sure} {exactly|that}, {I will ask|let me check the box|I will find out}.
{Delivery|Shipping|The parcel} {takes|needs} {about |}<small> {days|working days}{ to <country>|}.
{We|They} {send|ship|deliver} {to|also to} {<country>|<country> and <country2>|most countries}{, yes|}.
{You|You can} {return|send back|exchange} it {within|for} {thirty days|two weeks|a month}{ if it does not fit|}.
{It|The size} {runs|is|comes out} {a little small|normal|rather large}{, I take a medium|}.
{I|I am} {wear|wearing} {a medium|size forty|size six}, {and I am|I'm} {one metre seventy|five foot eight|quite tall}.
{For|With} {cats|dogs|babies|sensitive skin} {it is|it's} {fine|safe|suitable|not suitable}.
{The|Your} {question|comment} {from|of} <name> {is|was} {about the colour|very interesting|easy to answer}.
{How|And how} do {you|you all} {use|clean|store} {yours|your <product>|it at home}?
{What|Which} {colour|size} do you {prefer|like more|usually wear}?
{Do|Did} you {have|already have|use} {one|a <product>} at home?
`);

export const OPINION = lines(`
{I|Personally, I} {think|find|believe} {it|this colour|the <part>|the <material>} {is|looks} {<good>|a bit too dark|more elegant|fine for every day}.
{I|We} {like|prefer} the {<colour>|smaller|older|larger} {one|version|model}{ more| a little better|}.
{My|Our} {impression|experience} {is|was} {that it lasts|good so far|mixed|that beginners like it}.
{For|To} me{,|} {the <part>|comfort|the weight} is {more important than|as important as} {the look|the colour|speed}.
{It|This} {reminds|reminded} me of {my childhood|<country>|an old one we had|the one in my school}.
{Some|Many} people {prefer|like|use} {the larger one|<material>|<colour>|it without the <part>}.
{In|From} my {opinion|experience}{,|} {<material> is|cheap ones are|the <colour> one is} {more practical|easy to clean|not so strong|warmer}.
{The|I like that the} {design|shape|cut|colour} is {simple|timeless|modern|discreet|quiet}.
{I|We} {use|used|have used} it {almost every day|mostly in <season>|for <small> months}{ and I am happy with it|}.
{I|We} {would|might} {choose|take|wear} {it|the <colour> one} {for work|at home|with jeans|in <season>}.
`);

export const STORY = lines(`
{My neighbour|<person>} {tried|used|tested} it {last week|yesterday|on <day>} and {said it was <good>|liked it|had no problems|found it <good>}.
<person> {uses|has used|wears} {it|one|hers} {every day|since <month>|in the <room>|at work}.
<person> {has|bought|owns} {the same one|one in <colour>|one like this} {and uses it a lot|last year|too|for the <room>}.
{I gave|We gave} one to <person> {for <her> birthday|last Christmas|when <she> moved|in <month>}.
<person> {told|showed} me {how to|about} {use it|clean it|the old model|the factory}.
<person> {lives|works} in {<city>|<country>|the countryside} and {needs|uses|wanted} {something like this|one for the <room>|a warmer one}.
<person> {is|works as} a <job> and {knows a lot about <material>|uses it at work|helped me with the test}.
<person> {made|cooked|baked} {<food>|dinner|lunch} {with it|for us|yesterday}{ and it tasted good|}.
{When|As} {I was|we were} {young|a child|students}{,|} {we had|my parents had|everybody had} {a simpler one|one made of <material>|none of these}.
{I|We} {first saw it|met the maker|found the company} {in|at a fair in} {<city>|<country>} {<small> years ago|last year|by chance}.
{The|This} {company|brand|family} {has made|makes|has produced} {<products>|these} {since <year>|for <tens> years|in <country>}.
{The|Two} {founders|owners} {met|studied|started} in {<city>|<country>|a small workshop}{ and began with <products>|}.
<person> {and I|and the kids} {went|drove|travelled} to {<city>|<country>|the sea} {last <season>|in <month>} and {took it with us|used it there|stayed a week}.
<person> {asked|wanted} me to {bring|show|explain} {it|one|the <part>}{ again| to the family|}.
{I|We} {took|carried|wore} it {on a|to a} <event> {in <month>|last year|with friends} {and it worked well|and it was fine|}.
{<person> prefers|<person> likes} {the older model|the <colour> one|<material>|a lighter one}{, I don't|}.
`);

export const LOGISTICS = lines(`
{We|I} {will be|are} {live|here} {again|every week} {on <day>|at <clock>|on <day> at <clock>}.
{The|Our} {show|stream} {takes|lasts|runs} {about |}{one hour|two hours|forty minutes|until <clock>}{ today|}.
{We|I} {have|will look at} <small> {things|products|topics} {today|on the list|in total}.
{Our|The} {shop|store|office} is {closed|open} {on <day>|from <clock> to <clock>|in <month>}.
{The|All} parcels {leave|are packed|go out} {on <day>|every morning|from <city>}.
{You|You can} {write|send} us {an email|a letter|a message} {if something is missing|about the size|any time}.
{The|Our} customer service {answers|is there|works} {on weekdays|until <clock>|within a day}.
{I|We} {wrote|made|prepared} {a list|some notes|a table} {before the show|for today|with the sizes}.
{My colleague|<name>} {reads|answers|collects} your {questions|messages} {in the background|today|in the chat}.
{The|Your} {box|parcel|package} is {made of cardboard|packed without plastic|about this big}.
{In|At} {<month>|the end of the year} {we|I} {move|will move} to {a bigger room|another studio|<city>}.
{Please|You should} {keep|save} {the|your} {receipt|box|invoice}{ for two years| in case you return it|}.
`);

export const CLOSING = lines(`
{Thank you|Thanks} {all |}for {watching|your time|being with us|your company|listening}.
{That is|That's|That was} {all|it|everything} for {today|tonight|this time}{, thank you|, goodbye|, see you soon|}.
{See|I will see} you {next week|tomorrow|on <day>|soon|next time}{, bye|, take care|}.
{Goodbye|Bye|Bye bye|Good night} {everybody|everyone|my friends|and sleep well|and take care}.
{I|We} {wish|wish you all} {you |}{a nice evening|a good night|a pleasant weekend|a good week}.
{Have|I hope you have} a {nice|good|lovely} {day|evening|weekend|rest of the day}.
{Until|Till} {next time|tomorrow|<day>|then}, {take care|stay healthy|goodbye}.
{It|This} was {nice|fun|a pleasure} {with you|tonight|to be here}.
{We|I} {stop|end|finish} {here|the recording|the stream} {for today|now}.
{Take care|Stay safe|Be well}{, everyone| and goodbye|, see you on <day>|}.
`);
