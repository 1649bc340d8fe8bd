"""The phrases by which pushing is told, in English, German and Spanish; every list is ours.

Each is a pattern of words, looked for in any case. ``_x_`` stands where something is filled in.
"""

from collections.abc import Mapping
from typing import Final


def _phrases(written: str) -> tuple[str, ...]:
    """Those between semicolons; a line break is a space."""
    return tuple(" ".join(one.split()) for one in written.split(";"))


def _verbs(written: str) -> str:
    """One pattern for all of them, which stand between commas."""
    return "|".join(dict.fromkeys(one.strip() for one in " ".join(written.split()).split(",")))


URGENCY: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _phrases(r"""
        straight ?away; (be|better be) (fast|quick); (go|going|fill|filling|sell|selling) (up )?(fast|quickly);
        (sell|selling|filling) out; (are|is) filling up; grab (yours|your|it|one); not a (moment|minute|second) to
        (spare|lose|waste); before (lunch|noon|tonight|the day is over|the end of (the|today)|you (leave|sleep));
        (really )?(pressing|time-critical); first come,? first served; don't (be late|sleep on it|hesitate|put it off);
        today, (please|not); rush; speed (it )?up; running late; without (hesitation|waiting);
        before (it|that|this)('s| is) gone; (this|right this) (minute|second); we are out of time; deadline is
        (near|close|looming); (it's|this is) an emergency; sooner (rather )?than later; (act|join|answer|reply|sign
        up|come|go there|apply|go|help|vote) now; needs? you now; (act|answer|reply|respond|come|look|go|look at
        (this|it)|help|do it|needs? \w+|have to [^.]*|must [^.]*) (at once|immediately|right now|right away);
        immediately!; hurry( up)?; quick(ly)?,; last (chance|call); final (chance|call|notice); a\.?s\.?a\.?p\.?; as
        (soon|fast|quickly) as (you )?(can|possible|possibly); as soon as you possibly can; urgent(ly)?; (can(no|')t|can
        ?not|must not|won't) wait; (do not|don't|no need to|never) (wait|delay|miss (it|out|this)); before it('s| is)
        too late; time is (running|almost|nearly) (out|up); (is|are) running out; drop everything; (act|only|just)
        today; today only; only (a few|\w+) (hours|minutes|days|places|spots) left; (door|doors|window|offer) closes?;
        without delay; this instant; now or never; high time; say yes today; the clock is ticking; needs? (you|your \w+)
        now; limited time; while you still can; no time to lose; every (minute|second) counts
    """),
    "de": _phrases(r"""
        gleich (erledigen|machen|antworten|ansehen|anschauen); flott; plätze sind (begrenzt|knapp); zöger\w*
        (nicht|lang); muss (heute|jetzt|gleich|sofort) (noch )?\w+; eilig; fix(,| bitte); (schnell|rasch|zügig)
        (bitte|noch|antworten|helfen|melden|mal); bitte (schnell|rasch|zügig|gleich); wer zuerst kommt; sputen?;
        (spute|tummel) dich; kein(e)? (minute|sekunde|zeit) (mehr )?(zu )?(verlieren|verschwenden)?; brandeilig; gleich
        jetzt; (es|die sache) brennt,? (also|hilf|komm|schnell); bevor (alles|es|sie) (weg|vorbei) (ist|sind); noch
        heute (bitte|antwort\w*|zusag\w*); lieber (jetzt|heute) als (morgen|später); schnell,; beeil(t|en)?
        (dich|euch|sie); beeilung; (antworte|antworten sie|melde dich|komm|schau|hilf|reagiere?|geh|braucht?
        (dich|dir|deine|sie|ihre)( \w+)?|musst [^.]*|müssen [^.]*) sofort; dringend(e|er|es|en|st)?; letzte
        (chance|gelegenheit|aufforderung|mahnung); so (schnell|bald) (wie|als) (es |irgend )?möglich; (kann|darf) nicht
        warten; (wart(e|et|en)?|zöger[en]?\w*) nicht( länger| mehr)?; bevor es zu spät ist; die zeit
        (läuft|rennt|drängt|wird knapp); lass alles (stehen|liegen); nur (noch )?(heute|jetzt); (jetzt|gleich)
        (zugreifen|mitmachen|antworten|zusagen|anmelden|handeln); sag gleich zu; jetzt oder nie; unverzüglich; umgehend;
        höchste zeit; verpass(e|t|en)? (es|das|nicht|nichts); jetzt sofort; auf der stelle; nur noch wenige
        (stunden|minuten|tage|plätze); solange es noch geht; es eilt(?! nicht); schnellstmöglich; keine zeit (zu
        )?verlieren
    """),
    "es": _phrases(r"""
        sin falta; plazas (vuelan|limitadas); (resolver|hacer|contestar|responder|actuar)\w* ya; volando;
        (corre|corra|vuela); no lo (pienses|dudes|dejes); cuanto más (rápido|pronto); es una emergencia,?
        (así|ven|ayuda|corre); (hazlo|responde|contesta|ven|únete) (ya|hoy); antes de que se
        (acaben?|agoten?|terminen?); (ni|sin perder) un (minuto|segundo); lo más (rápido|pronto) posible; pronto,? por
        favor; de prisa; deprisa; rápido,; date prisa; dese prisa; apresúrate; apúrate;
        (necesit\w+|ven|responde|mira\w*|ayuda|ve|contesta|hazlo)( \w+){0,2} (ahora mismo|de inmediato|inmediatamente);
        inmediatamente; urgente(mente)?; (con )?urgencia; última (oportunidad|llamada|ocasión); últimas plazas; cuanto
        antes; lo antes posible; no puede esperar; no (esperes|espere|tardes|tarde) más; no (esperes|te lo pierdas|lo
        dejes pasar); antes de que sea (demasiado )?tarde; se (acaba|agota|termina) (el tiempo|ya); el tiempo (corre|se
        acaba); déjalo todo; solo hoy; ahora o nunca; sin (demora|falta|perder tiempo); ya mismo; en seguida; apúntate
        ya; quedan pocas (horas|plazas); corre,; antes de nada,
    """),
}
GUILT: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _phrases(r"""
        (everyone|everybody|all|the whole team|your (whole )?team|they) [^.]*(except|but|apart from|bar) you;
        (sitting|waiting|standing) (there )?(all )?alone; (we|i) thought you; (not|isn't|is not|hardly) asking (a
        lot|much|too much); (it is|it's|how) (so )?sad; sad to see; surely you; (have|has) (been
        )?(forgotten|abandoned|given up on) (us|them|_x_); (does|do) not deserve; deserves? better; (we|i) (had
        )?(hoped|expected|counted on); least you (can|could); (you|your) (silence|absence); (hurts?|hurting)
        (us|them|_x_); (where|why) (were|are|have) you; (nobody|no one) (else )?(cares|helps|bothers); selfish; let
        down; don't you (want|care); (what|how) would (they|_x_) think; (he|she|they|_x_) (would|will) be
        (sad|hurt|upset|crushed|disappointed); missed your (help|answer); you (still )?(have not|haven't|did not|didn't)
        (answered|replied|responded|helped|answer|reply|respond|help|bother); you still (have not|haven't|did
        not|didn't); (everybody|everyone|all|the others)( else)? (has|have) already; only you( are| is)? (missing|left);
        (is|are) (counting|relying|depending) on you; (do not|don't|not) let (them|him|her|us|_x_|anybody|everyone)
        down; let (us|them|_x_) down; (we|i)('re| are|'m| am) (disappointed|sad|sorry to see); disappoint(ed|ing|s)?;
        you promised; after (all|everything) (we|the \w+|i) (has|have) done; (not too much|too much) to ask; if you (do
        not|don't|won't) [^.]*(nobody|no one|who) (else )?will; (nobody|no one) else will; a (shame|pity); (you
        )?ignored? (my|our|me|us|_x_); ignore (me|us) again; so why (don't|do not|can't) you; others
        (find|take|have|make) (the )?time; (do|does) not care; (don't|doesn't) care; you owe; your duty;
        (leave|leaving|left) _x_ alone; because of you; your fault; you (should|could) (have|be ashamed); you never
        (answer|reply|replied|answered|help); we expected (more|better); remember\?
    """),
    "de": _phrases(r"""
        (alle|dein (ganzes )?team|jeder) [^.]*(bloß|nur|außer) (du|dir)( nicht)?; bloß du nicht; lässt man (doch )?(\w+
        ){0,2}nicht; schade; (so )?gar nichts (von dir|kommt); von dir (so )?(gar )?(nichts|keine); wir
        (dachten|hofften|hatten gehofft|hatten erwartet); mehr (von dir )?erwartet; traurig; das mindeste; (ganz |so
        )?allein (da|gelassen|auf weiter flur); hat das nicht verdient; verdient (etwas )?besseres; kümmert (dich|sie)
        (wohl )?nicht; (wo|warum) (bist|warst|hilfst) du; vermissen deine; (du|sie) (hast|haben) [^.]*(immer noch|noch
        immer) nicht; immer noch nicht geantwortet; alle anderen (haben|sind); nur du fehlst; nur noch du
        (fehlst|hast|bist); nur sie fehlen; verlässt sich auf (dich|sie); zähl(t|en) auf (dich|sie); im stich;
        enttäusch(t|end|st|en)?; wenn (du|sie) nicht (\w+
        )?(hilfst|helfen|antwortest|antworten|kommst|kommen)[^.]*niemand; (es )?wäre? schade; (echt|wirklich|sehr)
        schade; deinetwegen; wegen dir; deine schuld; andere [^.]*(auch|doch) [^.]*zeit; du (hattest|hast) (es
        )?versprochen; versprochen, (oder|weißt); nach allem, was; nicht zu viel verlangt; du reagierst nie; du
        antwortest nie; du meldest dich nie; (ist|sind) (dir|ihnen) (wohl )?egal; deine pflicht; du schuldest; hättest
        (du )?[^.]*(können|sollen); ignorier(st|t|e)? (mich|uns); allein gelassen
    """),
    "es": _phrases(r"""
        menos tú; excepto tú; no está bien; esperábamos (más|otra cosa); (qué|es) triste; pensábamos que; creíamos que;
        lo mínimo que; tan sol[oa]s?; merece algo mejor; no se merece; te has olvidado; (dónde|por qué no)
        (estás|estabas|ayudas); contábamos contigo; a nadie le importa; egoísta; (todavía|aún) no (le |me |nos |les
        )?has (respondido|contestado|ayudado); todavía no (has|ha) (respondido|contestado); todos los demás ya; solo
        faltas (tú)?; solo falta usted; cuenta(n)? contigo; cuenta(n)? con usted; no (le|les|nos|lo|la|me) falles; nos
        (has )?(decepciona|fallado)\w*; decepcion\w+; si (tú |usted )?no (ayudas?|respondes?|contestas?|vienes?|viene|lo
        haces?)[^.]*(nadie|quién); una (pena|lástima); (qué|da) (pena|lástima); otros sí; prometiste; después de todo lo
        que; no es (mucho )?pedir; nunca (respondes|contestas|ayudas); por tu culpa; tu deber; te da igual; no te
        importa; ignor(as|aste|ado) (mi|mis|nuestros?|a); lo (has )?prometido; nos debes
    """),
}
REMINDER: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _phrases(r"""
        (it's|just|only) me,? again; me again[.,:!] (have|did|any|about); it's me,? again; (was|were) (already )?sent to
        you; any (news|word|update)s? (on|about|from|yet); (may|might|must) have (overlooked|missed|forgotten); (here|so
        here) it is again; (my|our) (question|message|request|note) (from|of)
        (last|yesterday|monday|tuesday|wednesday|thursday|friday|_x_); (did|have) you (forget|forgotten); don't forget;
        do not forget; (wrote|asked|told|sent) (to )?you (on|last|yesterday|earlier); coming back to; pinging; (no|not
        a) (answer|reply|response) from you; (have|had) a chance to; (i|we) (already )?(asked|wrote)( you)?
        (before|already|earlier); one last time; for the last time; repeat(ing)? (my|our|myself); (just|here to|let
        me|must|have to) remind(ing)? you; (second|third|fourth|final|last|another|friendly|gentle|quick|kind|one more)
        (reminder|notice|nudge|ping); just (checking|following|circling|touching) (in|up|back|base); checking in again;
        following up; follow(ed)? up on (my|our|the); bumping; (writing|asking|sending) (\w+ )?(once more|again|one more
        time); as (i|we) (said|wrote|mentioned|asked); (did|have) you (see|seen|got|get|read|miss|missed) (my|our) (last
        )?(message|note|mail); (second|third|fourth|\w+th) time (i|we) (ask|write|remind);
        (asked|wrote|told|reminded|written to) you (\w+ )?(twice|already|before|several times|three times); (am|are|is)
        still waiting for (you|your); got no (answer|reply); (on|to|about) (my|our) last (message|note); circling back;
        in case you missed; you never replied; once again
    """),
    "de": _phrases(r"""
        (ich bin's|ich bin es|da bin ich|ich) (schon )?wieder[ ,.!:](wegen|mit|und); übersehen; (schon|noch) (eine
        )?(rückmeldung|antwort) (für mich)?\?; (meine|unsere) (frage|bitte|nachricht) (vom|von|aus der) (\w+); vergiss
        (bitte )?nicht; nicht vergessen; (hast|haben) (du|sie) (es )?(schon )?vergessen; (hatte|habe) (ich
        )?(dir|dich|ihnen|sie) (schon|bereits); (dir|dich) (schon|bereits) (einmal|mal|am|letzte); komme? (noch
        ?(ein)?mal |wieder )?(auf|zurück); ein letztes mal; zum letzten mal; wieder ich; (noch ?(ein)?mal|wieder|erneut)
        (erinner\w+|daran); noch keine (antwort|rückmeldung) von;
        (zweite|dritte|vierte|letzte|freundliche|kleine|kurze|sanfte|nochmalige) erinnerung; (wollte|möchte) (\w+ )?(nur
        )?(noch ?(ein)?mal|wieder) (nach)?fragen; (noch ?(ein)?mal|wieder) nachfragen; nachgehakt; hake? (\w+ )?(noch
        ?(ein)?mal )?nach; hake? ich nach; wie (\w+ )?(schon|bereits) (\w+
        )?(geschrieben|gesagt|gefragt|erwähnt|mitgeteilt); wie (gestern|letzte woche|neulich); (meine|unsere) (letzte
        |letzten )?nachricht(en)? (gesehen|gelesen|bekommen|erhalten|übersehen); steht noch aus; schon
        (zwei|drei|mehr)mal; (zum|das) (zweite|dritte|vierte)n? mal,? (frage|schreib|bitte|erinnere|dass); wartet? (\w+
        )?(weiter|noch|immer noch) auf (dich|deine|ihre); keine antwort (bekommen|erhalten); ich (schreibe|melde mich)
        (\w+ ){0,3}(noch ?(ein)?mal|wieder); erneut (erinnern|nachfragen); schubs
    """),
    "es": _phrases(r"""
        (soy|aquí) yo otra vez; soy yo de nuevo; se (te|le) (pasó|ha pasado|pasara); (alguna|hay) novedad(es)?
        (sobre|de) (mi|lo); (mi|nuestra) (pregunta|petición|nota|mensaje) (del?|de la)
        (lunes|martes|miércoles|jueves|viernes|semana|_x_); no (olvides|te olvides|lo olvides); (te|le)
        (envié|mandé|escribí|pregunté) (ya |esto )?; por última vez; una vez más; vuelvo con (lo|mi|el|la); (has|ha)
        olvidado; sin respuesta tuya; otra vez yo; (segundo|tercer|cuarto|último|amistoso|pequeño|breve|nuevo)
        recordatorio; recordatorio (amistoso|cordial|amable); (vuelvo|quería|quisiera|quiero) (a |volver a
        )?(preguntar|escribir|insistir|recordar)\w*; te (escribo|pregunto|recuerdo) (otra vez|de nuevo|una vez más);
        como (te |le |ya )?(\w+ )?(dije|escribí|comenté|dijimos|decíamos); (viste|has visto|leíste|has leído|recibiste)
        (mi|mis|nuestro) (último )?mensaje; (ya te lo|te lo) he (pedido|dicho|preguntado);
        (he|hemos|había|habíamos) (ya )?(pedido|preguntado|escrito|dicho|avisado) (ya )?(dos|tres|varias) veces; por
        (segunda|tercera|cuarta) vez; sigue
        esperándo(te|le); no he(mos)? (tenido|recibido) respuesta; insisto; (pendiente|a la espera) de tu respuesta
    """),
}
SUPERLATIVE: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _phrases(r"""
        you rock; (nobody|no one) \w+ (\w+ |_x_ )?(like|as well as|better than) you; stunning; out of this world; chosen
        few; heart and soul; (the|a|our) star; stellar; (truly |absolutely |simply )(great|unique|special|outstanding);
        one of a kind; (the )?(elite|cream of the crop|top of the top); magical?; wow; (most |so |truly )wonderful;
        marvel+ous; spectacular; priceless; champion; legend; unmatched; (best|greatest) (\w+ )?(ever|of all);
        unforgettable; never (been )?seen; dream (team|come true); most (\w+ )?(in|of) (the|our) (world|community);
        (our|the|your|my) (very )?(best|greatest|finest|smartest|most
        (valuable|amazing|important|helpful|active|brilliant|incredible)) (\w+
        )?(helper|helpers|community|member|members|people|team|teams|expert|experts|place|chance|opportunity|programme|answer|group|friends?);
        best (\w+ )?(in|of) the world; greatest \w+ (anywhere|ever|in); amazing(ly)?; incredibl[ey]; awesome;
        unbelievabl[ey]; world[- ]class; unbeatable; legendary; exclusive; once in a lifetime; unique
        (chance|opportunity|offer); perfect (chance|opportunity|match|fit|helper|person); superstars?; rock ?stars?;
        heroe?s?; blew everybody away; mind-?blowing; (this|it) is huge; epic; fantastic; phenomenal; extraordinary;
        outstanding; second to none; like no other; genius; simply the best; sensational; revolutionary; game[-
        ]chang\w+; ever seen; brilliant
    """),
    "de": _phrases(r"""
        (keiner|niemand) \w+ [^.]*(so )?wie du; (der|unser|ein) (absoluter )?star; spitze(nklasse|nmäßig)?; hammer;
        toll(e[rnms]?|ste\w*)?; (herz|seele) (und|unserer|der); klasse; elite; weltbeste\w*; (so |einfach )wunderbar\w*;
        unvergesslich\w*; unbezahlbar\w*; superklasse; super; der wahnsinn; einfach (toll|genial|super|klasse); legende;
        champion\w*; konkurrenzlos\w*; ausgewählten kreis; aller(beste|größte|liebste|wichtigste)\w*;
        (unser|unsere|der|die|dein|deine|mein)(e[rnms]?)?
        (beste[rnms]?|größte[rnms]?|tollste[rnms]?|wertvollste[rnms]?|fleißigste[rnms]?) \w+; beste[rnms]? \w+ der welt;
        besten (community|gemeinschaft|helfer) ?\w*; einmalig\w*; einzigartig\w*; sensationell\w*; exklusiv\w*;
        unglaublich\w*; phänomenal\w*; weltklasse; legendär\w*; unschlagbar\w*; unübertroffen\w*; perfekte[rnms]?
        (gelegenheit|chance|mensch|person|helfer); superstar\w*; held(in|en|innen)?; genial\w*; grandios\w*;
        fantastisch\w*; großartig\w*; überragend\w*; bahnbrechend\w*; wahnsinn\w*; mega; spektakulär\w*;
        atemberaubend\w*
    """),
    "es": _phrases(r"""
        nadie lo \w+ (tan bien )?como tú; crack; (la|nuestra|una) estrella; alma de; élite; inigualables?;
        incomparables?; inolvidables?; de ensueño; magnífic[oa]s?; (tan |más )estupend[oa]s?; una pasada; súper;
        superlativo; leyenda; campeon\w+; excepcional(es)?; genio; únicos? elegidos?; irrepetibles?;
        (nuestra?s?|el|la|los|las|tu|tus) mejor(es)?
        (ayudante|persona|miembro|equipo|comunidad|experto|experta|oportunidad|programa)\w*( de tod[oa]s)?; mejor(es)?
        \w+ del mundo; (oportunidad|ocasión|experiencia) única; únic[oa] en (el mundo|su); espectacular\w*;
        exclusiv[oa]s?; increíbles?; impresionantes?; extraordinari[oa]s?; de clase mundial; legendari[oa]s?;
        insuperables?; perfect[oa]s? (oportunidad|ocasión|persona); (oportunidad|ocasión) perfecta; superestrellas?;
        héroes?; heroínas?; genial(es)? [^¡!.]*mundo; fantástic[oa]s?; maravillos[oa]s?; asombros[oa]s?; fenomenal(es)?;
        revolucionari[oa]s?; sin igual; brillantes?; alucinantes?
    """),
}
NOT_SO: Final[Mapping[str, tuple[str, ...]]] = {
    "en": _phrases(r"""
        (not|nothing|isn't|never|no) (\w+ ){0,2}(urgent); is urgent here; the (best|good|usual|quietest) time [^.]*;
        i will not remind; whether it is urgent; how
        urgent
    """),
    "de": _phrases(r"""
        nicht (so |sehr )?(dringend|eilig); es eilt nicht; nichts (ist )?dringend; wie dringend; ob es dringend
    """),
    "es": _phrases(r"""
        no (es|corre) (urgente|prisa); nada (es )?urgente; cómo de urgente; si es urgente; (solo|únicamente)
        (una|dos|tres) veces
    """),
}
"""Words that deny what stands in them: taken out before anything is looked for."""
ORDERS: Final[Mapping[str, str]] = {
    "en": _verbs(r"""
        accept, add, answer, ask, attend, be, begin, book, bring, build, buy, call, change, check, choose, click, close,
        come, complete, confirm, contact, copy, create, decide, delete, describe, discuss, dm, do, download, drag, drop,
        edit, email, enter, explain, explore, fill, find, finish, follow, forget, get, give, go, grab, hand, help, hit,
        hold, install, introduce, invite, join, jump, keep, lead, learn, leave, let, like, listen, log, look, make,
        mark, meet, message, move, open, order, pass, paste, pay, pick, pin, ping, plan, post, prepare, present, press,
        put, raise, rate, reach, react, read, record, register, remember, remove, reply, report, review, run, save, say,
        scroll, search, see, select, send, set, share, show, sign, speak, spread, start, stay, stop, study, submit,
        subscribe, support, swipe, switch, tag, take, talk, tap, tell, test, thank, think, track, translate, try, turn,
        type, update, upload, upvote, use, verify, visit, vote, wait, watch, welcome, work, write
    """),
    "de": _verbs(r"""
        abonniere?, aktualisiere, antworte, antworten sie, baue?, beobachte, bereite?, berichte, beschreibe?,
        bestätige?, bestätigen sie, besuche?, bewerte, bleib, bring, buche?, danke?, denk, drücke?, drücken sie,
        entscheide?, ergänze?, erkläre?, erstelle?, erzähle?, fang, finde?, folge, folge?, folgen sie, frag, frage,
        fragen sie, fülle?, geben sie, geh, gehen sie, gib, helfen sie, hilf, hol, hör, installiere?, kaufe?, klicke?,
        klicken sie, komm, kommen sie, kommentiere, kopiere?, lade, lade?, laden sie, lass, lassen sie, lauf, leg,
        lerne?, lesen sie, lies, logge?, lösche?, mach, machen sie, markiere?, markieren sie, melde, melde?, melden sie,
        nehmen sie, nimm, nutze?, plane?, probier, prüfe?, prüfen sie, rede?, reiche?, ruf, rufen sie, sag, sagen sie,
        schau, schauen sie, schick, schicke, schicken sie, schließe?, schreib, schreibe, schreiben sie, sei, setz, sieh,
        speichere?, sprich, stell, stellen sie, stimm, such, suche, teile?, teilen sie, teste?, tippe?, trag, triff, tu,
        unterstütze, verbinde, verlinke, vervollständige, warte, wechsle, wähle, wählen sie, zeig, zeige, zeigen sie,
        ändere?, öffne, öffnen sie
    """),
    "es": _verbs(r"""
        abra, abre, acepta, acepte, actualiza, agradece, apoya, aprende, apúntate, ayuda, ayude, añada, añade, baja,
        borra, busca, busque, cambia, cierra, cierre, coge, coja, comenta, comparta, comparte, completa, compra,
        comprueba, compruebe, conecta, confirma, confirme, contesta, conteste, copia, corre, crea, cuenta, da, decide,
        deja, deje, descarga, describe, di, diga, dile, dé, déjal[oa], edita, elige, elija, empiece, empieza, enlaza,
        entra, envía, envíe, escriba, escribe, escucha, espera, explica, guarda, habla, haga, haz, informa, instala,
        invita, invite, lea, lee, llama, llame, léel[oa], marca, marque, mira, mire, muestra, muestre, márcal[oa],
        observa, participa, pega, piensa, planea, pon, ponga, pregunta, pregunte, prepara, preséntate, preséntese,
        prueba, pruebe, publica, publique, pulsa, pulse, queda, recuerda, registra, regístrate, rellena, rellene,
        reserva, responda, responde, revisa, siga, sigue, sube, suscríbete, termina, toca, toma, tome, trae, usa, use,
        valora, vaya, ve, ven, venga, visita, visite, vota, vote, únase, únete
    """),
}
"""Verbs with which an order begins."""
CHOICE: Final[Mapping[str, str]] = {
    "en": r"\b(or|if|otherwise|either|whoever|you can|you may|please|unless|to \w+ it)\b",
    "de": r"\b(oder|wenn|sonst|falls|entweder|kannst|darfst|können|bitte|wer|um)\b",
    "es": r"\b(o|si|u|puedes|puede|por favor|quien|para)\b",
}
"""What leaves a choice, or says what for."""
