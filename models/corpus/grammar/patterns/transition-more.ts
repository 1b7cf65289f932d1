/** More ways to go on to something else. */
import { lines } from '../types.ts';

export const SWITCH_MORE = lines(`
{Good|Okay|Alright}, {let's|let us|we will} {see|check|find out} what else {we have|is on the list|I brought} {today|for you|here}.
{Let's|Let us} {take|have} a look at {the|our} next {thing|item|box|one}{ on the table|, shall we|}.
{Okay|Alright|So}, {who wants to see|do you want to see|are you curious about} {the|our} next {one|item|product}?
{So much for|That was all about|That is all on} the <product>, {on|now} to {the <product2>|our next item|something else}.
{From|After} {beauty|fashion|cooking|sports|music} {we|let us} {go|come|jump} {now |}to {the <room>|technology|the garden|something for children|home and living}.
{Leaving|Let us leave} the <room> {behind|now}, {we enter|and go to|next comes} the {garden|<room>|world of <products>}.
{Let's|Let us} {close|end} {this|the first} {chapter|part|round} {here|now} and {begin|open|start} {the next|another|part two}.
{It's|It is|And now it's} time {to move on|to change the subject|to switch gears|for a change|for the next one}{, my friends|, everybody|}.
{Changing|Switching|Shifting} {topics|gears|the subject}{ now| for a moment|}, {let us talk about|here comes|on to} {the|our} {<product2>|next item|second product}.
{On|And now on} {to|with} {the second|the third|the next|another} {one|item|thing} {on my list|of the evening|for today|}.
{Next|The next one} in line {is|comes} {a|the} <product2>{, let's go|, here we go|}.
{That|This} {concludes|ends|closes|finishes} {the|our} {first|second} {part|half|chapter|round}{, next please|, now part two|, on we go}.
{We|I} {have|still have} {another|one more|a second|a last} {item|product|thing} {to show|to go|on the list|for today}{, let's go|, so let us continue|}.
{Let's|Let us} {leave it at that|leave that here} and {turn our attention|go over|move} to {the next one|something new|the <product2>}.
{Put|Let us put} {that|this} {one |}{away|down|back}, {next|here comes the next|we go on}.
{Let me|I'll|I will} {clear|tidy|make room on} the table {for|and bring} {the|our} next {product|item|guest|one}.
{Without|And without} {losing time|a break|waiting}, {straight|directly|right} {on |}to {the|our} next {item|product|topic}.
{Hold that thought|Keep that in mind}, {we|let us} {jump|go|switch} {quickly |}to {something else|the next item|another product}.
{Now that|Since} {you know|we have seen|I have shown you} the <product>, {let's|let us} {move along|go on|get} to {the next|number two|something different}.
{As|And as} {promised|announced}, {we|let us} now {turn|go|come} to {the|our} {second|other|next} {topic|item|product}.
{The|Our} {second|third|next|last} {segment|part|block|section} {starts|begins} {now|here|right away}{, with a <product2>|, stay with me|}.
{Moving|Going} {right |straight |}{along|ahead}, {the|our} next {one|item} {is|comes} {waiting|now|up}.
{Let us|Let's} {rewind|go back|return|jump back} {for a moment|quickly|} to {the|our} {first|previous|last} {one|item|product|topic}.
{Coming|Going} back to {the|our} {first|main|previous} {item|topic|product|question}{ now| for a second|}.
{Over|Across} {here|there}, {on the other table|in the other corner}, {we have|waits} {our|the} next {item|product}{, come along|, follow me|}.
{Grab|Take} {a drink|a sip|a breath}, {because|and} {then|after that} {we|it} {go|goes|jump} {on|straight} to the next {item|one|part}.
{A|One} {short|quick|little} {break|pause}, and then {we|let us} {continue|go on|move on} with {the|our} {next|second} {part|item|product}.
{Let's|Let us} not {stop|stay|linger} here{ too long|}, {the next|another|one more} {item|product} is {waiting|coming|ready}.
{Now|And now} the {<product2>|other one|second one}, {which|that} {comes|is} {next|up next|after the <product>}.
{What's|And what is} {after that|the next thing|behind door number two}, {let's see|let us go and look|come with me}.
{Scene|Round|Take} {change|number two|two}{, please| now|}, {on to|we go to|here comes} {the next|our next} {item|product|part}.
{Let's|Let us} {dive into|jump into|step into|head into} {the next|another|our second} {topic|category|part|round}.
{We|Let us} {make|do} a {jump|leap|cut} {now|here} {and|, we} {go|come} {to|over to} {the next|a different|another} {product|part|topic}.
{First|That was} {the small|the old} one, {now|next} {to|comes} the {big|new} one.
`);
