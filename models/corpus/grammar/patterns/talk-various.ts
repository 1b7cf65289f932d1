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
{Thank you|Thanks} for {calling|your letter|your message}, {the office|our line} is {closed|busy} {until <clock>|on <day>|this week}.
{The|Your} {appointment|visit|call} {with|to} {doctor <name>|the office} {was|is} {moved|changed} to {<day>|<clock>|<month>}.
{Leave|Write} {a message|your number} {after the tone|at the desk} and {we call back|somebody will answer} {on <day>|tomorrow|within a day}.
{The|Our} {club|choir|group} {looks for|needs|has} {new members|a treasurer|two drivers} {for <season>|since <month>|from <clock> on}.
{The|A} {ship|canoe|raft} {leaves|left} the {harbour|shore} {at <clock>|in calm water|with <small> people on board}.
{The|This} {dictionary|table|graph} {lists|has|covers} {about |}<many> {words|entries|years}.
{On|In} {average|total} {people|families|students} {drink|use|need} {two litres|less water|more time} {per day|than in <year>|in <season>}.
{The|A} {cable|pipe|fence} {runs|goes} {along the wall|under the street|from the house to the garage}.
{The|Every} {window|door|lamp} {on this side|in the hall} {was|is} {closed|painted <colour>|made of <material>}.
{Blue|Red|Green} {and yellow|light} {make|makes|gives} {green|a warm tone|another colour} {on paper|in this test|}.
{In|At} the {lab|kitchen|workshop} {wear|keep} {shoes|gloves|long hair tied back} {at all times|for your safety|}.
{The|Our} {neighbour|teacher|driver} {knows|explained|drew} {the way|a short cut|the plan} {on paper|to us|with a pencil}.
{A|The} {hundred|thousand} {grams|metres} {is|are} {a tenth of a kilo|one kilometre|written like this}.
{If|When} the {bell|alarm|phone} rings{,|} {leave the room|stand up|close your books} {quietly|slowly|and wait outside}.
{The|A} {train|boat|tour} {was|is} {cancelled|full|delayed} {on <day>|because of fog|for <small> minutes}.
{Sugar|Salt|Soap} {dissolves|does not burn|melts} {in water|in hot tea|slowly}.
{The|My} {grandparents|parents|neighbours} {kept|had|raised} {chickens|bees|two horses|sheep} {in <country>|until <year>|behind the house}.
{The|Our} {forest|field|pond} {behind|near} the {school|house} {is|was} {full of frogs|dry in <season>|cleared in <year>}.
{Read|Look at} {the text|both maps|the table} {and|then} {answer the questions|mark the rivers|write three lines}.
{The|These} {results|numbers|answers} {are|were} {on the last page|checked by <name>|close to each other}.
{Please|You may} {take|have} a {seat|number|form} and {wait|fill it in} {in room <tens>|until you are called|over there}.
{The|This} {street|bus line|school} is named after {a doctor|a poet|a river}{ from <city>| who lived here|}.
{The|A} {second|new} {shift|group|course} {starts|begins} at <clock>{ and ends at six| in the other building|}.
{The|Our} {cook|canteen} {offers|makes} {<food>|soup and bread|fish} {on <day>|every day|for lunch}.
{He|She} {speaks|wrote|read} {slowly|clearly|quietly} and {the class|everybody} {took notes|listened|could follow}.
{The|A} {storm|flood|fire} {in <year>|last <season>} {damaged|changed} {the coast|many roofs|the old mill}.
{We|They} {planted|counted|painted} <small> {trees|cars|walls} {along the road|on <day>|with the school}.
{The|This} {medicine|plant|metal} {comes|is known} from {<country>|the mountains|old books} {and tastes bitter|and is quite rare|}.
{The|My} {notebook|map|dictionary} {is|was} {in the drawer|on the shelf|printed in <year>}.
{Every|Each} {spring|autumn|year} {the|our} {river|club|village} {rises|meets|holds a fair} {in <month>|for a week|near the <building>}.
`);
