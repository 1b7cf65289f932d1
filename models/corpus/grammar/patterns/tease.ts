/** Teasing viewers, colleagues and oneself; puns and silly wordplay. */
import { lines } from '../types.ts';

export const TEASE = lines(`
<name>, {stop laughing|I saw that|I can hear you chewing}, {this is a serious show|we are professionals here|your mother is watching}.
{Hey|So} <name>, {you are|are you} still in your {pyjamas|bathrobe}, {aren't you|be honest|I can smell it through the screen}.
{<name> just wrote|<name> writes|Somebody writes} {marry me|I love you|are you single}, {get in line, darling|sorry, my <animal> is jealous|first show me your bank account}.
{<name> asks|Somebody asks} {how old I am|for my age|how much I weigh}, {next question, and you are blocked|I stopped counting at twenty one, twenty years ago|let us say I remember dinosaurs}.
{Our cameraman|Our sound guy|The guy behind the camera} {is blushing|has been asleep since the intro|eats all the samples}, {look at him, he thinks it is cinema|that is why he is never on camera|hello, we can hear you burp}.
{You over there|You in the back}, {yes you with the crisps|put down that sandwich}, {I can see you|your couch deserves better|and take off that awful hat}.
{Don't look at me like that|Stop staring}, {I know, I am beautiful|I did comb my hair, it is a lifestyle|my eyes are up here}.
{I know what you think|I know what you are thinking}, {what a handsome devil|how can one person be so clumsy|who let her on the internet}.
{My hair|This hairstyle} {is not a mistake|was an accident}, {it is a cry for help|the hairdresser ran away|the wind is my stylist}.
{My make-up took|I spent} three hours {in the mirror|in the bathroom} this morning, {and this is all we could save|imagine me without it, children cried|the mirror resigned}.
{This is my good side|This is my better side}, {the other one is in repair|the other one is under arrest|the third one is on holiday}.
{I had|I have had} {one coffee|two coffees|only eleven coffees} today, {I can hear colours|I can see through time|my left eye has been dancing since noon}.
{I should have been|I wanted to become} {a model|a ballerina|an astronaut}, {but then I discovered cake|but they said no to gravity|but my belly got the job instead}.
{I have the body of a god|I have a perfect figure}, {unfortunately it is Buddha|round is also a shape|it is just hidden very well}.
{Ha ha|Haha|Hahaha}, {you should see your faces|I cannot stop laughing|my tummy hurts|that is the best joke of the year|oh dear, I am crying}.
{Oh stop it|Oh please|Stop it}, {I am laughing so hard|you are killing me|I can't breathe}, {ha ha|my mascara is running|I snorted}.
{That is|That was} {the funniest|the silliest} {thing|comment} {I have read today|ever}, {<name>, you clown|I nearly wet myself|ha ha ha}.
{Just kidding|I am only joking|Only joking|I am pulling your leg}, {of course|relax|breathe}, {I would never eat the camera|he is not really my husband|nobody got hurt, except my pride}.
{No animals were harmed|No husbands were harmed} {in the making of this show|during this test}, {only my dignity|except for one sausage|well, one was a bit offended}.
{Applause please|Thank you, thank you}, {I will be here all week|tip your waitress|I practise this in the shower}.
{My mother says I am funny|My mum thinks I am a comedian}, {she also says I am adopted|and she never lies, except about Santa|looks are not everything, she says}.
{Is it hot in here|Is it warm in here} or {is it just me|is that my beauty}{, no, the oven is on|, oh, it is the menopause|, ha ha}.
{I can do this with my eyes closed|Watch the professional|I am an expert}, {ouch, that was my thumb|and that is why I have nine fingers|said the man before he fell off the roof}.
{If I had a dollar|If I got a penny} for every {bad joke|time I fell over}, {I would not need to sell <products>|I would own the internet by now|I could afford a sense of humour}.
{Somebody call my agent|Hollywood, call me}, {I just did that in one take|I can also cry on command|I am wasted on <products>}.
{My boss is watching|The boss is watching}, {so pretend that I am good|everybody laugh, I have a mortgage|hi boss, about that raise}.
{Please do not try this at home|Kids, do not try this at home}, {try it at your neighbour's|go to your grandparents instead|use your little brother}.
{I am on a strict diet|I am on a diet}, {chocolate does not count when the camera is on|this cake is just for the photo|I only eat when I am breathing}.
{You laugh|Laugh all you want}, {but wait until you are my age|but I am the one with the <product>|but my bank does the same}.
{He who laughs last|Whoever laughs last} {has not understood the joke|has the slowest internet|thinks the slowest}.
{Excuse my dancing|Sorry for the dancing}, {my hips have their own opinion|I learned it from a washing machine|I was possessed by a disco ball}.
`);

export const PUN = lines(`
{I would tell you a pizza joke|I had a joke about cheese}, {but it is too cheesy|but it is a bit grate}.
{This knife is sharp|Be careful with these scissors}, {but my jokes are sharper|they are a cut above the rest|I told you, cutting edge}.
{These shoes have soul|I bought shoes from a drug dealer}, {get it, sole|I do not know what he laced them with|they really are good for the sole}.
{The vacuum cleaner|This vacuum cleaner} {really sucks|sucks}, {and for once that is a compliment|I mean that in the best way|ha ha}.
{Our mattress|This pillow|This bed} is {a dream|so good}, {you can sleep on it before you decide|no rest for the wicked|I told you it was a soft sell}.
{Lettuce|Olive you|Thyme} {begin|so much|is on my side}, {sorry, I love salad jokes|sorry, I could not resist|I will leaf now}.
{What do you call|How do you call} a {fake noodle|bear with no teeth|sleeping bull|fish without eyes}, {an impasta|a gummy bear|a bulldozer|a fsh}.
{Why don't|Why can't} {eggs tell jokes|bicycles stand alone|skeletons fight}, {they would crack up|because they are two tired|they do not have the guts}.
{I used to be|I was once} {a banker|a baker|a tailor}, {but I lost interest|but I could not make enough dough|but it was just so so}.
{This tea set is|This teapot is} {my cup of tea|steaming hot}, {sorry, I had to spill that one|that joke was brewing all day}.
{I am reading a book about|I bought a book on} {glue|gravity|mazes}, {I cannot put it down|I got lost in it|it is impossible to put away}.
{Time flies like an arrow|This clock is so good}, {fruit flies like a banana|it went back four seconds for dessert|it really has time on its hands}.
{The candle|This lamp} {is lit|will brighten your day}, {as the kids say|and it is a light-hearted purchase|I am so bright today}.
{The belt|This belt} {was arrested|got into trouble}, {for holding up a pair of trousers|what a waist}.
{You bake me happy|Donut worry|You are my butter half}, {as we bakers say|be happy, ha ha|I have more of those, sadly}.
{This blanket|The blanket} {has got you covered|is under cover}, {get it, covered|I am so sorry|haha, blanket humour}.
{My garden jokes|My flower jokes} {need to grow on you|are a bit rooted|are budding}, {be-leaf me|thank you, I will see myself out}.
{These batteries|The batteries} {were free|come free}, {free of charge|no charge at all, get it}.
{I wanted to tell a joke about paper|I know a joke about paper}, {but it is tearable|but it folds at the end}.
{It is a hair dryer|This shampoo is good}, {my jokes just blow you away|hair we go again|heads will turn, get it}.
{How does|How do} {the moon cut its hair|trees get online|cows stay up to date}, {eclipse it|they log in|they read the moos paper}.
{What did|What does} the {left eye say to the right eye|big chimney say to the small one|zero say to the eight}, {something smells between us|you are too young to smoke|nice belt}.
{What do|Where do} {sheep|cows|ghosts|snowmen|pirates} {do on holiday|go shopping|eat for breakfast|keep their money}, {in the baa-hamas|they go to the moo-vies|boo-berries|snowflakes}.
{Why was|Why is} the {broom|computer|maths book|tomato|calendar} {late|cold|so sad|red|nervous}, {it overslept, it over swept|it left its windows open|it has too many problems|it saw the salad dressing|its days are numbered}.
{I asked the|The} {bread|cheese|lamp|clock} {for a joke|told me a joke}, {it was crumby|it was very mature|it was light entertainment|it took its time}, {sorry|get it|ha ha}.
{This|The} {scarf|hat|umbrella|ladder} {and I|joke} {hang around|is over my head|lets me down in the rain|takes me to new heights}, {get it|ba dum tss|I will stop now|ha ha}.
{I am|I'm} {on a roll|in a jam|nuts about it|feeling grate}, {said the butter|said the strawberry|as the squirrel says|said the cheese}, {ha ha|sorry|I had to}.
{Did you hear about|Have you heard of} the {claustrophobic astronaut|kidnapping at school|man who invented the knock knock joke|cheese factory that exploded}, {he needed a little space|it is fine, he woke up|he won the no bell prize|there was nothing left but de brie}.
{My|The} {coffee|tea|milk} {was robbed|has been stolen}, {it got mugged|what a latte trouble|pure herbal theft}, {ha ha|I know, I know|sorry}.
{These|The} {socks|gloves|shoes} are {a perfect pair|hand made, literally}, {like me and my bed|sole mates|get it, hand}, {ha ha|oh dear|sorry folks}.
`);
