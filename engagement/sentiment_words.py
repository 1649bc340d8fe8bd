"""The words by which a tone is told, in English, German and Spanish: our own lists, for people who talk about work.

Words of the trade weigh nothing: an error, a failed build, a killed process, a problem and a bug are what help channels
are about, and are told calmly most of the time. A ``*`` at the end stands for any ending.
"""

from collections.abc import Mapping

GLAD: Mapping[str, str] = {
    "en": (
        "thanks thank thx thankyou ty tysm great excellent awesome amazing fantastic wonderful brilliant superb"
        " perfect perfectly nice nicely lovely love loves loved loving liked good glad happy pleased delighted"
        " thrilled excited exciting beautiful beautifully elegant helpful appreciate appreciated appreciates"
        " appreciation cheers kudos congrats congratulations bravo hooray horray hurray hero yay wow cool sweet"
        " neat handy useful best enjoy enjoyed enjoying impressive impressed grateful welcome hope hoping luck fine"
        " helps helped no-worries cute fun incredible incredibly outstanding stellar lifesaver phew luckily"
        " thankfully pleasure interesting smart clever rocks charm spot-on worked recommend nifty solid gem genius"
        " haha"
    ),
    "de": (
        "danke dankeschön dank vielen super toll tolle toller tolles klasse prima großartig* ausgezeichnet*"
        " hervorragend* perfekt* wunderbar* genial* schön schöne schönes gut gute guter gutes guten freut freue"
        " freuen froh glücklich* hilfreich* nützlich* liebe lieben spitze bravo glückwunsch begeistert* cool hoffe"
        " hoffentlich bestens beste besten top geholfen hilft geklappt gerne gern spaß angenehm* elegant*"
    ),
    "es": (
        "gracias genial* excelente* perfecto perfecta estupendo estupenda fantástico fantástica maravilloso"
        " maravillosa increíble buenísimo buenísima bueno buena buenos buenas bien bonito bonita encanta encantado"
        " encantada feliz contento contenta alegra alegro útil útiles agradezco agradecido agradecida felicidades"
        " enhorabuena bravo espero suerte gusto gusta mejor ayudó sirvió funcionó cool súper guay crack amable"
    ),
}
VEXED: Mapping[str, str] = {
    "en": (
        "hate hates hated hating terrible terribly awful horrible horribly horrid annoying annoyed annoys"
        " annoyance annoyingly frustrating frustrated frustration frustrates ugly painful painfully pain sad sadly"
        " scary scared afraid sorry bad badly worse worst useless stupid ridiculous crap crappy sucks suck sucked"
        " rubbish garbage nightmare mess messy disgusting disappointed disappointing disappointment unfortunate"
        " unacceptable angry mad furious upset confusing confused confusion tedious hideous pathetic broken lame"
        " nasty dreadful miserable hopeless desperate stuck struggling shame damn dammit wtf ffs argh ugh grr"
        " insane absurd worried worry worrying worries fear frightening saddening heinous abusive intimidat*"
        " painfull haters rage tired sick evil hell shit bullshit idiotic idiot dumb silly lousy clumsy poor poorly"
        " fed-up unhappy unbearable infuriating headache disaster horrific bothers bothering bothered"
    ),
    "de": (
        "hasse hass schrecklich* furchtbar* schlecht* schlimm* ärgerlich* ärgert ärgere nervt nervig* nerven"
        " frustriert* frustrierend* mist scheiße scheiß* blöd* dumm* nutzlos* unbrauchbar* katastrophe"
        " katastrophal* enttäuscht* enttäuschend* traurig* leider wütend* sauer verwirrend* verwirrt* hässlich*"
        " mühsam* verdammt* unerträglich* peinlich* lächerlich* miserabel* grauenhaft* verzweifelt* verzweifle"
        " albtraum kaputt sinnlos*"
    ),
    "es": (
        "odio horrible* terrible* fatal malo mala malos malas mal peor molesto molesta molesta* frustrante*"
        " frustrado frustrada frustra inútil inútiles estúpido estúpida ridículo ridícula basura mierda asco"
        " asqueroso triste* enfadado enfadada enojado enojada decepcionado decepcionada decepcionante* lamentable*"
        " desastre pesadilla harto harta desesperado desesperada confuso confusa maldito maldita feo fea vergüenza"
        " absurdo absurda lástima lamento"
    ),
}
STRONG: Mapping[str, str] = {
    "en": (
        "very really so extremely incredibly absolutely totally completely truly super most terribly horribly"
        " awfully such damn freaking too insanely greatly highly deeply"
    ),
    "de": (
        "sehr so extrem unglaublich absolut total völlig echt wirklich richtig ganz besonders viel zu mega ungemein"
    ),
    "es": (
        "muy tan extremadamente increíblemente absolutamente totalmente completamente realmente súper demasiado mucho"
    ),
}
WEAK: Mapping[str, str] = {
    "en": "bit slightly somewhat little kinda kind-of fairly sort-of",
    "de": "bisschen etwas leicht einigermaßen wenig",
    "es": "poco algo ligeramente",
}
NOT: Mapping[str, str] = {
    "en": (
        "not no never without hardly isn't aren't wasn't weren't don't doesn't didn't can't cannot couldn't won't"
        " wouldn't shouldn't ain't haven't hasn't nothing neither nor"
    ),
    "de": "nicht kein keine keinen keiner keinem nie niemals ohne kaum nichts weder",
    "es": "no nunca jamás sin nada tampoco ni apenas",
}
GLAD_SIGNS = (
    ":)", ":-)", ";)", ";-)", ":d", ":-d", "=)", "(:", "^^", "<3", ":p", "xd", "\N{PARTY POPPER}",
    "\N{THUMBS UP SIGN}", "\N{HEAVY BLACK HEART}", "\N{SMILING FACE WITH SMILING EYES}", "\N{GRINNING FACE}",
    "\N{PERSON WITH FOLDED HANDS}", "\N{SLIGHTLY SMILING FACE}", "\N{SMILING FACE WITH HEART-SHAPED EYES}",
    ":tada:", ":heart:", ":+1:", ":smile:", ":slightly_smiling_face:", ":grinning:", ":pray:", ":raised_hands:",
    ":clap:", ":thumbsup:",
)  # fmt: skip
VEXED_SIGNS = (
    ":(", ":-(", ":'(", ":/", ":-/", "=(", "):", ":@", ">:(", "\N{ANGRY FACE}", "\N{CRYING FACE}",
    "\N{LOUDLY CRYING FACE}", "\N{POUTING FACE}", "\N{THUMBS DOWN SIGN}", "\N{DISAPPOINTED FACE}",
    "\N{FACE WITH LOOK OF TRIUMPH}", ":cry:", ":sob:", ":angry:", ":rage:", ":-1:", ":disappointed:",
    ":face_palm:", ":facepalm:", ":weary:", ":slightly_frowning_face:",
)  # fmt: skip
