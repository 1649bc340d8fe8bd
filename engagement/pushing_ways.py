"""Ways of pushing without any of the usual phrases: turns of speech put together from small classes of words.

Each is a pattern of words like those of ``pushing_words``, and every list is ours. ``..`` stands for up to six words
within a sentence, so that a turn is known whatever it is about.
"""

from collections.abc import Mapping
from typing import Final

_WITHIN: Final = r"(?:[^\s.!?;:]+ ){0,6}?"


def _ways(written: str) -> tuple[str, ...]:
    """Those between semicolons; a line break is a space."""
    return tuple(" ".join(one.split()).replace(".. ", _WITHIN) for one in written.split(";"))


WAYS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "urgency": {
        "en": _ways(r"""
            the (sooner|earlier|faster|quicker) (you|we|it|they|somebody|someone) .. (the )?better;
            (seat|spot|place|slot|ticket|chance)s? .. (goes|go|gone|kept|held|saved|reserved|left) .. (to
            (somebody|someone) else|minutes?|hours?|today|tonight|soon); (somebody|someone|another|others) (else
            )?(will|is going to|are going to) (take|get|have|snap); (close|closes|closing|shut|shuts) (the |our |this
            )?(list|door|doors|books|form) (tonight|today|soon|now|in); (will|does|do) not (open|come|be|happen) (it
            |back |there )?again; (answer|respond|reply|decide|write|vote|confirm|say yes) (today|tonight|this
            (morning|evening|hour)); (is|be|are) (worth|good for) (nothing|nobody); (helps|help|serves) nobody (any
            more|anymore|then|tomorrow|later); (there is|there's) no (later|tomorrow|second (time|chance)|next time);
            (right|straight|directly) after (reading|you (have )?read); while you (think|are
            thinking|hesitate|decide|ponder|consider); before (the|their|your|his|her)
            (train|bus|plane|boat|flight|shift) (leaves|goes|ends|is gone); (ideally|best|preferably) (within|in) the
            next; (it|everything|all) is burning; please run; any (minute|moment|second) now; (tomorrow|next
            week|later) (it )?(is|will be|may be|might be) (too late|gone|over|past); (what are you|why) wait(ing)?(
            for)?; if not now; (don't|do not) think twice; before (somebody|someone|another|anybody) else
            (does|takes|gets|is); (fastest|quickest|first) (one )?(gets|wins|takes); (slip|pass) (away|by); (counting
            down|countdown); you still have (time|until|till); not for (much )?long(er)?; comes? (a|an|one|\w+)
            (day|week|hour|moment)s? (too )?late; (do|open|answer|read|send|write) it while; tick,? tock;
            (is|are|sits|sitting) on (hot coals|tenterhooks|edge|needles); (whoever|anybody who|anyone who|those who)
            (is |are )?(still )?(thinks?|thinking|hesitates?|hesitating|ponders?|pondering);
            (need|want|expect|require) .. (today|tonight|by (noon|tonight|tomorrow|the end of)); (only|just)
            (one|two|three|four|five|a few|\d+|a couple of) (\w+ )?(left|remain|remaining|to go);
            (spots|seats|places|tickets|slots) (go|fill|sell|vanish|are going|run out)
        """),
        "de": _ways(r"""
            je (früher|schneller|eher|rascher) .. (desto|umso) (besser|lieber|schöner|leichter);
            (platz|sitz|ticket|chance) .. (freigehalten|freihalten|reserviert|vergeben|weg); (sonst|während|bis) ..
            (jemand anders|jemand anderes|ein anderer|andere[nr]?) .. (platz|dran|zug|nimmt|bekommt);
            (bekommt|nimmt|kriegt) (jemand anders|jemand anderes|ein anderer) (den|deinen|das|die); ist ..
            (liste|tür|anmeldung) .. zu; also ran; (antworte|entscheide?|schreib|melde) (dich )?(heute|gleich|noch);
            nichts mehr (wert|nütze?); (niemandem|niemanden|keinem) mehr (etwas |was
            )?(nützt|hilft|helfen|nützen|wert); (ein|kein) (später|morgen|zweites mal|nächstes mal) (gibt
            es|mehr|hier)( nicht)?; (direkt|gleich|sofort) nach dem (lesen|öffnen); während du (noch
            )?(überlegst|zögerst|nachdenkst|wartest); (der|sein|ihr) (zug|bus|flug|flieger) ..
            (geht|fährt|weg|abgefahren); (komm|lauf|antworte|hilf|schau|mach) schnell; drunter und drüber; jede(n)?
            (minute|moment|sekunde),; morgen (ist|wäre) (es|das|alles) (zu spät|vorbei|weg); worauf wartest du; warum
            (noch )?warten; wenn nicht jetzt; bevor (jemand|ein) ander\w+; (wer zuerst|der schnellste|die schnellste);
            nicht mehr lange; countdown; noch (hast|haben) (du|sie) (zeit|die); kommt (einen tag|eine stunde|tage|zu)
            (zu )?spät; tick,? tack; (sitzt|sitzen) (wie )?auf (heißen )?(kohlen|nadeln|glühenden kohlen); wer (jetzt
            |noch )*(überlegt|zögert|nachdenkt|wartet)\b[^.]*; (mach|machst|öffne|öffnest|lies|schreib)\w* ..
            (solange|während) du .. (offen|siehst|liest|da bist); (brauche|brauchen|benötigen|erwarten) .. (heute|bis
            (heute|mittag|morgen)); nur noch (ein|eine|einen|zwei|drei|vier|fünf|wenige|ein paar|\d+) (\w+
            )?(frei|übrig|da|platz|plätze); (schnell|rasch|bald|gleich|im nu)
            (weg|vergriffen|voll|ausgebucht|vergeben); noch heute
        """),
        "es": _ways(r"""
            cuanto (antes|más (temprano|pronto|rápido)) .. mejor; (sitio|plaza|lugar|asiento|puesto) ..
            (guarda|reserva|guardamos|reservamos) .. (minutos?|horas?); (otra persona|otro|otra|alguien más) (se
            )?(queda|lleva|quita|ocupa|coge|toma)( con)?; (cerramos|cierra|cerrará) .. (esta
            (noche|tarde)|hoy|pronto); no se (vuelve|volverá) a (abrir|repetir);
            (responde|contesta|decide|escribe|confirma) (hoy|esta (noche|tarde|mañana)); (no
            )?(valdrá|vale|servirá|sirve) (ya )?(de |para )?nada; no (le )?(servirá|sirve|ayudará) (ya )?a nadie; no
            hay (un )?(después|mañana|segunda vez|próxima vez); (justo|directamente|nada más) (después de )?leer;
            mientras (te )?(lo )? (piensas|decides|dudas|esperas); (tren|autobús|avión|vuelo) .. (sale|se va); en
            cualquier (momento|minuto),; mañana (será|es) (demasiado )?tarde; a qué esperas; por qué esperar; si no es
            ahora; antes de que (otr[oa]|alguien) (lo|se|te); (el|la) primer[oa] en; por poco tiempo; cuenta atrás;
            aún estás a tiempo; todavía estás a tiempo; (llega|llegará|llegan) (con (un|una|dos) (día|hora|días) de
            retraso|tarde); tic,? tac; (está|están) en ascuas; (quien|el que|los que) (todavía |aún )?(se lo
            piensa|duda|espera); (hacerlo|abrirlo|responderlo) mientras; hoy mismo; (solo|ya solo|apenas|tan solo)
            quedan?; (necesitamos|necesito|esperamos) .. (hoy|esta noche|antes de (mañana|las));
            (plazas|sitios|entradas|lugares) se (van|acaban|agotan|llenan)
        """),
    },
    "guilt": {
        "en": _ways(r"""
            (only one|one person|person) who could have; you could have (helped|answered|saved|spared|known);
            (would|could) (only |just )?have (taken|cost) you; (only |just )?(takes|costs) you (a|one|two)
            (minute|moment|second|blink)s?; and (you )?(were|was|stayed|kept|remained) silent; (and|but)
            (heard|got|received|found) (nothing|silence|no answer); (of all people|you and (nobody|no one) else); it
            took you .. (days|weeks|hours) to; (gave|gives|given|giving) up (because|when|since|on); (nobody|no one)
            like you; a (real|true|proper|genuine)
            (advocate|helper|member|friend|expert|neighbour|colleague|supporter); (less|fewer|seldomer) .. than
            (last|you used|before|the others|others); (and|but) (have )?(given|gave|returned|answered|helped)
            (none|nothing|nobody|no one); for (a|one|that) question of yours; has been stuck since; if you (really
            |truly )?cared; your conscience; how hard (can|could) it be; (even|any)
            (newcomer|beginner|child|stranger)s? (help|helps|would|could|manage|can); (others|everyone else|everybody
            else|the rest) (manage|managed|did|came|could); and you\?; would be (a )?(shame|pity|sad|too bad);
            (some|certain) people (just|only|never); hop(ed|ing) (you|for more); (we|i) (saw|noticed|see|can see|have
            seen) (that )?you (have )?(read|seen|opened|were|are|went|left|scrolled); (gave|giving|given) up
            (their|his|her) (\w+ )?(break|lunch|dinner|evening|weekend|time|night|sleep); (staying|stay) out of it;
            (will|would) (remember|notice|know|see) who (was|were|is|helped|came|did); where your
            (answer|name|reply|word) (should|could|would|belongs); (give|gives|giving|gave) (something |what they got
            )?back; people who give back; (hate|loath|sorry|ashamed|hard) to (have to )?tell; you (wouldn't|would
            not|don't|do not) (really )?want .. to; (leave|leaving|left)
            (_x_|them|us|him|her|me|people|somebody|someone|others) .. (hanging|waiting|stranded|stuck|out|behind);
            (misses|miss|missed) you; (have|has) been (so |very |rather |awfully |too
            )?(quiet|silent|absent|away|invisible) (lately|recently|for); long time no see;
            (hoping|hopes|hoped|wishes) that (somebody|someone|anybody|you); (everyone|everybody|all) (in|on|around)
            (your|the) .. (has|have|did|picked|answered|joined|voted); (you will|you'll) (surely|certainly|of course);
            surely (you|say|not); (our|the) (top|best|good|real|busiest) (helpers|advocates|members|people)
            (reply|answer|help|respond|always|never|do)
        """),
        "de": _ways(r"""
            (dich|dir|sie|ihnen) (hätte|hätten) .. (gekostet|erspart|genügt); hättest ..
            (helfen|antworten|ersparen|retten) können; (ausgerechnet|gerade|extra) dich .. (gefragt|gebeten|gehofft);
            und (nichts|gar nichts) (gehört|bekommen|gefunden|erfahren); (hast|haben) du? ?(für|bis zu) .. gebraucht;
            (tage|wochen|stunden) hast du; ohne dich hat .. aufgegeben; wer (wirklich|echt|richtig|ernsthaft)
            (dazugehört|hilft|mitmacht|dabei ist); (bekommen|genommen|erhalten) und (keine|nichts|kein|niemandem) ..
            (gegeben|geholfen|beantwortet|zurückgegeben); für eine frage von dir; hängt seit .. fest; weniger .. als
            (letzten|letztes|früher|sonst|die anderen); und hast geschwiegen; wenn (es )?dir (wirklich
            )?(wichtig|nicht egal) wäre; dein gewissen; so schwer (kann|ist) (das|es) (doch )?(nicht|wohl);
            (sogar|selbst) (neue|anfänger|fremde)\w* (helfen|schaffen|antworten); (andere|die anderen|alle anderen)
            (schaffen|schafften|konnten|kamen); und du\?; (gewisse|manche) leute (nie|nur|immer); gehofft,? dass du;
            (wir haben|ich habe|haben wir) (gesehen|gemerkt|bemerkt),? dass (du|sie);
            (weggeklickt|weitergescrollt|weggesehen); (haben|hat) .. (ihre|seine) ..
            (pause|mittagspause|feierabend|nacht|zeit|wochenende) (geopfert|gegeben); heraushalten|raushalten;
            (wird|werden) sich merken,? wer; wo deine? (antwort|name|wort) .. sollte; (alle )?etwas zurückgeben;
            (ungern|schwer) .. sagen,? dass du; (du|sie) (willst|wollen|möchtest|möchten) (doch )?nicht,? dass;
            (lass|lasst|lassen) .. (hängen|sitzen|stehen|warten|zappeln); vermisst? (dich|sie|euch); (du|sie)
            (warst|waren|bist|sind) .. (lange|länger|ewig) (nicht|weg|still); lange nichts (gehört|gesehen|gelesen);
            hofft,? dass (jemand|irgendwer|du); (alle|jeder|jede) (in|aus|von|im) (deiner?|der|dem) ..
            (haben|hat|sind|ist); (du wirst|sie werden) (sicher|bestimmt|doch); (unsere|die)
            (besten|fleißigsten|guten|echten|treuesten) (antworten|helfen|reagieren|sind)
        """),
        "es": _ways(r"""
            (te|le) (habría|hubiera|hubiese) (costado|llevado|bastado); (podrías|podías|hubieras podido|habrías
            podido) (haber )?(ayudado|respondido|evitado|ahorrado); (justo|precisamente) a (ti|usted); (y|pero) no
            (supo|recibió|oyó|encontró) (nada|a nadie); (has|ha) tardado .. en; (se rindió|abandonó|lo dejó)
            (porque|sin ti|cuando); quien .. de verdad (ayuda|responde|participa|está); (y|pero) no (diste|has
            dado|devolviste|ayudaste|respondiste) (a )?(ninguna|ninguno|nada|nadie); por una pregunta tuya;
            (lleva|sigue) (atascad[oa]|parad[oa]|bloquead[oa]) desde; menos que (el|la|los|antes|otros); (y|pero) (te
            )?(callaste|guardaste silencio); si de verdad te importara; tu conciencia; tan difícil no (es|será|puede);
            (incluso|hasta) (los nuevos|principiantes|un desconocido); (los|las) demás
            (pueden|pudieron|han|ayudaron|vinieron|estaban); ¿y tú\?; hay gente que (nunca|solo); esperábamos que;
            (vimos|hemos visto|vi|notamos|he visto) que (leíste|has leído|abriste|estabas|pasaste); pasaste de largo;
            (renunciaron|renunció|sacrificaron|sacrificó) (a )?su; quedar(se|te) al margen;
            (recordará|recordarán|sabrá|verá) quién; donde debería(n)? (estar|haber) tu; (devuelven|devolver|devuelve)
            (algo|lo que); (costaría|cuesta|duele) (decirle|decirles|contarle); no (querrás|querrá|querrías) que; no
            (dejes|deje|dejéis) a .. (colgad[oa]|plantad[oa]|sol[oa]|esperando|tirad[oa]); te (echa|echan|echamos) de
            menos; hace (mucho|tiempo) que no (se )?te (ve|vemos|leemos); (espera|esperan|confía) (en )?que
            (alguien|tú|te); todos (en|los de) tu .. (ya|han|se); (seguro|sin duda) que (dirás|vas|ayudarás|puedes);
            (nuestros|los) mejores (ayudantes|miembros) (responden|ayudan|siempre)
        """),
    },
    "reminder": {
        "en": _ways(r"""
            (note|message|line|lines|mail|letter|question|request|invitation)s? (has|have) been here (before|already);
            (is|are) back because; since (my|our) (first|last|earlier) \w+; (my|our) (first|earlier|previous|former)
            (message|note|line|lines|mail|letter|request|invitation|words|try|attempt); (you and i|we) (have
            )?(already )?(talked|spoken|spoke|met) about .. (before|already);
            (mentioned|showed|suggested|described|proposed|offered) .. to you (before|already|earlier|this|last);
            (unread|unanswered|open) (request|message|question|note|invitation)s? (from|of) (me|us); again in case; in
            case (it|this|they|that|my|our) .. (got|gets|went|was|were) (lost|buried|overlooked|missed);
            (got|gone|went) (lost|buried) (between|among|under|in); have you (thought|decided|made up your mind)
            (about|on|over) (my|our); (waiting|hoping|waits|hopes) for (a|some|any) (word|line|sign|reply|answer) (of
            yours|from you|of you); (have not|haven't|not) heard (anything )?(back )?(from|of) you; your
            (answer|reply|word|yes) is (still )?(pending|missing|outstanding|open|awaited); still
            (open|pending|waiting|missing) (on your|from your|with you); (second|third|next) (try|attempt);
            knock(ing)? again; sen(d|t|ding) (\w+ ){0,2}(again|anew|once more); still on (your|the) (list|desk|table);
            (put|laid|set|placed) (a|one|this|that|the) (question|request) (before|in front of) you; (has|have) not
            moved; (little|small|short|any) sign of life; (day|week|round) (two|three|four|five|six|\d),;
            (is|are|lies|sits) (still )?where (it|they) (was|were); (back|again) (on|to|at) (the )?top of;
            (nudg|ping|bump|pok|chas|resurfac|re-?send|re-?shar|re-?post)(e|es|ed|ing|s) (you|this|it|my|our|the);
            (pop|popp|bring|push|mov|float)(ing)? (this|it|that) .. (back|up); back (up )?(in|into|to|at) (the top of
            )?your (inbox|list|feed|messages|attention); (gentle|little|quick|small|brief|friendly|short) (follow[-
            ]?up|nudge|bump|ping|reminder|note again)
        """),
        "de": _ways(r"""
            (zeilen|nachricht|bitte|frage|einladung|notiz) .. (schon einmal|schon mal|bereits) (hier|da|vor dir|bei
            dir); (sind|ist) (wieder da|zurück),? weil; (seit|auf) (unserer|meiner) (ersten|letzten|früheren) \w+;
            (unsere|unserer|unseren|meine|meiner|meinen) (erste|ersten|frühere|früheren|vorige|vorigen)
            (nachricht|zeilen?|bitte|anfrage|mail|einladung|notiz); (haben wir|habe ich|hatte ich|hatten wir) .. schon
            (einmal |mal )?.. (gesprochen|geschrieben|erzählt|geredet|berichtet|gezeigt|vorgeschlagen); (ich hatte|ich
            habe|wir hatten|wir haben) (dir|dich|ihnen|sie) .. schon ..
            (geschrieben|erzählt|gezeigt|vorgeschlagen|gesagt); (hast|haben) (du|sie) (schon )?(über|an)
            (meine|unsere|meinen|unseren) .. (nachgedacht|gedacht|entschieden); (untergegangen|verloren
            gegangen|liegen geblieben); wartet? .. auf (ein wort|eine zeile|ein zeichen|eine antwort) von (dir|ihnen);
            nichts (von dir|mehr von dir) gehört; (deine|ihre) (antwort|rückmeldung|zusage) (fehlt|ist noch
            offen|lässt auf sich); (zweiter|neuer|nächster|letzter) (versuch|anlauf); klopfe (noch
            einmal|nochmal|wieder|erneut); (noch|immer noch) (offen|ausstehend) bei (dir|ihnen); auf (deinem|deiner)
            (tisch|liste|schreibtisch) (liegt|steht|wartet); lag .. (frage|bitte) .. vor dir; lag (eine|die)
            (frage|bitte) (schon einmal )?vor dir; (liegt|liegen) (da|dort) noch; (kleines|kurzes) lebenszeichen;
            (tag|woche|runde) (zwei|drei|vier|fünf|sechs|\d),; (liegt|steht) unverändert; wieder (ganz )?oben
            (auf|in); (kurze|kleine|freundliche|noch eine|erneute) (nachfrage|erinnerung|rückfrage zu);
            (hole?|schiebe?|bringe?|ziehe?|spüle?) .. (nach oben|hoch|hervor|in erinnerung); (nachfassen|nachhaken);
            (bitte|frage|nachricht|anfrage) von (neulich|letztens|gestern|letzter woche|kürzlich)
        """),
        "es": _ways(r"""
            (líneas|mensaje|nota|pregunta|petición|invitación) (ya )?(estuvo|estuvieron|estaba|estaban) (ya
            )?(aquí|ahí); (vuelve|vuelven|está de vuelta|están de vuelta) porque; (nuestr[oa]s?|mis?)
            (primer|primera|últim[oa]s?|anterior|anteriores)? ?(mensaje|líneas?|nota|petición|carta|invitación)(
            anterior(es)?)? (se|ya|sigue|espera|quedó|estaba); desde (nuestr[oa]|mi) (primer|primera|últim[oa])
            (mensaje|nota|carta|petición); (de|sobre) .. ya (hemos hablado|hablamos); ya te
            (hablé|conté|mostré|propuse|sugerí|comenté) (de|sobre|lo|que|esto); (has|ha) (pensado|decidido) (ya
            )?(en|sobre) (mi|nuestra|nuestro); (se )?(perdieron|perdió|quedaron|quedó) (entre|en el
            olvido|sepultad[oa]s?); espera .. (unas palabras|una palabra|una señal|una línea|respuesta)
            (tuyas?|suyas?|de ti); (sin noticias|no (sé|sabemos) nada) de ti; tu respuesta (sigue|está)
            (pendiente|abierta); falta tu (respuesta|palabra|sí); (segundo|nuevo|otro|último) intento; (te )?(lo
            )?(mando|envío|reenvío) (otra vez|de nuevo); sigue (en|sobre) tu (lista|mesa); te (pusimos|puse) delante;
            no se ha(n)? movido; señal de vida; (segundo|tercer|cuarto|quinto) día,; sigue (igual|donde estaba);
            (vuelva|vuelve) a estar arriba; (subo|retomo|recupero|reenvío|repito|rescato)
            (esto|este|esta|el|la|mi|nuestra|nuestro); (breve|pequeño|rápido|amable) seguimiento; por si no (lo|la|te)
            (viste|has visto|llegó|vio); (petición|pregunta|mensaje|nota) (del otro día|de ayer|de hace)
        """),
    },
    "superlative": {
        "en": _ways(r"""
            nowhere (else|better) (will|would|can|do|does|did) (you|we|anybody|anyone|one|people); (there )?(has|have)
            (not|never) been .. (anywhere|before|like|of (this|its) kind); nothing (compares|comes
            close|beats|equals|rivals|matches); without you (there|this|we|nothing|none|the \w+)
            (would|will|could|is); top[- ]notch; first[- ]rate; top[- ]class;
            (finest|smartest|brightest|kindest|cleverest|strongest) (\w+
            )?(badge|helpers?|minds?|people|members?|answers?|community|team); who know (this|that|so) much; in a
            class of (its|your|their) own; one and only; unlike any(thing)?; (hard|impossible) to imagine [^.]*without
            you; lost without you; (is|are|was|were) lost without; changes everything; life[- ]chang\w+;
            (wizard|guru|ninja|magician|mastermind|virtuoso)s?; (all|everybody|everyone)
            (agrees?|admires?|adores?|loves?) (that )?you; never (fail|fails|failed|wrong|miss|misses);
            (pure|solid|sheer) gold; worth (its|their|your) weight; nothing (can|could|will) go wrong; whatever you
            (touch|do|try|begin); (reads?|sounds?) like a (textbook|book|poem|manual); (will )?(not|never) want to be
            anywhere; (the|our|your|my) most
            (?!people|common|recent|used|often|urgent|active|of|frequent|likely|important|similar|asked|once)\w+;
            hands down; by far the; (the|our|your|my|we know|in the)
            (kind|smart|bright|fine|great|nice|warm|cool|hot|fast|strong|sharp|wise|rich|brave|clever|friendli|mighti|bigg|lovel|happi|funni)est;
            (moment|chance|time) to shine; waiting for you
        """),
        "de": _ways(r"""
            nirgend(wo|s) (sonst|anders|besser) (findest|findet|gibt|bekommst|triffst|lernst|bist|wirst); (noch
            )?(nirgends|nirgendwo|nie zuvor|noch nie) .. gegeben; nichts .. (mit (dir|deine[rnm]?|unsere[rnm]?) ..
            )?vergleichbar; nichts (kommt|reicht) .. (heran|ran|gleich); ohne (dich|sie)
            (gäbe|wäre|würde|ginge|läuft|geht) .. (nicht|nichts|kein|keine|niemand);
            spitzen(leute|team|kraft|kräfte|helfer|leistung|klasse); erstklassig\w*; hochkarätig\w*;
            (schönste|klügste|fähigste|stärkste|feinste)[nrs]?
            (abzeichen|köpfe|leute|helfer|team|community|mitglieder); die so viel (wissen|können); eine klasse für
            sich; seinesgleichen; nicht wegzudenken; aufgeschmissen ohne; ohne dich (verloren|aufgeschmissen);
            verändert alles; (zauberer|zauberin|guru|ninja|magier|virtuose)\w*; alle (lieben|bewundern|schwärmen);
            (nie|niemals) (falsch|daneben); gold wert; nichts (mehr )?schiefgehen; was du ..
            (anfasst|machst|tust|schreibst),? (gelingt|sitzt|stimmt); (liest|lesen) sich wie ein
            (lehrbuch|buch|gedicht|handbuch); nirgend(wo|s) anders mehr; mit abstand;
            (unser|unsere|dein|deine|mein|der|die|das|den|dem|unseren|unserer)
            (?!erste|letzte|nächste|meiste|älteste|neueste|neuste|späteste|früheste|jüngste|höchste|niedrigste|längste|kürzeste|wichtigste|häufigste|unterste|oberste|beste|ältere|geringste|kleinste|größte|dringendste|übliche|ernsteste|wenigste)\w{3,}(ig|lich|sam|bar|haft|reich|end|voll|ell|iv|ant|ent|los)ste[nrms]?;
            wartet auf dich
        """),
        "es": _ways(r"""
            en ning(ún|una) otr[oa] (sitio|lugar|parte|comunidad)
            (encontrarás|encuentras|hay|verás|tendrás|aprenderás|se); (nunca|jamás) (hubo|ha habido|existió|se ha
            visto) .. (en ninguna parte|nada igual|algo (así|igual)); nada (se compara|se iguala|supera|se acerca);
            sin ti .. no (existiría|habría|sería|funcionaría|estaría); de primera (categoría|clase|línea)?; (más|tan)
            (list[oa]s|brillantes|sabi[oa]s|capaces) (de|del); que sepa(n)? tanto; de otro nivel; fuera de serie; no
            tiene(s)? igual; perdidos sin ti; imposible imaginar [^.]*sin ti; lo cambia todo;
            (mago|maga|gurú|ninja|virtuos[oa])s?; tod[oa]s te (admiran|adoran|quieren); nunca (fallas|falla|te
            equivocas); (vale|valen) (su peso en )?oro; nada (puede|podrá|podría) salir mal; todo lo que
            (tocas|haces|escribes|empiezas) .. (sale|funciona|acierta); se (lee|leen) como un (manual|libro|poema); no
            querrás estar en; con diferencia; (el|la|los|las) (\w+
            )?(persona|programa|equipo|comunidad|experto|experta|gente|respuesta|oportunidad)s? más
            (?!reciente|antigu|nuev|frecuente|cercan|parecid)\w+; te espera(?! una)
        """),
    },
}
