"""The small classes of words that the phrases of ``advocacy.pitch`` are put together from.

``{talk}`` in a phrase of ``advocacy.pitch_asking`` or ``advocacy.pitch_claiming`` stands for one of the class ``talk``.
How the rest of a phrase is read is said in ``advocacy.phrases``. English first, then German, then Spanish.
"""

WORDS = {
    "talk": ("call|calls|chat|demo|meeting|coffee|intro|introduction|consultation|walkthrough|tour|conversation|"
        "zoom|lunch|demonstration|assessment|presentation|audit|catch-up|workshop|pilot|discovery call|"
        "strategy session"),
    "book": ("book|schedule|grab|arrange|reserve|claim|hop on|jump on|line up|pencil in|squeeze in|hop onto|"
        "jump onto|block|find|carve out|pick|put|drop"),
    "short": ("quick|short|brief|personal|personalised|personalized|private|virtual|no-obligation|introductory|"
        r"discovery|one-to-one|one-on-one|tailored|friendly|\d+-minute|\d+ minute|\d+ min|\d+-min|ten-minute|"
        "fifteen-minute|twenty-minute|thirty-minute|half-hour"),
    "offer_to": ("let me|let's|lemme|allow me to|i can|i could|i'd|i would|i'd like to|i'd love to|i'd be (happy|glad|"
        "delighted|thrilled|honou?red) to|we'd be (happy|glad|delighted|thrilled|honou?red) to|we can|"
        "we could|we'd|we'd love to|we would|happy to|glad to|love to|delighted to|thrilled to|honou?red to|"
        "want me to|should i|shall i|shall we|may i|might i|can i|could i|would you like me to|"
        "would you like to|i'll|we'll|more than happy to|i will|we will|should we|can we|could we|like me to|"
        "our team (can|will|would)"),
    "me": ("me|us|our team|my team|our sales|sales|our experts|my colleague|my colleagues|our specialists|"
        "our people"),
    "write_to": ("dm|pm|message|email|e-mail|text|call|write|write to|contact|reach out to|speak to|speak with|"
        "talk to|talk with|get in touch with|get hold of|buzz|whatsapp"),
    "proposal": ("brochure|one-pager|one pager|roi|roi calculator|white( )?paper|ebook|e-book|deck|proposal|quote|"
        "offer|price list|data( )?sheet|case study|success story|overview|details|the numbers|materials|"
        "information pack|reference list|comparison sheet|info pack|pricing|figures|"
        "leaflet|slides"),
    "paper": ("brochure|one-pager|one pager|white( )?paper|ebook|e-book|deck|webinar|newsletter|roi calculator|"
        "case studies|pricing page|landing page|info pack|slides|masterclass"),
    "firms": ("teams|customers|clients|companies|firms|brands|schools|hospitals|agencies|shops|studios|marketers|"
        "universities|banks|businesses|organisations|organizations|airlines|retailers|enterprises|farms|"
        "clinics|growers|startups|households|stores|cities|libraries"),
    "own": "our|my|we have the|we offer the|we've got the",
    "best": ("best|fastest|easiest|smartest|leading|finest|simplest|greatest|strongest|safest|most (powerful|"
        "complete|advanced|reliable|secure|trusted|loved|accurate|comprehensive|modern|popular|affordable)"),
    "shine": ("beautiful|amazing|fantastic|incredible|awesome|brilliant|outstanding|stunning|magical|effortless|"
        "seamless|cutting-edge|world-class|revolutionary|unmatched|unrivalled|unbeatable|award-winning|"
        "best-in-class|industry-leading|state-of-the-art|enterprise-grade|next-generation|next-gen|"
        "all-in-one|superb|unparalleled|top-notch|first-class|turnkey|white glove|white-glove|hassle-free|"
        "frictionless|powerful"),
    "thing": ("tool|wiki|platform|product|software|suite|package|dashboard|experience|support|onboarding|team|"
        "vendor|provider|planner"),
    "bad": ("bloated|clunky|dying|overpriced|a nightmare|a disaster|a mess|a joke|stuck in|"
        "from the last century|doomed|a dinosaur|dinosaurs|yesterday's|falling apart|a scam|past its prime|"
        "behind the times"),
    "others": "other|most|cheap|all the other|so many|old-school",
    "rivals": "vendors|vendor|providers|provider|competitors|competition|suppliers|shop|shops",
    "soon": ("friday|monday|tuesday|wednesday|thursday|saturday|sunday|tomorrow|tonight|midnight|the end of|"
        "month end|month's end|the month|this week|this month|this quarter|quarter end|the weekend|christmas|"
        "year end"),
    "places": ("spots?|seats?|places|slots?|licen[cs]es|teams|customers|companies|studios|schools|shops|gardens|"
        "partners|growers|clinics|kits"),
    "termin": ("termin|demo|telefonat|call|gespräch|kaffee|vorführung|präsentation|beratung|erstgespräch|webinar|"
        "videocall|videogespräch|beratungsgespräch|beratungstermin|workshop|testzugang|rundgang|demotermin|"
        "live-demo|kennenlernen|potenzialanalyse|austausch|onlinetermin"),
    "zeigen": ("zeigen|zeig|zeige|vorführen|vorstellen|anbieten|zukommen|zusenden|anrufen|beraten|telefonieren|"
        "vernetzen|freischalten|reservieren|sichern|schicken"),
    "euch": "dir|dich|euch|ihnen|sie",
    "prospekt": ("broschüre|angebot|referenzmappe|unterlagen|prospekt|preisliste|info-?material|infomaterial|"
        "infopaket|produktblatt|whitepaper|kostenvoranschlag|erfolgsgeschichten|referenzen"),
    "tag": ("sonntag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|monatsende|morgen|jahresende|"
        "quartalsende|ende|zum"),
    "charla": "llamada|reunión|demo|demostración|videollamada|charla|café|consultoría|asesoría",
    "mostrar": ("enseño|presento|preparo|llamo|ofrezco|reservo|regalo|enseñamos|mostramos|preparamos|llamamos|"
        "ofrecemos|regalamos|conecto|agendo|consigo|muestro"),
    "os": "os|te|le|les|se lo|te lo|os lo|se la|te la|os la",
    "folleto": "propuesta|oferta|folleto|presupuesto|cotización|catálogo|dossier|tarifas|lista de precios",
    "día": "viernes|lunes|martes|miércoles|jueves|sábado|domingo|mañana|fin de mes|mes|semana",
}  # fmt: skip
EMPLOYER = (
    "work at", "work for", "work there", "working at", "working for", "I'm at", "I am at", "I'm with", "I am with",
    "I'm from", "I am from", "I'm on … team", "I'm in sales", "employee", "employed at", "employed by", "staff",
    "from … here", "sales team", "works at", "works for", "arbeite bei", "arbeite für", "ich bin bei", "ich bin von",
    "bin … angestellt", "Mitarbeiter", "Mitarbeiterin", "von … hier", "im Vertrieb", "trabajo en", "trabajo para",
    "soy de", "soy del equipo", "trabajamos en",
)  # fmt: skip
"""By which somebody says where they work."""
