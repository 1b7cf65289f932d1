/** More jokes: anecdotes with a turn at the end, each told a little differently. */
import { lines } from '../types.ts';

export const JOKE_MORE = lines(`
My {husband|wife|boyfriend|father} {tried|wanted} to {cook|make pancakes|bake} with it and {now we have a new ceiling|the fire brigade knows him by name|we had pizza again}.
My {grandmother|grandpa|aunt} {tried it on|used it} and {suddenly wanted to go clubbing|ran off with the gardener|started a rock band}.
My {husband|father|brother} {spent|needed} {three hours|a whole weekend} {with the manual|to switch it on} {and then found out it was already on|and it was the manual of the toaster|and cried a little}.
My {dog|cat|parrot} {learned|now knows} {how to use it|to open it} {faster than my husband|before my boss did|and now he orders steaks online}.
My {dog|cat} {looked at me|gave me a look} as if to say {you paid money for that|who is this woman|finally something for me}.
My {parrot|budgie} {heard the price|saw it} and {has been swearing ever since|fell off the perch laughing|asked for a raise}.
My {mother-in-law|mother} {came to visit|stayed for a week}, {since then even the plants are hiding|and the <product> is the only one still talking to me|so I hid in it}.
My {boss|landlord|teacher} {saw me with it|walked in} {just when I was singing to it|while I was dancing with it}, {now I work from home|we no longer make eye contact|and he joined in}.
I {wore|put on|used} it {on my first date|at my wedding|at a job interview} and {she married the waiter|even the priest giggled|they hired the <product>}.
I {took|brought} it {to the office|on the bus|to the gym} and {everybody moved three seats away|now I have eleven new friends|the security guard asked for a selfie}.
I {asked|begged} my {husband|wife|son} to {wash the dishes|mow the lawn|take out the rubbish}, {he said he would do it in his next life|so I sold his <product>|and he moved back in with his mother}.
I {asked|told} my {son|daughter} to clean the room, {and he moved out|so she closed the door, clean|she said the spiders live there too}.
{The neighbour's|My neighbour's} {dog|cat|wife} {ran away|moved in with me} {because of it|after one look at it}, {so thank you for that|and frankly I understand|I did not even have to pay}.
{My neighbour|The man next door} {borrowed it in <month>|wanted to borrow it}, {and I only got the box back|I told him it has been sick|so I now have to ring at his place to make toast}.
{Last Christmas|Last Easter|On my birthday} I {gave one to|bought one for} <person>, {we have not spoken since|now <she> wants one every year|and <she> gave it back to me the year after}.
{When I|The day I} {brought it home|unpacked it}, <person> {asked which one of us has to leave|packed a suitcase, its suitcase|hugged it before me}.
<person> {believes|thinks} it is {haunted|alive|a Martian}, {so we let <her> believe it|and I do nothing against that|because at night it giggles, but that is me}.
<person> {says|claims} {it runs on love|it needs no cleaning}, {that explains the smell|and that is why I do not eat there|which is also what <she> says about the bathroom}.
<person> {uses it|wears it} {as a bird bath|as a hat|to crack nuts|as a doorbell}, {and honestly it works|please do not tell the maker|nobody has the heart to explain it}.
<person> {wants|would like} to {take it to bed|be buried with it|marry it}, {I hope it can cook|fine, more room for me|the dress is already ordered}.
{They told me|Somebody told me} it makes you {younger|rich|slim}, {so I ate it|so I bought four and waited|well, my wallet is slim now}.
{You can|With it you can} {hide chocolate from your children|hide from your mother-in-law} in it, {I have been in there since Tuesday|ask me how I know|nobody has found mine since Easter}.
{I|Honestly, I} {use it|only use it} to {impress my ex|annoy my neighbours|wake up my husband}, {and it works every single time|the rest is a bonus|money well spent}.
{I tested|I have tested} it {on my husband|on my little brother} first, {he is fine, he only blinks a lot|he can almost speak again|and he still has most of his hair}.
{Do you see|You see} {this scratch|these bags under my eyes|this bald spot}? {That was not the <product>, that was marriage|I got it on a date|That is from my last cooking show}.
{I have been|I am} {single|on a diet|awake} {for ten years|since nineteen ninety}, {if you also like <products>, call me|my fridge is my best friend|it is going great, can you tell}.
{My diet|My workout plan} {starts|begins} {tomorrow|on Monday|next year}, {it has been tomorrow for eleven years|just like last year|I never said which Monday}.
{I went jogging|I tried jogging} {once|this morning}, {but my own shadow overtook me|the ice cream van was slower than I thought|a snail honked at me}.
{It is so easy|It's that simple}, {even my goldfish could do it, and he forgets his own name|a drunk monkey could do it, hello Kevin|I did it blindfolded and only lost one curtain}.
{It is so light|It weighs so little}, {a pigeon stole it from my balcony|I sneezed and it flew to the neighbours|the wind returned it to the shop}.
{It is so soft|So soft}, {my cat filed for divorce|I have named it after my first love|I bite my nails because it has none}.
{It is so loud|It is so strong}, {my dead uncle complained|the upstairs neighbours asked for an encore|my eyebrows are still in the next village}.
{It is so waterproof|It is waterproof}, {I cried on it after my last relationship and it did not notice|you can cry into it all night|it even survived my mother's soup}.
{It is so hot|It gets so hot}, {the devil asked for the brand|my ex suddenly looks cool|you can fry your problems in it}.
{It is so sharp|So sharp}, {it cut my phone bill in half|even my comments look dull|it could cut the tension at our family dinner}.
{It is so bright|This lamp is so bright}, {moths come with sunglasses|the moon called to complain|I finally saw my husband's good side}.
{The colour|This colour} {matches|goes with} {my eyes after a long night|my wife's mood|the face of my accountant when he saw the bill}.
{The last time|Last time} I {wore red|wore this colour|jumped}, {a bull followed me home|planes landed in our garden|the whole street shook}.
{My knees|My bones|My back} {make|make more} {noise than popcorn|music when I stand up|sounds like an old door}, {we call it the family orchestra|I am basically a percussion set|at parties I rent them out}.
{At my age|When you are as old as me} {happy hour is a nap|your back goes out more than you do|you need glasses to find your glasses}.
{My memory is so bad|I forget everything}, {I hid my own Easter eggs|I introduced myself to my wife again|what was I selling again}.
{My hairdresser|My barber} {looked at me and sighed|asked what happened}, {I said surprise me and he closed the shop|he now sends me sympathy cards|and he is a trained optimist}.
{Marriage|Love} is like a {<product>|phone contract}, {nice in the shop and then you pay for years|read the small print|the battery gets weaker every year}.
{Children|Kids} are {wonderful|a gift}, {but can you return them without a receipt|the warranty is just too short|especially when they are asleep}.
{Teenagers|My teenagers} {use|need} {eleven towels a day|no sleep at night}, {I think they eat them|and speak a language that is only grunts|we have sent a search party into the room}.
{I speak|My brother speaks} four languages, {and I am silent in none of them|all of them badly|one of them is sarcasm}.
{I told my plants|I read my horoscope to the plants}, {and now they are suicidal|two of them left me for the neighbour|the cactus hugged me}.
{The chicken|A duck|A snail} {walked|came} into our {shop|studio} {and asked for a refund|this morning, and it was a better customer than my cousin|and I swear it winked}.
{Scientists|Experts} {say|have found} that {nine out of ten husbands cannot find the butter|cats secretly run the country|women are always right, my wife paid for the study}.
{A friend of mine|A guy I know} {tried to pay with his good looks|lost his trousers in this chair|trained his turtle to fetch it}, {he is still in debt|he will be back on Thursday, the turtle too|true love, I say}.
{The doctor told|My doctor told} me to {avoid stress|watch my weight}, {so I do not open letters any more|so I put it right in front of me|so I left the kids at his place}.
{I put it|I left it} {on the scales|in the garden} {and the gnome proposed|and it laughed at my number|, now a family of ducks pays me rent}.
{Guess who|You know who} {slept on the sofa again|burned the salad}, {yes, me, hello|and it takes talent to burn a salad|hint, he is holding a <product>}.
{Do not ask|Never ask} {a man to read the manual|my husband for directions}, {we once drove to the shop and ended up in <country>|we still have parts left from the honeymoon}.
{My old <product>|My last one} {died|exploded} {of loneliness|during dinner|laughing at my outfit}, {we held a small ceremony|the neighbours still talk about the funeral|may it rest in pieces}.
{My <product> and I|Me and my <product>} {have been through a lot|are in a serious relationship}, {mostly traffic and bad dates|my husband knows and is fine with it|we are thinking of adopting}.
{Once|Last week|Last summer} we {played cards|had a barbecue|went camping} and {grandpa|my uncle|my sister} {threw the grill into the pool|cheated so badly that the dog left|got stuck in the tent until Sunday}.
My {brother|uncle|cousin} {lost|cheated at} {a board game|a card game} and {now he is not allowed in the kitchen|flipped the whole table|has to wear the chicken costume until Easter}.
{One day|Yesterday} my {cat|dog|hamster} {drove|sailed|flew} {through the living room on it|around on it like a king} and {waved at the neighbours|demanded a crown|wants a driving licence now}.
My {cat|dog} {treats it like|thinks it is} {a throne|a taxi|a spaceship} and {expects a tip|I am just the staff|we are not allowed to touch it}.
{The waiter|The bouncer|The police officer} {asked for my ID|called me young lady|thought I was my own daughter}, {I framed the receipt|I kissed him|since then I walk on clouds, with glasses}.
{After|Since} {fifteen|twenty|eleven} years {my mother-in-law|my boss|my wife} {finally|at last} {smiled|said thank you|laughed}, {we took a picture because nobody believed it|I nearly called a doctor|the priest rang the bells}.
{He said|She said|My husband said} {it is me or the shoes|I should choose}, {I will miss him on Thursdays|so the shoes and I are very happy|and that was an easy morning}.
My {wife|husband} {says|thinks} I {never listen|have no taste}, {or something like that|well, look whom I married|at least I think that is what was said}.
My {brother|husband|boss} does not need {a helmet|a mirror|a brain}, {there is nothing in there to protect|he only breaks them with his face|and it shows}.
{I kept|My ex kept} {the car|the house|the dog} after the divorce, {and I kept the good knives|and I got the parrot that knows all the secrets|and the neighbours kept the popcorn}.
When the kids scream I {just put it on and smile|hide behind it with a bar of chocolate|pretend to be a lamp}, {they think I am doing yoga|it is called parenting|works like a charm}.
`);
