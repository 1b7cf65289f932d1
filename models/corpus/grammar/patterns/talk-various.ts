/** Further fields of talk without any key moment: computers, museums, money, music, safety, crafts, the stars. */
import { lines } from '../types.ts';

export const VARIOUS = lines(`
{Open|Close|Save} the {file|document|folder} {and|before you} {restart the computer|rename it|send it to <name>}.
{The|Your} {computer|tablet|printer} {needs|is asking for} {an update|a restart|new paper}{ every <month>| from time to time|}.
{Type|Enter|Write} your {name|password|number} {in the first field|on the left|twice} and {press enter|wait|continue}.
{The|All} {photos|files|messages} {are|were} {stored|kept|copied} {on the server|in the cloud|on a small disk}{ for <small> years|}.
{If|When} the {screen|line} {is|stays} {black|blue|empty}{,|} {check the cable|wait a minute|call <name>}.
{The|This} {painting|vase|statue} {was|is} {made|found|bought} in {<city>|<year>|the <century> century} {by an unknown artist|from a private collection|and shows a garden}.
{The|In this} {gallery|room|case} {has|you see|shows} {coins|masks|tools} from {<country>|the <century> century|several islands}.
{Please|Visitors may not} {do not |}touch the {glass|paintings|instruments}{ in the first room|}.
{The|A} {violin|piano|choir} {plays|starts|joins} {softly|in the second part|after the pause}.
{Count|Play|Sing} {to four|the scale|the first line} {slowly|with both hands|again} and {keep the rhythm|listen to the bass|breathe}.
{The|A} {composer|singer|pianist} from <country> {wrote|played|learned} {this song|the piece|it} {in <year>|as a child|for <her> teacher}.
{The|Your} {bank|insurance|tax office} {sends|needs|keeps} {a letter|the form|a copy} {every year|in <month>|for <small> years}.
{Interest|The fee|The tax} is {calculated|paid|due} {monthly|at the end of the year|in <month>}.
{You|Families} can {save|put aside} {a little|some money} {each month|for the holidays|in a separate account}.
{In|During} {a|the} {fire|drill|flight}{,|} {stay calm|use the stairs|fasten your belt} and {follow the signs|help the children|leave your bags}.
{The|Our} {exit|life jacket|first aid box} is {under the seat|on the <side>|behind the door}.
{Saw|Cut|Sand} the {wood|board|edge} {along the line|with care|twice} {and|before you} {glue it|paint it|drill the holes}.
{Knit|Sew|Fold} {two rows|the edge|the sleeves} {with|in} {<colour> thread|the same stitch|small steps}.
{The|A} {clay|dough|paint} {must|should} {dry|rest} {for a day|overnight|in the shade}{ before the next step|}.
{The|Tonight the} {planet|star|comet} {can be|is} {seen|visible} {in the <compass>|after sunset|with a small telescope}.
{The|Our} {earth|moon|sun} {turns|moves|is} {around its axis|about <small> billion years old|very far away}.
{The|A} {farmer|baker|fisherman} {starts|begins} work at {four|five} and {ends|sleeps|has a break} {at noon|in the afternoon|after lunch}.
{Sheep|Cows|Goats} {give|need|eat} {milk|fresh grass|hay} {twice a day|in <season>|in the mountains}.
{The|In <month> the} {wheat|corn|grapes} {is|are} {harvested|sown|sold} {by hand|with machines|in <country>}.
{The|This} {law|rule|contract} {says|states} that {both sides sign|tenants pay for water|dogs need a leash}.
{The|A} {judge|lawyer|notary} {reads|explains|signs} the {paper|text|contract} {aloud|in front of both|on <day>}.
{The|Our} {river|canal|harbour} {freezes|is cleaned|is measured} {in cold winters|every <small> years|by students}.
{In|On} {chess|cards|draughts} {each player|you} {moves|has|takes} {once per turn|<small> pieces|one card}.
{The|A} {word|verb|letter} {at the end|in the middle} {is|was} {not spoken|stressed|longer in <country>}.
{Repeat|Read|Say} {after me|the sentence|the numbers}, {slowly|one by one|first alone and then together}.
{The|A} {bridge|tower|tunnel} {carries|needs|holds} {two lanes|<many> tons|strong foundations}{ and was built in <year>|}.
{Iron|Wood|Concrete} {expands|dries|gets hard} {in the sun|slowly|after some hours}.
{The|A} {dentist|nurse|vet} {works|comes|explains} {on <day>|from <clock> to <clock>|what to do at home}.
{Wear|Take} {gloves|a helmet|safety glasses} {when you|before you} {use the saw|enter the hall|clean the tank}.
{The|Each} {chapter|scene|verse} {begins|ends} {with a question|at sea|in <city>}{ and is easy to read|}.
{The|A} {photograph|letter|diary} from <year> {shows|describes|mentions} {the old street|a wedding|a cold winter}.
{We|They} {measure|compare|record} the {height|weight|temperature} {every hour|of each plant|with the same scale}.
{Volunteers|Neighbours|Students} {collect|bring|sort} {clothes|books|food} {for the shelter|on <day>|at the <building>}.
{The|Our} {town|village} {has|had} {one|its own} {<building>|fire station|orchestra} {since <year>|near the river|}.
{The|A} {sample|test|letter} {was|is} {sent|taken} to {a laboratory|<city>|the office} {on <day>|for checking|}.
`);
