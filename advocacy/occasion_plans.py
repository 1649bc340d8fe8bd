"""Occasions by what is to come: a choice to make, and something in mind. Phrases by kind.

What is here and how it is read is said in ``advocacy.occasion_words``.
"""

EVALUATION = (
    ("(torn|stuck|choosing|choose|deciding|decide|wavering|hesitating|dithering|choice|toss-up|undecided|pick|"
     "picking|decision|between a rock|compared|split|weighing) between"),
    ("(difference|differences|differ|distinguish|distinguishes|sets) … (between|from|apart) … (plan|plans|"
     "tier|tiers|edition|editions|{plans}|vendors|products|others|the rest|competition|competitors)"),
    ("(worth) (it|the|paying|the money|buying|upgrading|renewing|switching|the price|having|a|considering|the "
     "extra|for|getting|every|my)"),
    "({plans}) (or|vs|versus|over) (the )?({plans})",
    ("(why|how come) … (should|would|did) (we|i|you|one|anyone) … (take|choose|pick|pay|prefer|buy|settle) … "
     "(over|instead|and not|rather|for)"),
    "how (does|do|would) … (compare|stack up|fare|measure up)", "where does (yours|your) … (stand|shine|fit)",
    "(buy|build) or (build|buy)", "make or buy",
    ("(self|managed|hosted|cloud|on-prem|saas) (or|vs|versus|and|over) (the )?(self|managed|hosted|cloud|"
     "on-prem|saas|running|hosting|do it)"),
    "self (hosting|hosted|host) (or|vs|versus|and|worth|it|instead)", "hosted (thing|version|one|plan|option|or)",
    ("(stay|staying|stick|sticking|remain) (with|on|at) (our |my |the |plain |just )?(excel|spreadsheets?|"
     "paper|current|old|free|plain|google)"),
    ("(free|community|basic|smallest|cheapest|starter) (plan|tier|version|edition) … (enough|do|sufficient|"
     "suffice|cover|ok|for us|for me|for a)"),
    "before (we|i) (buy|commit|decide|sign|pay|order|invest|subscribe|choose|settle|spend)", "on the fence",
    "not convinced yet", "can't decide", "cannot decide", "make up (my|our) mind", "undecided",
    "not sure (if|whether) (it's|it is|we need|i need) (worth|the|pro|enterprise|business)", "would you recommend",
    "(made|makes|convinced) you (choose|pick|go|decide|not|stay|take|switch)",
    "you (choose|pick|chose|picked|went with|settled on) … (over|instead|rather)",
    "(why|what) did you (pick|choose|go with|end up)", "what would (you|make) … (do|take|pick|choose|not|recommend)",
    "what('s| is) your (take|verdict|pick|preference)",
    ("(any|your) (pointers|thoughts|opinions|advice|preference|preferences|views) (on|about) (which|whether|"
     "if|the two|choosing)"),
    "in my (shoes|place|position)", "(tried|used|know|compared|tested) both",
    "which one (is|would|copes|to|should|do|wins|fits|suits)",
    "(schwanken|schwanke|entscheiden|entscheidung|wählen|überlegen|unentschlossen|hin und her) (zwischen|ob|wir|noch)",
    "(stehen|stehe|stecken) … (vor der (wahl|entscheidung)|zwischen)", "können uns nicht entscheiden",
    "vor der (entscheidung|wahl|anschaffung)",
    ("(welche|welches|welcher|welchen|der|die|das) {tarif} … (brauche|brauchen|reicht|enthält|lohnt|passt|"
     "genügt|für|nehmen|hat|oder|richtig)"),
    ("(reicht|genügt) (der|die|das|uns|mir) … (free|kostenlose|kostenlos|gratis|basis|kleine|tarif|version|"
     "community|plan)"),
    "im vergleich",
    ("(vor- und nachteile|vorteile|nachteile|pro und contra|haken|mehrwert|unterschied(e)?) (von|gegenüber|"
     "zwischen|zu|hat|bei|an|der|für)"),
    "(selbst|selber) (hosten|bauen|betreiben|machen|gehostet) (oder|lohnt|statt|vs)",
    "(cloud|hosting|kaufen|mieten) oder (selbst|selber|eigen|lokal|bauen|cloud)",
    "oder (doch|lieber|besser|gleich|eher) (ein|eine|einen|bei|das|die|den|cloud|selbst|der|excel|zu|gleich)",
    ("(überzeugt|evaluieren|evaluierung|machbarkeitsstudie|testphase|probemonat|anbietervergleich|"
     "ausschreibung|lernkurve|anbieterbindung|angebote eingeholt|proof of concept|angebot (über|von|für)|"
     "budget|verlängern|anschaffung|anschaffen)"),
    ("(bevor|ehe) (wir|ich) … (kaufen|entscheiden|bestellen|unterschreiben|bezahlen|zahlen|umsteigen|"
     "investieren|kaufe|entscheide)"),
    "(bleiben|bleibe|bleiben wir) (bei|lieber)", "(alternative|alternativen) (zu|für)",
    ("(suchen|suche|brauchen|brauche) … (tool|werkzeug|software|system|lösung|wiki|anbieter|programm) … (für|"
     "mit|zum|das|die)"),
    "(taugt|taugen) … (mehr|besser|was|etwas)",
    "(warum|weshalb|wieso) … (statt|sollten wir|sollte ich|habt ihr euch|nehmen|nicht einfach)",
    "(für (wen|was)) … (gedacht|entschieden|gemacht)", "ausschlag gegeben", "empfehlung(en)?",
    "nebeneinander getestet", "zwischen … und … (entscheiden|schwanken|wählen)",
    "(estamos|estoy|seguimos|andamos|sigo) (entre|dudando|comparando|evaluando|valorando|mirando|indecis)",
    "(dudo|dudamos|dudando|elegir|decidir|decidirme|decidirnos|escoger|decidimos) (entre|si|un|una|cuál|antes|con|por)",
    "(recomiendan|recomendáis|aconsejáis)",
    "(cuál|qué) (elegiríais|elegirían|escogeríais|es mejor|usaríais|plan|edición|licencia|versión|tarifa)",
    "(vale|merece|valdría|merecería) la pena", "(compensa|conviene|sale a cuenta|renta)",
    "mejor (que|opción|quedarse|seguir)", "(ver|veo|entiendo|entender) … diferencia",
    "(el|la) (plan|versión|edición) (que|de|o|gratis)",
    "(comprar|montar|alojar|pagar|hacer|programar) (o|algo propio|uno propio|nosotros|por nuestra cuenta|la)",
    "antes de (comprar|decidir|pagar|contratar|firmar|elegir|decidirnos|renovar)",
    ("(prueba de concepto|periodo de prueba|período de prueba|curva de aprendizaje|no me convence|no nos "
     "convence|presupuesto de|alternativas? a|renovar|presupuestos)"),
    "(por qué|para qué) … (pagar|elegir|elegisteis|eligieron|usar|cambiar|quedarse)", "os decidisteis",
    "qué tiene … (bueno|malo|mejor)",
    ("(buscamos|busco|necesitamos|necesito) (un|una) (herramienta|programa|sistema|software|wiki|plataforma|"
     "solución|proveedor)"),
    "de la (nube|empresa) o", "(nube|alojado|alojada|propio) o",
    ("(which|what) … (would you|should i|should we) … (go with|go for|pick|choose|recommend|prefer|buy|trust|"
     "put your money|lean)"),
    "which (one )?do you (recommend|prefer)",
    "(should|shall) (i|we) … (go with|go for|pick|choose|renew|pay|stay|buy|stick with|switch to|self-host)",
    "if i should renew", "whether (to|we should|i should) (renew|upgrade|buy|pay|switch|go)",
    "which (of )?(the |these )?(two|three|them) (would|is better|copes|should|fits|suits|do you|wins)",
    "which one (would|to pick|to choose|should|copes|do you|is better|fits|wins)",
    "(vs|versus) … (for|which|anyone|thoughts|self|cloud|self-hosted)", "thoughts on … (vs|versus)",
    ("(trying|need|needs|have|has|want|wants|hoping|struggling) to (decide|choose|pick) (between|if|whether|a "
     "tool|one|a (wiki|tool|system|vendor|crm|product))"),
    "(need|have) to choose a",
    ("(which|what|who) … (plan|tier|edition|subscription|license|licence) … (for|should|need|would|includes|"
     "fits|covers|right|suits)"),
    "(what|which) ({plans}) (plan )?(is|includes|covers) … for",
    ("(what|anything) … (do|would|will|could|can|does) (i|we|you|one|it) (really |actually )?(get|gain|lose|"
     "miss|buy|give) … ({plans}|over|than|compared|beyond)"),
    "convince (my|our|the) (boss|board|management|director|team|editor|boss's)",
    "(boss|management|board|director|ceo) wants", "business case", "proof of concept", "procurement",
    "purchasing department", "shortlist", "vendor research", "one page justification", "justification (why|for)",
    "(in|left in|have a) (my |our |the )?trial", "trial (ends|running|period|runs out)", "a trial running",
    "pros and cons", "drawbacks", "downsides?", "deal( )?breakers?", "(advantages|disadvantages) (over|compared)",
    "alternatives to (our|a|the|excel|jira|trello|confluence|paying)",
    "recommend (it|this) (over|instead of|rather than)", "would you recommend (it|this|the)",
    ("(evaluating|comparing|assessing|shortlisting|weighing|vetting) … (tools|vendors|options|products|"
     "several|two|three|alternatives)"),
    "we evaluate (options|tools|products)", "(rolling|building) (our|my|your|one's) own", "(build|roll) (our|my) own",
    "(build|built|host|hosting|building|run|running) (it |one |this )?ourselves", "build or buy", "buy or build",
    "(better|cheaper|smarter|safer|nicer) (pick|choice|deal|bet) (or|than)",
    "better than (rolling|building|plain|excel|a spreadsheet|what we)",
    "(good|better|right) (fit|pick|choice) (for (a|an|our|my|us|me)|if)",
    ("(looking at|shortlisting|shopping for|shopping around|in the market for|on the lookout for|been looking "
     "at) … (tools|several|vendors|options|and this|products|providers)"),
    "does (yours|it) stand", "(too expensive|pricey|overpriced) (for (us|me|what|our|a)|than)", "nearly fell off",
    "price tag",
    "(gain|gains|bring|brings|buy|buys) … (anything|that much|a lot|much more|more) … (over|compared|than|beyond)",
    "(get|bring) … (over the|compared with) … ({plans})",
    "(anything|much) (over|compared with|compared to) (the )?({plans}|a|an|plain)",
    "(compared|comparison) (to|with|against) (a|an|our|excel|sharepoint|notion|confluence|google|other)",
    "how (does|do|would) … (compare|stack up|measure up)",
    "(real|main|practical|key|actual|biggest) differences? (between|to|over|compared|are)",
    "what are the (real|main|actual) differences",
    "(quote|offer|price) (for|from) (the |a |our )?({plans}|two|three|several|sales|suppliers)",
    "(quotes|offers) from",
    ("(any|is there any|a good|one good|no) (reason|point|case|sense|advantage) … (to|for|in) (go|choose|pick|"
     "pay|buy|prefer|stay|upgrade|adopt|getting|paying|have|take) … (over|if|when|instead|for|thing|rather)"),
    "({plans}) (plan|tier|edition) … (worth|enough|really|for|bring|who|make sense)",
    "who the … (plan|tier|edition) is for", "({plans}) or ({plans})",
    "is the (free|cheapest|smallest|basic) (plan|tier|version) enough",
    "(need|want|looking for) a (tool|wiki|crm|system|solution) (before|by|for (our|a|an))",
    "looking for a (tool|solution|wiki|crm)", "total cost", "lock-in", "go out of business", "hidden costs?",
    "(vergleichen|vergleiche|evaluieren) (gerade|zur zeit|derzeit|mehrere|drei|zwei)", "im vergleich zu",
    "gegenüber (eigenem|einem|selbst|excel)", "besser als (ein|selbst|excel|was)",
    "was spricht (eigentlich )?(für|gegen|wofür)",
    ("(was|welche|welches|welchen|wofür) … (würdet ihr|würdest du|empfehlt ihr|ratet ihr|empfiehlst|habt ihr "
     "euch entschieden|lohnt sich)"),
    ("welche[snr]? (tarif|abo|paket|edition|lizenz|plan) … (brauche|brauchen|reicht|enthält|lohnt|passt|"
     "genügt|für|nehmen)"),
    "lohnt (sich|es)", "reicht (uns|mir|der|die|das) … (free|kostenlose|gratis|basis|tarif|plan)",
    "(nehmen|kaufen|wählen) oder", "(bringt|gebracht|bringen) … (mehr|etwas|gegenüber|wirklich)",
    ("(cuál|qué) … (me|nos|os|les|te) (recomiendan|recomendáis|recomiendas|tocaría|conviene|convendría|"
     "recomendarían|aconsejan)"),
    "(me|nos) (recomiendan|recomendáis|recomendarían|conviene|tocaría|compensa)",
    "(comparando|en comparación|comparado con|frente a (un|una|montar|excel))",
    ("(plan|edición|versión|tarifa) (básico|básica|gratuito|gratuita|de pago|de equipo|premium|gratis) … (o|"
     "basta|alcanza|suficiente|merece)"),
    "el (plan )?(básico|gratuito|gratis|pro|premium) o",
    "qué (plan|edición|versión|licencia|suscripción|tarifa) (necesit|nos|me|incluye|conviene|elegir|tiene|necesitamos)",
    "diferencia entre (team|business|pro|premium|plus|el plan|los planes|las ediciones)",
    "(ventajas|desventajas|inconvenientes) (y|tiene|frente|de)", "es mejor (que|pagar|quedarse|montar|el)",
    "(qué tiene) … de (bueno|malo)", r"(vs|versus|vs\.) … (for|which|anyone|self|cloud)",
    "(better|cheaper|nicer|safer|smarter) (pick|choice|option|deal|bet) … (or|than|rolling|for us|for me)",
    "(real|main|practical|key|actual|biggest|big|important) differences?",
    "(what|which|anything) … (do|would|will) (i|we) (really |actually )?(get|gain|lose|miss) … ({plans}|compared)",
    "(which|what|who|whom) … {plan} … (for|do|should|need|would|is|includes|fits|covers|has|contains|right|suits|we|i)",
    "({plans}) {plan} … (worth|enough|really|over|for|bring|who|is|make sense|or)",
    "(quote|offer|price|bill|invoice) (for|from) (the |a |our )?({plans}|two|three|several|sales)",
    ("(any|is there any|see any|a good|good|what's the|one|there) (reason|reasons|point|case|argument|sense|"
     "advantage|benefit) … (to|for|in|of) (go|use|choose|pick|pay|take|not|buy|have|prefer|stay|switch|move|"
     "upgrade|adopt|getting|using|paying)"),
    ("(compare|compares|comparison|stack up|stacks up|measure up|measures up) … (to|with|against) (a|an|our|"
     "excel|yours|postgres|sharepoint|notion|confluence|prometheus|google)"),
    ("(looking for|need|want) (a|an|some) (new |good |decent |cheap |simple )?(tool|solution|system|software|"
     "wiki|crm|platform|app|product|provider) (for|that|to|which|with|before)"),
    "tco", "pricing model", "how steep is the learning curve",
    "(too expensive|expensive for|pricey|steep|overpriced|price tag|nearly fell) …",
    "(good|right|better) (fit|pick) (for|if|or)",
    ("(was|welche|welches|welcher|welchen|wozu) … (spricht|sprechen|würdet ihr|würdest du|empfehlt|ratet|"
     "nehmen|rätst|bringt|lohnt|taugt|bekomme|kriege|reicht|tarif|edition|vorteile|unterschied)"),
    "(lohnt|rechnet|rentiert) (sich|es)",
    ("(vergleichen|vergleiche|vergleich|verglichen|gegenüber|im gegensatz zu|besser als|günstiger als|statt|"
     "anstatt) (gerade|zu|mit|mehrere|zwei|drei|wir|zum|einfach|bei|eigenem|einem|einer)"),
    "(mehr|etwas|was) (gebracht|bringen|bringt)", r"(nehmen|kaufen|wählen|empfehlen|raten)\?",
    ("(cuál|qué|que|cual) … (me|nos|os|les|te) (recomiendan|recomendáis|recomiendas|tocaría|conviene|"
     "convendría|recomendarían|aconsejan|aconsejáis|quedaríais|compensa)"),
    "(es|sale|sería) (mejor|preferible|más barato) … (que|o)",
    "(diferencia|diferencias|ventajas|desventajas|inconvenientes|pegas) (entre|de|tiene|con|respecto|real|y|frente)",
    ("(plan|edición|versión|tarifa|licencia) (básico|básica|gratuito|gratuita|de pago|pro|de equipo|premium|"
     "team|business|plus|comunitaria|gratis) … (o|basta|alcanza|suficiente|llega|para|merece|da)"),
    "({plans}) (or|oder|o|vs|versus|und|y|and|over|against) (a |an |the |ein |eine |el |la )?({plans})",
    ("(biggest|smallest|highest|lowest|cheapest|bigger|larger|most expensive|next) (plan|tier|edition|package|"
     "licen[cs]e|subscription)"),
    "something in between", "pays? off", "swears? by", "swear by", "rate (it|this|yours) (next|against|compared)",
    "anything against", "(gain|lose) here", "none the wiser", "comparison (sheet|table|chart|page)",
    "(small|medium|large) (vs|versus|or) (small|medium|large|big)",
    ("(need|have|got|has|supposed|asked) to (pick|choose|select|decide on|recommend|propose) … (tool|wiki|"
     "system|vendor|crm|product|platform|software|provider|one)"),
    "(is|are) (it|this|they|the) … (justified|money well|good value|the money|the premium|the upgrade|the extra)",
    "(justify|justifies|justified) (the )?(price|cost|costs|expense|spend|money|upgrade)",
    "(double|twice|three times|half) the (price|cost)", "(for|at) (that|this|the) (price|money)",
    "cost … (per year|a year|per seat|per user) … (worth|too|much)", "on a (budget|shoestring)",
    "(little|no|zero|tight|small) budget", "(too|bit) (expensive|pricey) for", "sell me", "talk me (into|out)",
    "change my mind", "why not just (use|stay|keep|stick)", "what's the catch", "is there a catch",
    "(any|no) (red flags?|showstoppers?|deal breakers?)", "(overkill|too much) (compared|next)",
    "(who|what) is (it|this|yours) (really )?(for|aimed)", "aimed at", "(better|worse) than … (at|for|in|or)",
    "(instead of|rather than) (just )?(paying|buying|excel|a spreadsheet|google)",
    ("(over|against|next to) (excel|google|notion|trello|jira|a spreadsheet|plain|the competition|competitors|"
     "a plain|the free)"),
    ("(two|three|four|couple of|several|handful of) … (candidates|contenders|finalists|vendors|suppliers|"
     "tools left|on (my|our|the) (list|shortlist))"),
    "(candidates|finalists|contenders)",
    "(commit|committing|sign|signing up) (to (it|this|a year|two|three)|for a year)",
    "(before|until) … (decision|deadline|renewal|budget round|buying|committing)", "(renewal|renew|renewing)",
    "(year|annual) (contract|subscription) or", "monthly or (yearly|annual)",
    "(pick|choose|go with|went with|picked|chose) (this|it|you|yours|them) (over|in the end|and not|instead|because)",
    "final (two|three|decision)", "(help|advise) (me|us) (choose|decide|pick)",
    "(sceptical|skeptical|unconvinced|unsure) (whether|if|about|that)",
    "(dafür|dagegen|darauf) (entschieden|entscheiden|gesprochen|sprechen)", "(gestört|gefehlt|gehindert|abgehalten)",
    "(größte|kleinste|teuerste|günstigste|nächsthöhere)[ns]? {tarif}", "(doppelt so|zu) teuer",
    "preis(leistung|unterschied|lich)",
    "(was|welchen|welche) (bringt|mehrwert|vorteil|vorteile|unterschied) … (gegenüber|zu|statt|zwischen|uns|mir|hat)",
    "(entweder|stehen) … (oder|zur wahl|zur auswahl)", "(zwei|drei|vier) … (kandidaten|anbieter|angebote|optionen)",
    "(soll|sollen|sollten|sollte) (ich|wir) … (verlängern|nehmen|kaufen|bleiben|wechseln|upgraden|zahlen)",
    "noch (nicht sicher|unsicher|unschlüssig)", "(ist|wäre) … (sein geld|das geld|den aufpreis|den preis) wert",
    "wo (ist|liegt) der (unterschied|vorteil|haken)", r"\b(oder|vs) (excel|selbst|doch)", "frente a",
    "(me|nos|os) aporta", "(el doble|más) car[oa]s? (que|de)", "(vale|valen) (lo que cuesta|su precio|el precio)",
    "(plan|edición) (más|grande|pequeñ|car|barat)", "(por qué|cuándo) … (en vez de|en lugar de|y no)",
    "(en vez de|en lugar de) (excel|pagar|montar|seguir|otro|otra)",
    "(seguir|quedarnos|quedarme) con (excel|lo que|el|la)",
    "(team|pro|business|premium|plus|básico|gratis) (o|y) (team|pro|business|premium|plus|de pago|equipo)",
    "(tres|dos|varias|varios) … (candidatas|candidatos|finalistas|presupuestos)",
    "(no me|no nos) (decido|decidimos|aclaro)", "(dónde|cuál) está la (diferencia|ventaja|trampa)",
    "(presupuesto) (cero|ajustado|limitado)",
)  # fmt: skip
USE_CASE = (
    "(want|wants) (guests|people|students|customers|parents|volunteers|visitors|kids|staff|patients) to",
    "our (setup|case|situation|scenario) (is|:|would)", "my (situation|scenario) (is|would)", "weird one", "odd one",
    "first post", "i have an idea", "roll (it|this) out", "would something like", "bent into",
    "(here's|here is) (our|my|the) (plan|idea|situation|setup|case)",
    "(replace|substitute|do without|instead of) … (paper|logbook|spreadsheet|whiteboard|notebook|excel|pen)",
    "(richtige|falsche) (baustelle|werkzeug|wahl|ort|adresse|programm)", "eignet sich",
    "dafür (geeignet|gedacht|gemacht|zu)", "zweckentfremden", "anwendungsfall", "einsatzzweck", "ausrollen",
    "(so etwas|sowas|ähnliches|so was) (gebaut|gemacht|umgesetzt|schon)", "(gute|schlechte|verrückte|blöde) idee",
    "kann man … (für|als|auch) … (verwenden|nutzen|einsetzen|benutzen|missbrauchen)", "worauf sollten wir achten",
    "buena idea o", "una locura",
    "(ha|han) (hecho|montado|usado|construido) … (algo así|parecido|similar|para|con esto)",
    "(doable|realistic|thinkable) (for|with|at all|or)", r"realistic\?", r"overkill\?",
    ("(does|would|will|could) … (suit|scale|hold up|cut it|be enough|be overkill|be too much|cope with|stand "
     "up to|be bent) (for|or|with|that|to|at|if|our|a|an|my|into|in|such|walk-ins)"),
    "does … fit or",
    ("(would|could|can) (it|this|that) (suit|work|handle|replace|serve|be used) … (for|as|in) (a|an|our|my|"
     "monitoring|that)"),
    "(would|could|can) (it|this|that) (suit|handle|replace|serve) (a|an|our|my|the)", "(can|could) this do that",
    "could this work",
    ("(i'd|we'd|we|we're|we would) (like|want|plan|planning|hope|intend|thinking) (to|of|about) (use|using|"
     "abuse|run|running) (it|this|the|your) … (as|for)"),
    ("(like|want|plan|planning|hope|intend) to (sell|track|collect|organise|organize|rent|lend|catalogue|"
     "monitor|alert|let people|let guests|publish our|offer|run a|run a tiny|run a small|roll this out|roll "
     "it out|measure|digitise)"),
    "(or is it|is it|is that|would that be|or is that|does that sound|sounds) … {sane}",
    "{sane} (or (not|am|is|just|terrible|too)|for (our|my|us|me))", "sensible or", "good idea or (not|bad)",
    "(too much|too complicated|too heavy|too big|overkill) for (our|us|me|my)", "or is it (strictly|weather)",
    "(our use case|my use case (is|would)|an odd use case|a weird use case)", "(am|be) i abusing", "abusing (it|this)",
    "our (case|situation) (is|would)", "whether i'm abusing",
    ("(for|at|of|in|run|runs|teach|have) (a|an|our|my) … (school|club|museum|festival|wedding|choir|parish|"
     "church|farm|clinic|vineyard|bakery|charity|hospital|kindergarten|conference|theatre|orchestra|food bank|"
     "community garden|newsroom|campsite|barber shop|allotment|fishing boat|warehouse|marathon|escape room|"
     "co-op)"),
    "(looking for|need) something to (log|track|manage|run|organise|organize|count|book|collect|let|keep)",
    "(use|abuse|misuse) (it|this|the|your) … as (a|an|our|my)",
    "(precise|accurate|robust|frugal|sturdy|reliable) … enough (for|to)",
    "(is|would) … (radio|tracker|search|signal|battery) … enough",
    ("(suitable|suited|good enough|cut out|meant|made|intended) for (a|an|our|my|this|that|such|us|me|"
     "something|two|beginners)"),
    "right for (a|an|our|my|us)", "{right} (tool|choice|horse|product) (for|here|at all|or|if)",
    "or is it the wrong tool", "(in|at) the right place with", "(in|at) the right place", "right thing for",
    "(can|could) (i|we|one) … (process on it|for school)",
    "(can|could) … be used (for|as) … (or|a|an|our|the|monitoring|measuring|tracking|meters)",
    ("(is|does|would|will|can) … (precise|hold up for|work in|work for|cope with|do for) (a|an|our|that sort|"
     "that kind|such|this kind)"),
    "for (that|this) (sort|kind) of (thing|work|use|project|load|setup)",
    ("(has|have|did) (anyone|anybody|somebody|someone) … (built|done|made|organised|set up) … (with (it|this)|"
     "for (a|an))"),
    "(is|has) (anyone|anybody) (here )?(running|using|used|tried) (a|an|this|it|the|your) … (on it|with it|for|as|in)",
    "we have … (and two people|volunteers|sites|greenhouses|beehives|members|branches)",
    "(in|at) our (company|school|club|parish|town|office|clinic|choir) (every|each|we|there|has|everyone)",
    ("(taugt|eignet sich|eignen sich|passt|reicht|würde sich eignen|würde es|würde das|schafft|trägt) … (für|"
     "aushalten|stemmen|schaffen|dafür|als|aus)"),
    "(kann|könnte|lässt) … (stemmen|abbilden|aushalten|zweckentfremden|missbrauchen)",
    ("(aushalten|geeignet für|gedacht für|gemacht für|ausgelegt für|das richtige für|richtige (baustelle|"
     "werkzeug|wahl|adresse)|falsche (baustelle|werkzeug|adresse)|zweckentfremden|anwendungsfall|ausrollen|"
     "geht das damit|ginge das damit|eignet sich)"),
    "kann man … (auch |dafür )?(für|als) … (verwenden|nutzen|einsetzen|missbrauchen|benutzen)",
    ("(ich|wir) (plane|planen|betreue|betreuen|organisiere|organisieren|leite|betreibe|betreiben|unterrichte|"
     "verwalten|veranstalten) … (ein|eine|einen|mit|etwa|rund|zu|sechs|drei)"),
    ("(wir|ich) (möchten|wollen|würden|möchte|will) … (damit|dafür) … (verwalten|erfassen|planen|messen|"
     "nutzen|organisieren|alarmiert|verkaufen)"),
    "für (ehrenamtliche|senioren|einen verein|eine schule|einen chor|ein festival|eine gemeinde|leute, die)",
    "(setzt|nutzt|verwendet) (das|es) (hier )?(jemand|wer) (in|für|als|im)", "realistisch oder", "sinnvoll oder",
    "übertrieben", "gute idee oder", "in unserer (firma|schule|gemeinde|praxis)",
    ("(sirve|serviría|valdría|funcionaría|aguantaría|encaja|encajaría|soportaría|nos vale|nos sirve|me sirve|"
     "me vale|sería adecuado|es adecuado|es adecuada) … (para|con|o|en)"),
    ("(se puede|se podría|podríamos|podría|puedo) (usar|usarse|utilizar) … (para|como) (un|una|nuestro|mi|"
     "contadores|gestionar|llevar|algo)"),
    "(demasiado (complicado|grande|pequeño|complejo|para|poco))", "nuestro caso de uso", "mi caso de uso",
    "(ha|han) (hecho|montado|usado|construido) (algo así|algo parecido|algo similar)",
    "pensamos (desplegarlo|usarlo|montar)",
    ("(gestiono|gestionamos|dirijo|organizo|organizamos|coordino|coordinamos|llevamos|llevo) (un|una|dos|tres|"
     "varios|varias|el|la)"),
    ("(tengo|tenemos) (un|una|seis|dos|tres) … (huerto|tienda|clínica|club|taller|restaurante|escuela|"
     "asociación|invernaderos|granja|hotel|coro|museo|gimnasio|peluquería)"),
    ("(quiero|queremos|quisiera|me gustaría|nos gustaría|pienso|pensamos) (usarlo|usar esto|vender|alquilar|"
     "organizar|desplegarlo|avisos|controlar|llevar el control)"),
    ("(can|could|would|will|does|might) (it|this|that|one|yours|your|these|they) … {fit} … (our|my|so many|"
     "such|this kind|that sort|that many|outdoors)"),
    ("(can|could) (i|we|one) (also |even |really )?(use|run|manage|organise|organize|abuse|misuse|bend|host|"
     "stretch) … (for|as) (a|an|our|my|two|school|guests|tracking|monitoring)"),
    "(would|could|can|will|does) … {fit} (for )?(a|an|our|my|such|that (sort|kind)|this (sort|kind)|so many)",
    ("(is|are|am|would) (it|this|that|one|yours|we|i|the) … (the )?(right|wrong) (tool|choice|product|"
     "software|approach|app|fit)"),
    "{right} (tool|choice|horse|product|software) (for|here|at all|with|or|if)",
    "(for|with) (that|this) (sort|kind|type|sorts|kinds) of (thing|work|use|project|load|setup|stuff|case)",
    ("(fit|fits|suit|suits|suited|suitable|good enough|precise enough|fast enough|stable enough|robust enough|"
     "enough|big enough|simple enough|flexible enough|meant|made|intended|designed|built|cut out|ready) for "
     "(a|an|our|my|this|that|such|us|me|use|something|people|two|three|tiny|small|large|outdoor|kids|"
     "beginners|strictly)"),
    ("(has|have|did) {someone} … (built|done|organised|used) … (something like (it|this|that)|anything like "
     "(it|this|that)|it to (track|run|manage|monitor))"),
    "strange (one|idea|question)", "abusing", "not sure (whether|if) i'm abusing",
    ("(for|at|in) (a|our|my) … (school|club|museum|festival|wedding|choir|parish|church|farm|clinic|vineyard|"
     "bakery|boat|charity|hospital|kindergarten|theatre|orchestra|cooperative|co-op|food bank|community "
     "garden|newsroom|campsite|hotel|restaurant|team of|warehouse|marathon|village|allotment|gym)"),
    ("(geeignet|gedacht|gemacht|ausgelegt|tauglich|brauchbar|das richtige|die richtige|der richtige|richtig|"
     "falsch) (für|bei|dafür|aufgehoben|hier|baustelle|werkzeug|wahl)"),
    ("(ich|wir) (plane|planen|möchte|möchten|will|wollen|würde|würden|betreue|betreuen|organisiere|"
     "organisieren|leite|betreibe|betreiben|habe|haben|suche|brauche|brauchen|unterrichte|verwalte|verwalten|"
     "veranstalten|überlege|denke) … (ein|eine|einen|mit|etwa|rund|damit|für|zu|verwalten|erfassen|planen|"
     "nutzen|messen|anbieten|verkaufen|einsetzen|organisieren)"),
    ("(setzt|nutzt|verwendet|betreibt|macht|hat) (das|es|jemand|so etwas|wer|hier) … (jemand|in einer|in "
     "einem|für|als|gebaut|damit|gemacht|im|auf)"),
    ("(realistisch|sinnvoll|machbar|übertrieben|overkill|zu (viel|groß|klein|kompliziert|verrückt|"
     r"aufwendig))( oder|\?| für)"),
    ("für (leute|menschen|kinder|senioren|ehrenamtliche|einen verein|eine schule|einen chor|ein festival|eine "
     "gemeinde|einen kleinen|eine kleine|ein kleines|unseren|unsere|unser|so)"),
    "(was|wie) … (hält|haltet) ihr (von|davon)",
    ("(sirve|serviría|valdría|vale|vale la|funcionaría|funciona|aguanta|aguantaría|encaja|encajaría|da|daría|"
     "alcanza|soporta|soportaría|sería|es|se adapta|bastaría) … (para|con) (un|una|mi|nuestro|nuestra|eso|"
     "esto|algo|gente|unos|unas|llevar|gestionar|controlar|tantos|este|ese|el|la)"),
    ("(sirve|serviría|valdría|funcionaría|aguantaría|aguanta|encajaría|serviría|nos vale|me vale|nos sirve|me "
     "sirve|nos serviría|se podría|se puede|podría|podríamos|puedo|podemos) … (para|usar|como|utilizar|llevar|"
     "aguantar|gestionar|montar|usarlo|usarse)"),
    ("(tengo|tenemos|llevo|llevamos|gestiono|gestionamos|dirijo|organizo|organizamos|soy|somos|doy|doy clases|"
     "coordino) (un|una|dos|tres|unos|seis|varios|varias|clases|el|la) … (y|con|de|que|quiero|queremos)"),
    ("(quiero|queremos|quisiera|quería|me gustaría|nos gustaría|pienso|pensamos|planeo|estoy pensando|tenemos "
     "pensado|necesito|necesitamos) (usar|usarlo|utilizar|montar|llevar|gestionar|hacer|controlar|vender|"
     "organizar|desplegar|desplegarlo|algo para|avisos|registrar|medir|que los|alquilar|publicar)"),
    ("(es|sería|será) (demasiado|adecuad|apropiad|viable|realista|una locura|buena idea|mala idea|factible|"
     "sensato|la herramienta|lo adecuado|exagerado|excesivo|suficiente|adecuado|adecuada|apto)"),
    "(demasiado) (complicado|grande|pequeño|para|poco|compleja|complejo)", "caso de uso",
    "any good (for|when|with|in|at)", "what (it's|it is|this is) made for",
    "(up to|equal to) (that|this|the job|the task|it)",
    r"\. (possible|realistic|sensible|doable|feasible|crazy|overkill|too much|stupid|madness|silly)\?",
    "(silly|stupid|mad|insane|weird|daft) to (use|run|try|put|do|build|want)",
    "would (it|that) be (silly|stupid|mad|daft|bonkers|sensible|realistic)",
    ("(for|of|at) (a|our|my) … (household|cooperative|aid group|village|retirement home|nursing home|care "
     "home|farm shop|sports club|rowing club|tennis club|food truck|market stall|flat share|scout group|fire "
     "brigade|zoo|bike shop|summer camp|youth club|language school|music school|kindergarten|wedding|street "
     "festival|citizen science project|garden centre|ferry)"),
    "(for|in|at) our … (factory|district|waiting room|workshop|practice|library)",
    ("(is|would) … (the|a) (good|right|sensible|reasonable|natural) (fit|home|place|match|base|basis|starting "
     "point) (for|if|when)"),
    ("(is|would) … (fit|meant|cut out|suited|suitable|intended|built|designed|made) for (that|this|such|"
     "something like|us|it|a|an|our|so)"),
    "(would|could|can|does) … (pull (it|this|that) off|be good enough|be precise enough)",
    "(our idea|my idea|our plan) (is|would be|was) (to|that)",
    "(dreaming|toying) (of|about|with) (a|an|using|the idea|running|building|doing|making)",
    "(was|am|were) wondering (if|whether) (it|this|i|we|one|you|your) (could|can|would|might)",
    "(could|can) (one|somebody) (use|run|manage|live)",
    "(never|not sure if anybody) (done|tried|used) (it |this )?(for|with|like)", "outside the (usual|box)",
    "(off-?label|unorthodox|unconventional|exotic|niche|edge case)",
    ("(planning|organising|organizing|hosting|opening) (a|our|my) (small|tiny|little|big|weekly|yearly|annual|"
     "local|community|public|school|charity|pop-up)"),
    "(wäre|ist|wär) (das|es|so) (et)?was für",
    "(wäre|ist) das (denkbar|drin|machbar|realistisch|sinnvoll|verrückt|übertrieben|zu viel|blöd)",
    "(so etwas|sowas|so was) (machbar|möglich|denkbar|abbilden|umsetzen|damit)",
    ("(ist|wäre) … (dafür|dazu) (gedacht|gemacht|geeignet|zu|das richtige|der richtige|die richtige|brauchbar|"
     "ausgelegt)"),
    "(hält|schafft|verkraftet|packt|stemmt|trägt|reicht) (das|es|der|die|ein) … (aus|das|auch|für|durch|mit)",
    "(idee|plan) (wäre|ist|war)", "(spiele|spielen) mit dem gedanken",
    ("(für|mit) (etwa|rund|ca|ungefähr|knapp|über) … (leute|personen|kinder|mitglieder|nutzer|gäste|"
     "teilnehmer|schüler|familien|spieler)"),
    "(möchte|möchten|will|wollen|würde|würden) … (gern|gerne) … (damit|dafür|als|über)",
    "(está|esté|estaría) (pensado|hecho|diseñado|preparado|pensada|preparada) para", r"algo así\?",
    ("(aguanta|aguantará|soporta|da|vale|sirve|alcanza) (la|el|eso|esto|un|una|bien|ese|esa|para) … (ritmo|"
     "carga|eso|esto|tanto|algo|uso)"),
    "pensando en (usarlo|usar|montar|utilizar|utilizarlo|un|una)",
    "(hago|doy|organizo|tengo|llevo|gestiono) … y (quisiera|quiero|me gustaría|querría|necesito)",
    "(la idea|mi idea|el plan) (es|sería|era)", r"(una|mala|buena) (locura|idea)\?",
    "(es|sería) (posible|realista|viable|descabellado|demasiado|mucho) (para|usar|usarlo|llevar)",
    ("(para) (una|un|mi|nuestra|nuestro) … (cooperativa|parroquia|coro|huerto|ong|asociación|colegio|club|"
     "taller|festival|boda|clínica|farmacia|comunidad|panadería|residencia)"),
)  # fmt: skip
