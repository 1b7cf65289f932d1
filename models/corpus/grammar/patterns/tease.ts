/** Teasing viewers, colleagues and oneself. */
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
