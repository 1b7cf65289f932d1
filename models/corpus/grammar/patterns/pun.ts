/** Puns: each only works with its own second half, so there is little to vary. */
import { lines } from '../types.ts';

export const PUN = lines(`
{I would tell you a|I have a} pizza joke, but it is {far |}too cheesy{, sorry|}.
{I had a joke about|Do you know the one about} the grater, {but it is|it was} {a bit grate|simply grate}{, get it|}.
{Be careful with this knife|This knife is sharp}, but my jokes are {even |}sharper{, ha ha|}.
{These shoes|My shoes} have {a lot of |real |}soul{, get it, sole| and a good heel too|}.
{This vacuum cleaner|My vacuum cleaner} {really |totally |}sucks, {and for once that is a compliment|and that is a good thing}.
{Our|This} mattress is so good, you {can|have to} sleep on it before you decide{, ha ha|}.
{Olive|Lettuce} {you|begin} {so much|with a salad}, {sorry|ha ha}, {I love salad jokes|I could not resist}.
What do you call a {fake noodle|false spaghetti}? {An impasta|Of course, an impasta}.
What do you call a bear {without|with no} teeth? {A gummy bear|Exactly, a gummy bear}.
What do you call a sleeping bull? A bulldozer{, ha ha|, get it|}.
Why {don't|do} eggs {tell|never tell} jokes? {Because they|They} would crack {each other |}up.
Why {can't|could} the bicycle {stand|not stand} alone? {Because it was|It is just} {two tired|too tired}.
Why {don't|do} skeletons {fight|never fight}? {They do not have|They simply lack} the guts.
I used to be a banker, but I lost interest{, ha ha|, get it|}.
I used to be a baker, but I could not make enough dough{, sorry|, ha ha|}.
This teapot is {really |exactly |}my cup of tea{, sorry, I had to spill that one|, ha ha|}.
I am reading a book about glue, and I {just |}cannot put it down.
{I bought|I have} a book about mazes and {I got|completely got} lost in it.
Time flies like an arrow, {but |}fruit flies like a banana{, think about it|}.
This clock was so hungry, it went back four seconds{, get it| for more|}.
This lamp will {really |}brighten your day, {light hearted as I am|and that is my brightest joke}.
{The belt|A belt} was arrested {last week|yesterday} for holding up a pair of trousers.
Donut worry, be happy{, as we bakers say|, ha ha|}.
{You are|My wife is} my butter half, {as the toast said|said the toast}.
This blanket has {really |}got you covered{, get it, covered|, sorry|}.
My garden jokes {need to |will }grow on you, be-leaf me.
The batteries {were|are} {free|given away}, free of charge{, get it|, ha ha|}.
I wanted to tell a joke about paper, but it is tearable.
With this shampoo, hair we go again{, ha ha|, sorry|}.
How does the moon cut its hair? {It eclipses it|Eclipse it}{, ha ha|}.
How do trees get {online|into the internet}? They {just |}log in.
What did the left eye say to the right eye? Between us, something smells.
What did the zero say to the eight? {Nice|What a nice} belt.
Where do sheep go on holiday? To the baa-hamas{, of course|}.
Where do cows go {on a date|in the evening}? To the moo-vies{, ha ha|}.
What do snowmen eat for breakfast? Snowflakes{, what else|}.
Why was the broom late? It over swept{, get it|}.
Why was the computer cold? It left its windows open{, ha ha|}.
Why is the maths book {always |so }sad? It has too many problems.
Why did the tomato turn red? {Because it|It} saw the salad dressing.
The days of this calendar are numbered{, ha ha|, get it|}.
I asked the bread for a joke, {but it was|and it was really} crumby.
{The cheese|My cheese} told me a joke, and it was very mature.
This umbrella {never |}lets me down, {only the rain does|and it has me covered}.
My coffee was robbed this morning, it got mugged.
{The|A} claustrophobic astronaut {just |only |}needed a little space.
They {kidnapped someone|had a kidnapping} at school, but it is fine, he woke up.
{The|A} cheese factory exploded, there was nothing left but de brie.
The man who invented the knock knock joke {should get|won} the no bell prize.
These socks are {a perfect pair|sole mates}, {like me and my bed|just like us two}.
I am on a roll, said the butter, {and I am in a jam, said the strawberry|ha ha}.
This ladder {takes|brings} my career to new heights{, ha ha|, step by step|}.
My {new |}fridge is {so |really }cool, {chill out everybody|it leaves me cold}.
The pillow {has|got} a soft spot for {me|you}, {feather or not you believe it|and I am down with that}.
{Our|My} elevator business has its ups and downs{, ha ha|}.
I told the candle a joke and it burst out in {flames|wax}, {it was lit|hot stuff}.
{Our|The} scissors are a cut above the rest{, snip snip, get it|, ha ha|}.
{Fishing rods|This fishing rod}, {you will be hooked|that's no catch, that's a catch}, {reel talk|o-fish-ally funny}.
This honey is {un-bee-lievable|bee-utiful}, {bee-lieve me|sorry, I will buzz off}.
`);
