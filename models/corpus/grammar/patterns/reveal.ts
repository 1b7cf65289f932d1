/** A product is unveiled with ceremony. */
import { lines } from '../types.ts';

export const REVEAL = lines(`
And here it is, the <adj> <product> {you have been waiting for|everybody asked for|you all wanted}.
Ta-da, {here it is|there it is|look at this}, {the|our} new <product>.
{Drum roll please|Drum roll}, {here comes|this is|and here is} the <product>.
{Finally|At last}, it is here, {the|our} {long awaited|new} <product>{ from <brand>|}.
{It|The <product>} {has finally arrived|just came in|is finally here}, {the|our} {newest member of the family|new model|latest design}.
{Friends|My friends|Ladies and gentlemen|Dear friends|Guys}, {this is|here is|I give you} {the|our} {new |}<product>.
{For the first time|For the first time ever|As a world first|Never shown before}, {here is|we show you|you can see} {our|the} <product>.
{Under this cloth|Behind me|Behind this curtain|Under the table} {I have hidden|there is|waits|I have} {a|our new} <product>{, ready|, watch|}.
{Close your eyes|Now close your eyes for a second}, {and open|open them}, {this is|here is} {the|your} new <product>.
{Guess what|Can you guess what|Do you know what} {I have in my hand|is in this bag|I am holding|is in the box}? {It is|It's|Yes,} a <product>.
{Let me|Allow me to|I will now} {present|reveal|unveil} {our|the} {surprise of the day|new arrival|star}, {a|the} <adj> <product>.
{Behold|Look and admire|Admire}, {the|our} <adj> <product>.
The <brand> <product> {is finally here|has landed|is here at last|has just arrived}.
{I promised you a surprise|I promised you something special}, {here it is|and this is it}, {a|the} <product>.
{Let|Let me let} the <product> {come on stage|take the stage}{, here it is|}.
{Three, two, one|One, two, three}, {and here it is|tada|off with the cloth}, {the|our} {new |}<product>!
{Lift|Raise} the curtain {for|please for} {the|our} {new |}<product>!
{The|My} {moment|big moment} {has come|is here}, {the|our} <product> {is revealed|makes its entrance|shows itself}!
{Are you sitting|Is everybody sitting}? {Good|Then hold on}, {because this is|here comes} the {new |}<product>!
{Wait for it|Wait}, {wait for it|one more second}, {there|and there it is}, {the|our} {<adj> |}<product>!
{And now|Now}, {the|our} {big |grand |}{reveal|unveiling}, {the|a} {<adj> |}<product> {in <colour>|by <brand>|for you}!
{Tada|Ta-da|Tadaa|Surprise}, {a|the} {brand new|<adj>} <product>!
{Tonight|Today} {the secret is out|we lift the secret}, {it is|this is} {a|our} <product>!
{The|Our} {queen|king|diamond} of {the|our} {collection|evening}, {may I have a drum roll|tada|here she comes}, {the|a} <product>!
{Off|Away} with the {wrapping|paper|cloth}, {and|, tada,} {there is|here is} {the|our} {new |}<product>!
`);
