/** Talks without any key moment: meetings, lectures, offices, schools, the news. */
import { lines } from '../types.ts';

export const MEETING = lines(`
{The|Our} {meeting|session|workshop|briefing} {begins|is|has been moved to} {at <clock>|on <day> at <clock>|in room <tens>}.
{The|Our} {<team> team|committee|board} {meets|will meet|met} {every <day>|on <day>|once a month}{ in the large room| online|}.
{The|Today's} agenda has <small> {points|items}{, and the first one is the budget| and ends with questions|}.
{First|To begin|As the first point}{,|} {we|<name> will} {discuss|look at|report on} {the|last month's} {budget|figures|minutes|results}.
{Please|Could you} {send|give|mail} {me|<name>} {the|your} {report|figures|comments|slides} {by <day>|before <clock>|this week}.
<name> {takes|will take|is taking} {the minutes|notes} {today|for this meeting|again}.
{The|Our} {deadline|due date} for the {report|application|survey} is {<day>|the end of <month>|next week}.
{We|They} {agreed|decided|voted} {to|that we} {wait until <month>|hire a second <job>|postpone the trip|keep the old system}.
{The|Our} {project|plan} {is|runs} {on schedule|two weeks behind|within the budget|in its second phase}.
{The|Two} {questions|points} {are|were} still open {from|since} {last time|the meeting in <month>|the workshop}.
{The|Our} {<team> department|office in <city>} {reports|has|expects} {a small increase|fewer costs|no change} {this quarter|in <month>|for next year}.
{There|In the hall there} {is|will be} {coffee|water|a light lunch} {during the break|at <clock>|for all participants}.
{If|When} {you have|there are} questions{,|} {please raise your hand|write to <name>|ask at the end|use the form}.
{All|The} {documents|files|slides} {are|were} {in the shared folder|sent by email|printed|on the server}.
{We|I} {need|still need} {a volunteer|two people|someone} {for|to prepare} the {summer party|next workshop|inventory}.
{The|Our} chairman {thanked|greeted|informed} {the members|the guests|the staff} {and closed the session|for their work|about the plan}.
{The|This} {room|hall} is {booked|free|reserved} {until <clock>|on <day>|for the <team> team}.
{Let|Please let} me know {if you cannot come|by <day>|how many will join}.
{The|A} {contract|agreement} with {the supplier|the city|the landlord} {runs until|ends in|was signed in} <month>.
{Last|In the last} {year|quarter} we {hired|trained} <small> {people|apprentices}{ in <city>| for the <team> team|}.
{The|My} {summary|protocol} {will be|is} {sent out|ready} {on <day>|within two days|after lunch}.
{Everyone|Every member} {gets|has} {five minutes|one vote|a copy} {to speak|in this matter|of the plan}.
{The|Our} {goal|aim} {for|of} {this year|the project} is {to reduce paper|a safer building|better training for new staff}.
{Remember|Please remember} to {sign the list|bring your badge|fill in the form|charge your laptop}.
{We|They} {compared|checked|reviewed} {three offers|the numbers|both plans} {and found no mistake|in detail|last week}.
{I|We} {suggest|propose} {a short call|another date|a smaller group} {on <day>|for the details|next month}.
`);

export const LECTURE = lines(`
{Today's|This week's} {lecture|lesson|topic} {is about|deals with|covers} {the human heart|the roman roads|light and colour|supply and demand|the nature of memory}.
{In|During} {this|the last} {chapter|lecture|unit}{,|} we {looked at|saw|defined|compared} {two methods|the main terms|how cells divide|several examples}.
{The|A} {theory|model|experiment} {was|is} {described|proposed|developed} {by|in} {a doctor from <country>|<year>|a small group in <city>}.
{Water|Iron|Air|Salt} {consists of|contains|reacts with} {oxygen|two elements|acids|many particles}.
{The|This} {curve|diagram|table} shows {how temperature changes|the relation of price and demand|the age of the patients|the growth of cities}.
{We|You} {can|will} {calculate|measure|estimate} the {speed|average|distance|area} {with this formula|in two steps|from the table}.
{The|A} {brain|heart|muscle|nerve} {needs|uses|sends} {energy|oxygen|signals} {all the time|even during sleep|through the body}.
{Light|Sound} travels {faster|more slowly} in {water|air|glass} than in {air|space|metal}.
{According to|In} {this|the} {study|survey}{,|} {most|about half of the} {people|students|families} {sleep|read|walk|travel} {less than before|about an hour a day|more in <season>}.
{The|Our} {exam|test} {covers|is about|includes} chapters <small> to {twelve|fifteen|twenty}.
{A|One} {good|simple|typical} example {is|would be} {a ball on a slope|a family with two incomes|a river delta|a falling stone}.
{The|This} {word|term} {comes from|is derived from|means} {latin|greek|to carry|an old word for stone}.
{Plants|Trees|Leaves} {turn|use} {sunlight|carbon dioxide|water} {into|to make} {sugar|energy|oxygen}.
{The|A} {planet|moon|comet} {moves|travels} {around the sun|in an ellipse} {once in <small> years|every <small> days|slowly}.
{Philosophers|Economists|Biologists|Historians} {distinguish|know|describe} {two kinds of|several forms of} {knowledge|markets|cells|sources}.
{Please|You should} read {chapter <small>|the article|pages ten to <tens>} {before the next class|until <day>|at home}.
{On|In} the {next slide|handout|left side} you {see|find} {the sources|a summary|the results of the survey}.
{Most|Many} {errors|mistakes} {come from|are caused by} {poor data|a wrong scale|rounding|small samples}.
{The|A} {triangle|circle|cube} has {three sides|no corners|six faces|an area that we can compute}.
{The|This} {library|department|course} {offers|has} {free places|a reading list|two seminars} in {<subject>|<subject> and <subject2>}.
{Professor|Doctor} <name> {teaches|explains|studies} {<subject>|<animals>|the history of <country>} {on <day>|in <city>|since <year>}.
{Scientists|Researchers} {in <country>|from <city>} {measure|measured|observe} {the ice|the movement of stars|ocean currents|brain waves} {with sensors|every year|at night}.
{The|A} {second|third} {argument|step|condition} {is|follows} {more complex|from the first|easy to prove|often forgotten}.
{Let us|We} {assume|suppose} that {the surface is flat|prices are fixed|both values are equal|there is no friction}.
{In|By} <year>{,|} {the first|a} {computer|telephone|steam engine|microscope} was {built|used|shown} in {<country>|<city>}.
`);

export const OFFICE = lines(`
{The|Our} {lift|elevator|printer|heating|front door} {is|was} {out of order|being repaired|checked|replaced} {until <day>|this week|from <clock> to <clock>}.
{Please|Employees should} {close the windows|switch off the lights|lock the cabinets|sign out} {before leaving|in the evening|at the weekend}.
{The|Our} {canteen|cafeteria|reception} {opens|closes|is open} {at <clock>|from <clock>|later on <day>}.
{Visitors|Guests} {must|should|please} {sign in|register|wait} at the {reception|front desk|gate}.
{The|A} fire {drill|alarm test} {takes place|is planned} {on <day>|at <clock>|in <month>}.
{Holiday|Leave} requests {must be|are} {handed in|sent} {by <month>|to <name>|two weeks in advance}.
{The|Your} {password|badge|contract} {expires|must be renewed|is valid} {in <month>|every year|for ninety days}.
{The|Our} parking {lot|garage} {behind|next to} the building {is|will be} {cleaned|closed} on <day>.
{New|The new} {chairs|screens|desks} {will be|were} {delivered|installed} on {the <ordinal> floor|<day>}.
{The|A} {package|letter} for {<name>|the <team> team} {is|lies} at the {reception|front desk}.
{Use|Please use} the {stairs|side entrance|other printer} {while|as long as} the {work|repair} {goes on|lasts}.
{The|Our} {server|network|telephone system} {will be|is} {updated|switched off} {on <day> night|from <clock>|for an hour}.
{Working|Opening} hours {are|were} from <clock> to {five|six|four}{ on <day>|}.
<name> {is|will be} {your contact|responsible|the new manager} for {the <team> team|invoices|safety|travel}.
{Invoices|Receipts|Forms} {go to|are kept in|belong in} {the blue folder|room <tens>|the <team> office}.
{The|A} {training|course} {for|in} {first aid|new software|fire safety} {starts|takes place} {on <day>|in <month>}.
{Paper|Glass|Plastic} {goes|belongs} {into|in} the {blue|green|yellow} bin {in the kitchen|by the door|}.
{Salaries|Wages} {are|will be} paid {on the <ordinal>|at the end of the month|as usual}.
{The|Our} {storage room|archive} is {in the basement|two floors down|next to the kitchen}{ and needs a key|}.
{The|This} form {needs|requires} {two signatures|your number|a stamp}{ and a date|}.
{The|A} {cleaning team|technician|window cleaner} {comes|arrives} {on <day>|at <clock>|every two weeks}.
`);

export const SCHOOL = lines(`
{The|Our} {class|<subject> class|lesson} {starts|begins|ends} at <clock>{ in room <tens>|}.
{Bring|Please bring|Do not forget} {your|a} {ruler|gym shoes|exercise book|calculator|lunch}{ on <day>| for <subject>|}.
{The|Your} {homework|essay|project} {is|must be} {on page <tens>|handed in on <day>|about two pages long}.
{The|Our} {school|class} trip {goes|went} to {the <building>|<city>|a farm|the mountains} {in <month>|on <day>|by <transport>}.
{The|Some} {pupils|students|children} {read|wrote|learned|practise} {a poem|a short text|the names of rivers|their lines}{ for <day>|}.
{The|Our} {<subject> teacher|headmaster} {explained|explains|repeats} {the rule|the task|how to cite|the map}{ once more| slowly|}.
{Parents|Families} are {invited|asked} to {come|a talk} {on <day>|at <clock>|in the hall}.
{The|Your} {grades|marks|reports} {are|will be} {given out|ready} in <month>.
{Open|Take out|Put away} {your|the} {books|pencils|notes|workbooks} {on page <tens>|now|quietly}.
{The|Our} {exam|test} in <subject> {takes|lasts} {ninety minutes|two hours|one lesson}.
{Work|Please work|You will work} in {pairs|groups of four|silence} {for|about} {ten|twenty} minutes.
{The|School} {holidays|break} {start|starts|last} {in <month>|two weeks|on <day>}.
{Check|Read} {your|the} {answers|text} {again|twice|aloud} and {correct the mistakes|underline the verbs|count the words}.
{The|A} {choir|chess club|swimming team} {meets|trains|sings} {on <day>|at <clock>|after school}.
{In|During} the break {the children|we} {play|eat|go} {outside|in the yard|in the hall}.
{The|Our} {school|library} {has|got} {<small> classrooms|new computers|a small garden|two gyms}.
{Each|Every} group {presents|writes|draws} {its results|a short report|a poster} {on <day>|at the end}.
{A|The} fraction has {a number on top|two parts}{ and a line in between|}.
{Write|Copy} {the|these} {words|sentences|numbers} {in your notebook|on the board|three times}.
{The|A} sentence {needs|has} {a verb|a subject and a verb|a full stop at the end}.
`);

export const NEWS = lines(`
{The|A} {government|minister|council} {in <city>|of <country>|} {announced|plans|rejected|discussed} {a new tax|the reform|road works|the budget}{ on <day>|}.
{The|A} {strike|storm|election|summit} in <country> {ended|begins|is planned} {on <day>|this week|after <small> days}.
{Traffic|Trains} {on|along} the {<compass>ern line|main road|coast} {is|are} {delayed|slow|normal again}{ because of works|}.
{The|Police in} {city of <city>|region} {reported|report} {fewer accidents|a quiet night|<small> cases}{ this year|}.
{The|A} {bridge|factory|airport} {near|in} <city> {will be|was} {closed|opened|rebuilt} {until <month>|in <year>|for repairs}.
{Unemployment|Inflation|Exports} {in <country>|} {fell|rose|stood} {slightly|by one percent|at four percent} {in <month>|last year}.
{The|A} {mayor|president|spokesman} {visited|met|thanked} {the firefighters|students|a delegation from <country>}{ on <day>|}.
{Farmers|Teachers|Doctors} {in <country>|from <city>} {demand|expect|ask for} {more staff|clear rules|higher wages}.
{The|Local} {museum|theatre|zoo} {reopens|opens|closes} {on <day>|after <small> months|for the <season>}.
{A|The} {court|judge} {in <city>|} {ruled|decided} {on the case|in favour of the tenants|that the plan is legal}.
{The|Bank} {shares|interest rates} {closed|remained|were} {unchanged|a little lower|higher}{ on <day>|}.
{Experts|Economists} {expect|warn of|see} {slow growth|a dry <season>|few changes} {in <country>|next year|this year}.
{The|A} {report|study} {published|released} on <day> {describes|lists|shows} {the state of the roads|the risks|how people travel}.
{Residents|Neighbours} {complain about|support|welcome} the {plan|noise|new bus line} {in <city>|near the <building>}.
{The|A} {ship|plane|train} from {<city>|<country>} {arrived|landed|left} {at <clock>|with a delay|as planned}.
`);
