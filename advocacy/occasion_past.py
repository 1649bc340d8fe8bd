"""Occasions by what has been: how others fared, and what somebody comes from. Phrases by kind.

What is here and how it is read is said in ``advocacy.occasion_words``.
"""

STORY = (
    ("(has|have|had|did) {someone} … (actually |really |already |ever )?(used|tried|run|ran|rolled|deployed|"
     "introduced|gone|go|been|worked|lived|taught|got|done|made|taken|presented|put|built|had|finished|"
     "convinced|brought|survived) … (through|in a|at a|for a|with a|year|production|past|here|school|company|"
     "months|team|class|season|board|council|staff)"),
    "(examples?|references?) (of|from) (a|an|any|some|other|real|companies|teams|people|large|big|{group})",
    ("(real|own|practical|actual|first-hand|firsthand|hands-on|real-world) (world |life )?(numbers|figures|"
     "experience|experiences|stories|feedback|results|opinions)"),
    "honest opinions?",
    ("how (has|have|did|does) … (held up|hold up|worked out|turned out|work out|turn out|fared|been for you|"
     "go for you|gone|worked for you|treat you|treating you|working for you|working out|go over|go down|feel "
     "after|look like for you|held)"),
    ("how (has it|it has|it's|it was|was it|is it|did it|did that|did yours) … (been|worked out|gone|go|going|"
     "for you|holding up|working out|feel)"),
    "how's (it|that|life) (been|going|working|holding)", "how it (went|goes|worked out|turned out)",
    "(those|anyone|people) of you who", "(what|which) … (would you|do you wish) … (differently|known|else)",
    "looking back", "in retrospect", "is that just talk", "just marketing", "not (from|the) marketing",
    "marketing (says|claims)", "the (website|brochure|benchmark|homepage|sales) … (claims|promises|is nice)",
    "(war|success|horror|failure|field) stor(y|ies)", "lessons learned", "lessons learnt", "field report",
    "testimonials?", "write-?up",
    "(share|tell) … (your|how|about|us) … (experience|story|went|convinced|like|did|started|set|first)",
    "tell (me|us) about your", "tell us how", "tell me how (it|you|your) (went|did|got|have)",
    "curious (how|whether|what) (others|other|people|it|your|you)",
    "(talk|speak) to (somebody|someone|a person|people|another|a) … (who|that|using|already)",
    "(long|much time|much work) did (yours|it|that|the) … (take|last)", "long did yours take", "what was … like",
    "worth the (trouble|pain|effort)", "did it (pay off|stick|help|catch on|last)", "looking for (a )?references?",
    "who (else )?(here )?(has|have|had|in here) (more than|done|gone|been|already|a lot|experience|made)",
    "did (anything|anyone|somebody|your team|your students|the kids|the staff) … (grow|break|complain|stick|like)",
    "in production (for|since|yet)", "for a living", "in (real|daily|everyday) (life|use)",
    ("(gibt es|kennt ihr|kennt jemand|hat jemand|habt ihr|wer hat|wer kennt|suche|sucht) … (beispiele?|"
     "erfahrungen?|referenzen?|fallstudien?|praxisberichte?|erfahrungsberichte?|einsatzberichte?|"
     "erfahrungswerte?)"),
    ("(eure|euren|eurer|praktische|echte|reale) (erfahrung|erfahrungen|erfahrungswerte|zahlen|beispiele|"
     "eindrücke|praxis|meinung)"),
    "erfahrung(en)? (mit|aus|von|im|damit)", "erfahrungsbericht(e)?", "praxisbericht", "praxisbeispiele?",
    "fallstudien?", "referenz(en)?", "beispiele (von|aus|für)",
    "(erzählt|berichtet|erzähl|verratet) (mal|doch|uns|mir|bitte|gern)", "könnt ihr … (erzählen|berichten)",
    "kann jemand … (erzählen|berichten)",
    ("wie (lief|läuft|war|ist|kam|kommt|ging|hat sich|habt ihr|haben andere|haben eure|machen das|macht ihr|"
     "machen andere) … (bei euch|euch|bewährt|einführung|umstellung|an|gelaufen|gemacht|damals|überzeugt|das|"
     "andere|es)"),
    "wie (hat|haben) … (reagiert|bewährt|angenommen|gemacht|geschlagen|gehalten|überzeugt)",
    ("(wer|jemand) (von euch |hier )?(nutzt|benutzt|arbeitet|hat|verwendet|betreibt|setzt|schon|fährt) … "
     "(produktiv|damit|das|schon|täglich|ein|im einsatz|länger|seit|bereits|hinter|aus)"),
    ("(nutzt|benutzt|verwendet|betreibt|arbeitet) (das |damit |es )?(hier )?(jemand|wer|einer) (von euch "
     ")?(das|es|damit|schon|täglich|produktiv|hier|in)"),
    "(würdet|würdest) (ihr|du) … (anders|wieder|nochmal|noch einmal|erneut)",
    "(sind|gibt es) … {gruppe} (hier|da|dabei|unter|die|mit)",
    ("(was|wie) … (eure|die) (kollegen|lehrer|mitarbeiter|kunden|nutzer|schüler|leute) … (sagen|gesagt|meinen|"
     "halten|reagiert)"),
    "im (nachhinein|rückblick|alltag|echtbetrieb|produktivbetrieb)", "rückblickend", "aus der praxis", "in der praxis",
    "nach (einem|dem ersten|zwei|drei) (jahr|monaten|jahren)", "was hat … gebracht",
    "(hat|haben) (sich|es) … (gelohnt|ausgezahlt)",
    "(mit|von) (jemand|jemandem|wem|leuten) … (sprechen|reden|hören|austauschen)",
    ("hat (jemand|wer|einer|schon) … (eingeführt|ausgerollt|im einsatz|gewagt|durch|hinter sich|laufen|"
     "gemacht|schuljahr|jahr)"),
    ("(qué tal|cómo) (os|les|te|le|nos|lo) … (va|fue|ha ido|han ido|ido|fueron|vais|llevan|lleváis|hacen|"
     "hicieron|hacéis|habéis)"),
    ("(qué tal|cómo) (fue|ha ido|funcionó|va|salió|resultó|ha funcionado|fueron) (el|la|lo|todo|vuestr|os|en|"
     "con|para|vuestra|vuestro)"),
    ("{alguien} … (lo usa|usa|la usa|lleva|ha usado|usáis|lo tiene|utiliza|lo utiliza|trabaja con|ha probado|"
     "ha hecho|lo está usando|ha montado|lo ha|usado) … (en|para|con|una|un|tiempo|esto|producción|meses|años|"
     "día)"),
    "(quién|quiénes|alguien) (de vosotros |de ustedes |aquí )?(lo |la )?(usa|utiliza|ha usado|usan)",
    "(contad|contadme|contadnos|cuenten|cuéntenme|cuenta|podéis contar|puede alguien contar|compartir)",
    ("(me gustaría|nos gustaría|quisiera|me encantaría|quiero) (saber|oír|escuchar|conocer|hablar) … (qué tal|"
     "cómo|de|con|experiencias|vuestra|su|a)"),
    "(volveríais|volverían|volverías|repetiríais|repetirían|lo haríais)",
    "(cuánto|qué) … (tardasteis|tardaron|os costó|les costó|aprendisteis|aprendieron|dicen|cambiaríais|cambiarían)",
    "en (la práctica|el día a día|la vida real|retrospectiva)", "después de (un año|unos meses)", "al cabo de",
    "hay {grupo} … (aquí|por aquí|que|usando|con)", "vuestra(s)? (experiencia|experiencias|opinión|implantación)",
    "su(s)? experiencias?",
    "(anyone|anybody) (here |out there )?who (uses|used|works|runs|has used|has done|has been|has tried|has gone)",
    ("how (did|have) (other|others|you all|you folks|you guys|your team|your colleagues|your users|your staff|"
     "your students|your customers|the teachers|you convince|you get your|you folks)"),
    "how (do|does) (other|others|another)", "(experience|experiences|feedback|impressions) (with|from|after)",
    "references (from|for) (a|an|other|big)", "in need of an example", "example of a (big|large|real)",
    "any (other )?{group} (here|around|in here|using|out there)",
    "any {group} … (who|that) (use|uses|run|runs|have|works|work)",
    "(know|knows|heard) (of )?(any|a|some) {group} … (that|who|using|with|which)",
    "(worst|biggest) (surprise|mistake|lesson|regret)",
    "your (first|honest|own) (year|months|opinion|experience|classes|numbers)", "first (year|months|weeks) look",
    "look like for you",
    "after (a|one|two|three|a full|your first|a whole) (year|years|few months|few hundred|few years|six months|months)",
    ("what (did|do|does) (you|others|people|they|the teachers|your users|your staff|your team|the staff|"
     "teachers) … (say|regret|miss|wish|learn|see in practice)"),
    "what (broke|was nice|went well)", "true for you", "just talk",
    "(hear|heard) (it )?from (people|others|those|someone|somebody|anyone|folks|real)",
    ("(like|love|rather|glad|happy|curious) to (hear|learn|know|see) (it |about )?(from|how (a|an|others|"
     "other|people|it|you|your)|your|whether others)"),
    ("(who|which of you) (here )?(actually |really |has actually |else )?(uses|used|is using|has used|relies|"
     "has been using) (it|this|that|the|in|for)"),
    "who else (uses|is using|here uses)", "who has (actually )?(done|used|tried|more)",
    "(is|are) (anyone|anybody) (here )?(actually |already |really )?(using|running|relying on)",
    "(anyone|anybody) (here )?(actually |already )?(using|running|relying on) (this|it|the|that|yours)",
    ("(did|has|have) (anyone|anybody|somebody|someone|any of you) (here )?(actually |already )?(get|got|go|"
     "gone|went|been) (it |this )?(past|through|live|in production|a full)"),
    "(has|have) (anyone|anybody|somebody) (any )?numbers", "any numbers (on|from)", "numbers on how (much|many)",
    "(would|will) you (do|choose|pick|buy|use|take|make) (it|that|this|the same) (all over )?again",
    "those of you who", "people who (3d|actually|use|run|have)", "in hindsight", "was it worth",
    "did it (pay off|stick)", "case stud(y|ies) (of|from|on|about)", "any case studies",
    "curious how (others|other|people|your|it (went|goes|held))", r"curious how\.",
    "(ihr|euch|bei euch) … (gedauert|erlebt|gebraucht)", "bei euch … gedauert", "wie lange hat … (gedauert|gebraucht)",
    ("(busco|buscamos|conocen|conocéis|conoces|tenéis) … (ejemplos?|referencias?|casos de éxito|experiencias?|"
     "testimonios?)"),
    "(los|las) que (ya )?(lleváis|llevan|usáis|usan|habéis)",
    ("(experiencias? (con|de otros|real)|ejemplos (reales|públicos|de)|casos de éxito|caso de éxito|opiniones "
     "(sobre|de))"),
    "(cómo|quién) (lo )?(han|habéis) hecho (otras|otros)", "cómo lo (hacen|hacéis|han hecho|resuelven)",
    "(is|are) {someone} … (happy|satisfied)", "any {group} (here|around|out there|using|in here|who|that|on)",
    "what (did|do) (you|your|people|the|others|they|other) … (say|see in practice|regret|wish)",
    ("(hear|like to hear|love to hear|rather hear|learn) … (from|how) (people|others|other|someone|somebody|"
     "anyone|those|real|teams)"),
    "after (a|one|two|three) (year|years)", "post-?mortem",
    "(first|worst|biggest) (surprise|mistake|lesson|year|months|weeks|week)",
    "your (worst|biggest|first|honest|own) (surprise|mistake|lesson|year|opinion|experience|classes|numbers)",
    "(bei euch|ihr) … (gedauert|gebraucht|erlebt|gebracht)",
    ("(busco|buscamos|conocen|conocéis|hay|conoces|tenéis) … (ejemplos?|referencias?|casos de|experiencias?|"
     "testimonios?)"),
    "(los|las) que (ya )?(lleváis|llevan|usáis|usan|lo|la|habéis|han)", "(see|get|seen|got|reach|achieve) in practice",
    "(how|which|what) … (work|works|worked|working|turn|turned|pan|panned) out", "(which|who) of you",
    "which (companies|schools|teams|clinics|shops|towns) … (on|use|run|have|with|this)", "(have|had) a word with",
    "someone comparable", "somebody comparable",
    "(someone|somebody|anyone|anybody) in (a similar|the same) (boat|situation|position)",
    "(similar|comparable) (size|sized|school|company|team|clinic|shop|setup)", "(long-term|longtime|long time) users?",
    "(does|do|did) it (deliver|live up|keep its promises)", "live up to", "as good as (they|it|the)",
    "(any|your) regrets?", "regret(ted)? (it|the|switching|moving|buying)",
    "(was|is) it (what|as) you (hoped|expected)", "(used to|get used|warm|warmed) (it|to it)",
    "(learn|learned|learnt) the hard way", "what (surprised|annoys|annoyed|bugs|bugged) you", "rough edges",
    "honeymoon",
    "(how many|how much|how long) … (of you|did you (save|need|spend)|have you been|took you|it took you|you've been)",
    "how are (people|others|you all|your) … (finding|getting on|using)",
    "(would|could) (anyone|anybody|somebody|someone) (be willing|mind|like) (to )?(share|sharing|tell|show|talk|chat)",
    "(share|sharing) (your|their|some|a few) (story|experience|experiences|numbers|setup|lessons)",
    "(anyone|anybody|somebody|someone) … (willing to|happy to) (share|talk|show|tell)", "im einsatz",
    "(wie )?zufrieden (seid|bist|ist|sind)", "(bereut|bereuen|bereust)", "(mag|magst|mögt|kann) … erzählen",
    "wie (es|das) (bei euch )?(läuft|lief|gelaufen|war|ankam|ankommt)",
    "(würde mich|mich würde) interessieren,? (wie|welche|ob|wer|was)",
    "(schon|bereits) (umgestellt|im einsatz|länger|produktiv)",
    "(hat|haben|wer) … (schon länger|seit jahren|seit längerem)", "(hier|jemand) unterwegs",
    "hält (es|das|er|sie) … (was|aus|durch)", "was (nervt|ärgert|hat euch überrascht)",
    "(wie viel|wie lange|wie viele) … (bei euch|habt ihr|von euch)",
    "(taugt|bewährt) (es|das|sich) (im|bei euch|auf dauer|in der praxis)",
    "(qué tal|cómo) (se porta|os apañáis|anda|aguanta|va)",
    "(estáis|están|estás) (contentos|contentas|satisfechos|satisfechas|contento)",
    "(os|les|te) (arrepentís|arrepienten|arrepentiste|ha dado|ha funcionado|sirvió|convence)",
    "(cuánto|cuántos) … (os|les) (costó|llevó|ahorr)",
    "(alguien) … (en producción|desde hace|hace tiempo|lo lleve|que lo use|use esto)",
    "(contar|compartir) (su|vuestra|cómo)",
)  # fmt: skip
MIGRATION = (
    ("(coming|come|came|moving|switching|migrating|moved|switched|migrated|transitioning|fleeing) (over |"
     "across |here )?from … (here|over|to|what|how|where|is|are|does|do|and|will|what's|any|which|with|i|we|"
     "into)"),
    "pull(ed|ing)? the plug", "(make|made|making) the (jump|switch|move|leap)", "cutover", "cut over", "changeover",
    "side by side for", "migration path", "upgrade path", "migration plan", "migration guide from", "the big move",
    "lift and shift", "step-by-step switch", "parallel run",
    ("(our|my|the|a) (homegrown|home-grown|self-written|self-made|self-built|in-house|old|legacy|previous|"
     "former) {system}"),
    "(closest|nearest) (thing|equivalent) (to|of|here)", "(what's|what is|where is|where's) the equivalent",
    ("(survive|survives|come across|come along|carry over|carries over|preserved|come with us|make it across|"
     "makes it across|lose|lost|losing|keep|kept) … (the (trip|move|switch|migration|import|transfer|jump|"
     "way)|in the (move|switch)|when (we|i) (move|switch|migrate|come)|if (we|i) (move|switch|swap|come|"
     "migrate))"),
    "retype", "re-?enter … (by hand|everything|all)", "by hand again", "importer for",
    ("(move|switch|migrate|moving|switching|get) … (from paper|off paper|from excel|off excel|from "
     "spreadsheets|from word|from access)"),
    "(companies|teams|departments) merged",
    ("(has|have|did) {someone} … (moved|migrated|switched|taken|ported|brought|converted|imported|come over|"
     "transferred|left|replaced|dropped) … (from|to|into|their|over|another|here|for)"),
    ("{alt} … (system|tool|wiki|crm|programm|software|lösung|anbieter|warenwirtschaft|warenwirtschaftssystem|"
     "werkzeug|shop|portal|datenbank|anbieters|kasse|intranet)"),
    "(umstieg|umzug|wechsel|umstellung|migration|ablösung|ersatz) (von|vom|auf|zu|nach|für|aus|steht|weg)",
    "abgekündigt", "läuft … aus", "macht dicht", "kündigt", "gekündigt", "am lebensende",
    ("(wir|ich) (ersetzen|kommen|wechseln|steigen|ziehen|komme|wechsle|steige|ziehe|verlassen|migrieren) … "
     "(von|aus|ein|unser|weg|um|gerade|selbst)"),
    "parallel (laufen|betreiben|fahren)", "zurücklassen", "zusammenführen", "zusammenlegen",
    "(zu euch|hierher|hier) … (rüber|einspiele|einspielen|umziehe|importieren|herein|rein)", "fahrplan", "umzugsplan",
    "importer für",
    ("(hat|haben|ist|sind) (jemand|schon jemand|wer|hier jemand) … (umgestiegen|gewechselt|umgezogen|migriert|"
     "umgestellt|übernommen|abgelöst)"),
    "weg von", "raus aus", "weggehen von", "loswerden",
    ("(sistema|programa|herramienta|proveedor|software|plataforma|web|crm|tienda) (antiguo|antigua|anterior|"
     "viejo|vieja|actual|propio|propia|casero|casera|de siempre)"),
    "nos (cierran|apagan|suben|cambiamos|mudamos|pasamos|quitan|obligan|vamos)",
    ("(migración|cambio|paso|mudanza|transición|salto) (de|desde|a) (un|una|otro|otra|nuestro|nuestra|la|el|"
     "excel|moodle|wordpress)"),
    "en paralelo", "(existe|hay|tenéis|tienen) … importador", "hechos? a mano", "hecho en casa",
    ("(end of life|end-of-life|eol|being (retired|sunset|discontinued)|has been discontinued|price (hike|"
     "increase|change|changes)|out of business|contract … (ends|runs out|is up|expires))"),
    ("(moving|migrating|switching|transitioning|moved|migrated|switched|coming|converting) (over )?from … (to|"
     "into|over|here)"),
    ("(move|migrate|switch|come) … from (our|excel|paper|another|a different|the old|word|confluence|"
     "self-hosted|spreadsheets|{old})"),
    "{leave} (our|your|another|paper|excel|spreadsheets|{old}|a {old}|the {old}|my {old})",
    ("(leaving|dropping|replacing|retiring|ditching|abandoning|getting rid of|quitting|outgrowing) (our|paper|"
     "excel|spreadsheets|our {old})"),
    ("(thinking of|thinking about|planning on|considering|finally|are|am|is|we're|i'm) … (leaving|ditching|"
     "dropping|abandoning|quitting|getting off|moving off) … (after|for|and|what|how|because|since|next|this|"
     "by|because|soon)"),
    ("(want|wants|have|has|need|needs|like|decided|plan|plans|planning|trying|wish|about|time|hoping|forced|"
     "looking|told|going) to {to_leave}"),
    ("(want|wants|have|has|need|needs|like|decided|plan|plans|planning|trying|looking|going|told) to (replace|"
     "drop|retire|quit|swap|shut down|switch off|cancel) (our|paper|excel|the {old}|{old}|confluence|trello|"
     "jira|notion|wordpress)"),
    ("(script|importer|converter|tooling) … (turns?|converts?|moves?|imports?|to (move|bring|import|migrate|"
     "convert)) … (from|into|over|here|export|reads)"),
    "{left} … (to|for|here|and|last|this)",
    ("(move|moving|bring|bringing|get|getting|carry|carrying|import|importing|migrate|migrating|transfer|"
     "transferring|port|porting|take|taking|haul|hauling|taken|brought|moved) … (our|years of|thousand|years|"
     "old|all our|all my|of our) … {years} … (here|over|across|into|in here|along|from|to|with)"),
    ("(bring|bringing|carry|carrying|migrate|migrating|import|taken|took|brought|haul|moved|bring over|get) … "
     "{years} (into|over|across|here|in here|from another|along|from our|out of)"),
    "(wikis|instances|workspaces|systems|sites) … into one", "(have|with|got) two instances",
    ("(replace|replacing|replaced|replacement for|swap|swapping) … (our|my old|the old|the existing|a) "
     "(homegrown|home-grown|self-written|excel|{old}) … (for|with|by|here|auth|{system})"),
    "(swap|swapping|trade|trading) our", "replace (our|the old)", "replacement for (our|the)",
    "({old}|legacy) {system} (is|gets|goes|ends|dies|will be|reaches|shuts|runs)",
    ("(shut|shuts|shutting|switched|turned|switching|closing|closes|winding) (down|off) (our|in (spring|"
     "summer|autumn|fall|winter|january|march|june|december)|next year)"),
    "gets? (shut|switched|turned) (down|off)", "start(ing)? from scratch", "{years} (over|across) (here|to)",
    "(import|importing|export|exports) (everything )?(from|of) (a|an|another|our old|the old|trello|excel)",
    ("(coming|moving|import|data|points|history|export) … from another (system|vendor|provider|tool|platform|"
     "wiki|product|till)"),
    "(i|we|i've|we've) inherited",
    ("(attachments|checklists|links|urls|comments|macros|permalinks|history|users|permissions|tags) (survive|"
     "carry over|come along|come across|be kept|make it)"),
    "will (my|our|the) … (survive|carry over|come along|make it)",
    "does (any of that|it|that|everything|anything) (carry over|come along|come across)",
    ("(we're|we are|i'm|i am|company|management|boss) … (moving|switching|migrating|decided|changing) (off|"
     "from|away|over|to drop|to leave|to move|to switch)"),
    "(switching|moving|migrating) (our|my|the whole|a whole|over) … (from|off|to|over)",
    "(parallel|side by side) … (while|weeks|months|time)", "run (both|in parallel)",
    ("(venimos|vengo|veníamos|pasarnos|pasarme|cambiarnos|migrar|migramos|migrando|mudarnos|mudarme|mudarse|"
     "salirnos|movernos|nos pasamos|nos mudamos) … (de|desde|a|del)"),
    "(pasar|pasamos|cambiar|cambiamos|trasladar|paso) (de|desde) … a",
    ("(dejar|dejando|abandonar|sustituir|reemplazar|jubilar|reemplazando|sustituyendo) (a )?(nuestro|nuestra|"
     "zendesk|excel|el papel|el antiguo|el viejo|moodle|wordpress)"),
    "(reemplazamos|sustituimos|dejamos|abandonamos)",
    "(tenemos que|queremos|vamos a|hay que|toca) (dejar|sustituir|reemplazar|abandonar|migrar)",
    ("(traer|traemos|traigo|meter|meto|llevar|pasar|migrar|recuperar|volcar|importar) … (años|historial|"
     "páginas|tickets|clientes|contactos|facturas|nóminas|notas|pedidos|paneles) … (de|aquí|a|desde)"),
    "(traer|meto|traigo|traemos) … (años|historial|datos)", "se (apaga|cierra) (en|el)", "nos (cierran|apagan)",
    "importador",
    ("(von|aus) … (umsteigen|umziehen|wechseln|wegzugehen|umgestiegen|gewechselt|rüber|herein|hinüber|"
     "mitnehmen|übernehmen|migrieren|zu (euch|eurem|eurer|diesem))"),
    ("(wollen|möchten|müssen|will|möchte|muss|sollen|überlege|überlegen|planen|plane|würden|würde|bin am|wenn "
     "wir|können) … {wechseln}"),
    ("(jahre|seiten|belege|tickets|kontakte|datensätze|kunden|historie|rechnungen|daten) … (rüber|hierher|"
     "hier rein|mitnehmen|umziehen|zu euch|herüber|hier herein)"),
    "(steigen|ziehen|lösen) (wir|gerade|bald|jetzt) … (um|ab|weg)",
    ("(wir|ich) (ersetzen|wechseln|steige|steigen|ziehe|ziehen|verlassen|migrieren|kommen von|kommen aus) … "
     "(von|aus|ein|unser|weg|um|selbst)"),
    "(wird|werden) … (abgeschaltet|eingestellt|abgekündigt|abgelöst|dichtgemacht)",
    "bleiben die (alten|ganzen) … erhalten", "(blog|wiki|daten|shop|seite) hier einspiele",
    "(dashboards|daten|tickets|tags|kontakte) aus … (übernehmen|mitnehmen|importieren)",
    ("(we're|we are|i'm|i am|are|am|is|currently|finally|about to be|thinking of|thinking about|planning on|"
     "consider|considering|now|busy|started|just|here,) … {leave}"),
    ("(want|wants|have|has|had|need|needs|like|going|decided|plan|plans|planning|trying|wish|about|time|"
     "hoping|forced|looking|ready|asked|told|able) to {to_leave} (a|an|our|my|the|your|this|paper|from|{old}|"
     "excel|word|confluence|trello|jira|notion|wordpress|off)"),
    "{to_leave} … (our|my|the|your) … {old} … {system}",
    ("(move|moving|bring|bringing|get|getting|carry|carrying|take|taking|transfer|transferring|import|"
     "importing|migrate|migrating|port|porting|convert|converting|pull|pulling|copy|copying|haul|export|merge|"
     "merging|load|loading|fold|shift|shifting|turn|turning|turns) … {years} … (here|over|across|in here|into|"
     "to you|along|from|out of|with us|with me|to)"),
    "(years|pages|tickets|contacts|invoices|records|customers|history|data|content|users) (over|across) (here|to)",
    ("({old}|legacy) … {system} … (is|gets|goes|ends|dies|runs out|will be|being|reaches|shut|switched|turned|"
     "retired|discontinued|closes|shuts)"),
    ("(shut|shuts|shutting|switched|turned|turning|switching|closing|closed|closes|winding) (down|off) (our|"
     "the|their|by|in|at|next|this|for|old)"),
    "in parallel (for|with|while)", "switch over",
    ("(replace|replacing|replaced|replacement for|successor (to|for)|substitute for|swap|swapping|instead of) "
     "… (our|my|the old|the existing|homegrown|home-grown|self-written|excel|paper|{old}|spreadsheets|"
     "spreadsheet) …"),
    "(start|starting) (from )?scratch", "import from", "exports? (from|of) (a|an|another|our|the old|trello|excel)",
    "another (system|vendor|provider|tool|platform|wiki|product)",
    ("(merge|merging|fold|folding|consolidate|consolidating) … (wikis|instances|workspaces|systems|sites|"
     "accounts|databases|departments)"),
    "inherited", "{left} … (to|for|here|into|what|how|last|and)",
    ("(wollen|möchten|müssen|will|möchte|muss|sollen|überlege|überlegen|planen|plane|würden|würde|wie|kann|"
     "können|lassen|lässt|gerade|dabei) … {wechseln}"),
    "(wird|werden) … (abgeschaltet|eingestellt|abgekündigt|abgelöst|ersetzt|dichtgemacht)",
    ("(jahre|seiten|belege|tickets|kontakte|datensätze|kunden|daten|historie|rechnungen) … (rüber|mit|hierher|"
     "hier rein|übernehmen|mitnehmen|umziehen|importieren|herüber|einspielen|rein|herein|zu euch)"),
    ("(ersetzen|ablösen|wechseln|steigen|ziehen|stellen|lösen|kommen|gehen|verlassen|kündigen|migrieren|"
     "nehmen) (wir|gerade|bald|jetzt|demnächst|im|zum|von|vom) … (um|von|ab|weg|unser|das|ein|rüber|mit|auf|"
     "zu)"),
    "bleiben … erhalten",
    ("(dejar|dejamos|dejando|abandonar|abandonamos|sustituir|sustituimos|reemplazar|reemplazamos|jubilar|"
     "retirar|quitar|quitarnos|reemplazando|sustituyendo) … (nuestro|nuestra|el|la|zendesk|excel|papel|un|una|"
     "de)"),
    ("(traer|traemos|traigo|meter|meto|importar|llevar|pasar|migrar|recuperar|conservar|volcar|subir) … (años|"
     "historial|datos|páginas|tickets|clientes|contactos|facturas|nóminas|notas|registros|pedidos|paneles|"
     "productos|archivos|correos|carpetas)"),
    "conservan", "(about|going) to (drop|leave|ditch|replace|retire|kill)",
    "(change|changing|switch|switching) over (in|from|at|before|during|next|without|while|mid)",
    "(export|exports|dump|backup) from … (you can|into|that|readable|import|here)",
    "(in|from) (another|a different|some other) (tool|system|product|platform|app|program|wiki)", "end up on",
    "(easy|clean|good|any) way out of", "going from … to … (over|in|next|this|by)",
    "(is there|any|have|there's) (an )?(importer|converter|migration (tool|guide|path|wizard))",
    "(saying|say) goodbye to", "(last|final) (day|month|year) (of|with|on) (our|the old)", "kill(ing)? off",
    "wind(ing)? down", "(outgrown|outgrew)", "(had enough|fed up) (of|with) (our|the|excel|paper)",
    "(our|my) (licen[cs]e|subscription|contract) … (runs out|ends|expires|is up|up)",
    "(before|after|once|during) (the|our) (switch|migration|cutover|changeover)", "big bang",
    ("(in one go|all at once|step by step|bit by bit|gradually|in stages|in phases) … (move|switch|migrate|or|"
     "department|transition)"),
    ("(move|switch|migrate|moving|switching|migrating) … (in one go|all at once|step by step|bit by bit|"
     "gradually|in stages|in phases|at once)"),
    ("(old|existing|historic|previous) … (still (open|work)|come along|be kept|keep working|carried over|"
     "imported|moved|migrated|preserved)"),
    "(take|bring|carry) … (with (us|me)|along|across|over here)",
    "(everything|all of it|the lot|all this|all that) (over|across|into (this|here|one))",
    "(spread|scattered) (over|across) … (files|spreadsheets|tools|systems)",
    "years (of|worth) … (in|on|from|into|over|sitting|stuck|to)",
    "(sitting|stuck|living|trapped|locked) in (a|an|our|excel|access|word|another|old)",
    "(liegen|stecken|liegt|steckt) … (in einem anderen|in einer anderen|in excel|in alten|im alten|in access)",
    "anderen (werkzeug|system|programm|tool)",
    ("(bekommt|bekomme|kriegt|kriege|kriegen|bekommen|bringt|bringe|bringen) (man|ich|wir|die|das) … (rüber|"
     "herein|rein|hierher|hinüber|mit|hier)"),
    "(alles|daten|termine|kontakte) (rüber|hierher|mitnehmen|übernehmen)",
    "(umgestiegen|umgezogen|gewechselt) (von|sind|seid|ist|und)", "wechselt von",
    "(geht|gehen|ziehen|zieht) … von … (zu|nach)", "auf einen schlag", "schrittweise (umsteigen|umziehen|oder)",
    "(kündigen|gekündigt|abschalten) (wir|unser|unseren|den|das)", "(en|de) otra (herramienta|plataforma|aplicación)",
    "otro (sistema|programa|proveedor)", "(nos vamos|me voy|nos queremos ir|queremos salir|salir) de",
    "(de golpe|poco a poco|por partes|por fases) … (migrar|pasar|cambio|o)",
    "(todo lo|los datos|años) … (aquí|a este|al nuevo|a la nueva)",
    "(hay|existe) (algún|alguna) (importador|conversor|forma de traer|manera de traer|forma de pasar|manera de pasar)",
)  # fmt: skip
