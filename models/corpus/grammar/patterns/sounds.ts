/** Something in the show makes a sound of its own: an action that one should hear, or the world around it. */
import { lines } from '../types.ts';

export const SOUND = lines(`
{Say cheese|Smile please|Everybody smile}, {I take a photo|photo time|click}!
{Photo time|Time for a picture|Let's take a selfie}, {three two one, click|everybody smile|say cheese}!
{Click click|Snap|Click}, {a picture|what a photo|a photo} for {the album|our fans|the wall}!
{Take a screenshot|Screenshot} {now|quickly}, {snap|click|everybody}!
{Listen|Hear that}, {the sound of fresh cardboard|that is the tape coming off|rrrip, the box is open}!
{Rip it open|Rrrip|Rip}, {the tape is off|I love that sound|unboxing time}!
{Unboxing time|It's unboxing time}, {knife out|cut the tape|here we open the box}!
{Crack|Rip|Snap}, {and the box is open|goes the tape|and off comes the lid}!
{Listen|Listen to that zip|Hear the zip}, {zzzip|ziiip|how smooth it runs}!
{Zip|Zzzip|Ziiip}, {open|closed|up and down}, {listen to it|like butter|did you hear that}!
{Zip it up|Zip it}, {zip|zzzip|hear that}!
{Listen|Hear}, {how it pours|glug glug glug|that gurgling sound}!
{Glug glug|Glug, glug, glug|Splash}, {all the way into the glass|into the cup it goes|and the glass is full}!
{Psst|Pshhh|Fizz}, {that is fresh|hear the bubbles|listen to it fizz}!
{Mmm|Crunch|Crack}, {what a crunch|listen to that bite|so crispy|hear how it cracks}!
{Let me take a bite|One big bite|I have to bite in}, {crunch|mmm|listen to this crunch}!
{Crunchy|Crispy}, {listen|did you hear that crunch|crunch crunch}!
{Listen|Hear that|Oh hear that} {to the sizzle|sizzle|sizzling pan}, {yummy|mmm|I am getting hungry}!
{Tssss|Sizzle sizzle|Psshh}, {into the hot pan|that is how a steak should sound|music to my ears}!
{Snip snip|Snip|Snip, snap}, {and it is cut|off it goes|one cut and done}!
{Psst psst|Spray spray|Pft pft}, {just two sprays|a bit of perfume|fresh in the whole room}!
{Tap tap tap|Clack clack|Click clack}, {listen to my heels|hear these heels|I walk like a star}!
{Knock knock|Knock, knock, knock}, {who is there|the parcel is here|special delivery}!
{Bam|Pow|Punch}, {what a power|right in the face|strong as a boxer}!
`);

export const AMBIENCE = lines(`
{Listen|Shh, listen|Be quiet for a second}, {can you hear the birds|that is the rain on the window|do you hear the sea}?
{Can you hear|Do you hear} the {waves|rain|birds|wind|fire}? {So relaxing|How lovely|I could listen for hours}.
{The phone|My phone|The telephone} {is ringing|rings}, {ring ring|hello, who is there|who could that be}!
{Ding dong|Ding-dong|The doorbell}, {someone is at the door|there is a visitor|the bell rings}!
{Tick tock|Tick, tock|Tick tock, tick tock}, {the clock is ticking|time goes by|hear the clock}!
{My heart|My heart, listen,} {is beating|goes boom boom|beats like crazy}, {boom boom|I am in love|I am so nervous}!
{Close your eyes|Imagine}, {the waves|the rain|a campfire}, {the birds sing|the wind in the trees|just listen}!
{Beep|Buzz|Wrong}, {that is wrong|wrong answer|not allowed}!
{Blub blub|Bubble bubble|Blub}, {like under water|hear the bubbles|listen to it bubble}!
{Drip|Drip drop|Plop}, {one drop|just one little drop|a single drop}, {hear it|listen|so quiet}!
`);
