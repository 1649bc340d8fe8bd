"""The small classes of words that the phrases of ``advocacy.occasions`` are put together from.

``{fit}`` in a phrase of ``advocacy.occasion_past`` or ``advocacy.occasion_plans`` stands for one of the class ``fit``.
How the rest of a phrase is read is said in ``advocacy.phrases``; it takes in words of whoever asks by ``…`` only, so
that none of them is ever shown. English first, then German, then Spanish.
"""

WORDS = {
    "someone": "anyone|anybody|someone|somebody|any of you|one of you|any one",
    "group": ("schools|universities|companies|teams|firms|shops|cities|clinics|farms|agencies|nonprofits|newsrooms|"
        "churches|clubs|museums|towns|hospitals|organisations|organizations|departments|teachers|admins|"
        "freelancers|museum|newsroom|school|university|company|hospital|city|clinic|bakery|restaurant|co-op|"
        "charities|charity|practices|municipalities|councils|restaurants|bakeries"),
    "fit": ("cope with|hold up|handle|manage|suit|fit|serve|scale to|work for|work with|work as|work in|"
        "stand up to|survive|be used for|be used as|be used to|do that|do this|be bent|carry|keep up with|"
        "be abused|deal with|cut it"),
    "sane": ("sensible|realistic|crazy|overkill|feasible|madness|a bad idea|a terrible idea|terrible|too much|"
        "asking for trouble|out of scope|doable|a stretch|too ambitious|viable|a good match|far-fetched|"
        "wishful thinking"),
    "right": "right|wrong|proper|appropriate|suitable",
    "plan": "plan|plans|tier|tiers|edition|editions|subscription|licen[cs]e|licen[cs]es|pricing|quote",
    "plans": ("pro|plus|premium|business|enterprise|team|basic|starter|community|free|cloud|hosted|managed|"
        "self-hosted|self hosted|on-premise|on-prem|open source|paid|standard|professional|solo|paid plan|"
        "saas"),
    "old": ("old|current|existing|previous|legacy|homegrown|home-grown|self-written|self-made|self-built|"
        "in-house|present|former|own|custom|ancient|ageing|aging"),
    "system": ("system|systems|tool|tools|crm|vendor|provider|supplier|platform|setup|software|solution|spreadsheet|"
        "spreadsheets|wiki|wikis|database|stack|server|site|website|blog|shop|store|product|service|intranet|"
        "erp|till|lms|backend|host|hoster|app|application|helpdesk|ticketing|tracker|pile|box|archive|"
        "catalogue|calendar"),
    "leave": ("leaving|retiring|ditching|abandoning|phasing out|decommissioning|sunsetting|getting rid of|"
        "getting off|moving off|moving away from|coming from|coming over from|switching from|migrating from|"
        "moving from|moving over from|migrating off|transitioning from|escaping|outgrowing|coming off|"
        "escaping from|migrating away from|switching away from|saying goodbye to|fleeing"),
    "left": ("replaced|ditched|switched from|moved from|migrated from|came from|moved off|moved away from|got off|"
        "moved over from|abandoned|jumped ship from|transitioned from|come over from"),
    "to_leave": ("leave|retire|ditch|abandon|phase out|get rid of|get off|move off|move away from|switch from|"
        "migrate from|move from|migrate off|switch off|say goodbye to"),
    "years": ("pages|tickets|contacts|invoices|records|orders|customers|posts|mails|emails|history|articles|"
        "documents|recipes|beds|patients|boards|courses|photos|subscribers|workflows|dashboards|bookings|"
        "accounts"),
    "wechseln": ("umsteigen|umziehen|wechseln|migrieren|weggehen|wegzugehen|umzusteigen|umzuziehen|ablösen|abzulösen|"
        "rauskommen|loswerden|loszuwerden|überführen|rüberziehen|herüberholen|rüberholen|rüberbringen|"
        "rüberzuholen|umsiedeln|verabschieden|wegkommen|wegzukommen|hinter uns lassen"),
    "alt": ("altes|alte|alten|alter|bisheriges|bisherige|bisherigen|jetziges|jetzige|jetzigen|eigenes|"
        "selbstgebautes|selbstgebaute|selbstgestricktes|selbstgeschriebenes|selbstgestrickte|selbst gebautes|"
        "vorheriges|vorherigen"),
    "tarif": "tarif|abo|paket|edition|lizenz|plan|version|variante|tarife|ausgabe|preismodell|stufe",
    "gruppe": ("hochschulen|schulen|firmen|städte|vereine|gemeinden|bibliotheken|praxen|teams|unternehmen|betriebe|"
        "kommunen|museen|kirchen|leute|büros|kanzleien|verlage|höfe|läden|kliniken|redaktionen"),
    "alguien": "alguien|alguno|alguna|alguno de vosotros|alguien aquí|algún|quién|quien",
    "grupo": ("universidades|escuelas|empresas|equipos|ciudades|ayuntamientos|ayuntamiento|bibliotecas|clínicas|"
        "colegios|tiendas|asociaciones|municipios|museos|hoteles|clínica|colegio|empresa|hospital|granja|"
        "restaurantes"),
}  # fmt: skip
