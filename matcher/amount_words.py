"""The words around numbers of a vacancy, as data: units, periods, months, spoken numbers, in any language.

Compared plain (`matcher.text.plain`: small letters, no accents), as beginnings of words; an entry that ends in a full
stop is a word in full. Spoken numbers are folded listings (`matcher.cues`). A language is added by adding its words.
"""

from __future__ import annotations

HOUR = """
    wo.-std|h.|hs.|hr|hrs|hour|hora|ore.|ora.|heure|std|stunde|wochenstunde|ωρα|ωρες|ωρων|ωρη|ωρο|godz|часов|годин
    timmar
"""
WEEK = """
    week|p.w|pw.|/w|weekly|seman|settiman|sett.|/sett|semaine|hebdo|sem.|/sem|woch|wo.|/wo|εβδομαδ|εβδ|tydz|tyg.
    tygodni
"""
# Beside these, hours are those of a week: "full time (40 hours)".
FULL_TIME = """
    full|completa|jornada|pieno|plein|vollzeit|πληρη|πληρεσ|completo|etat|teilzeit|part|parcial|parziale|partiel|cdi
    cdd|μερικη
"""
YEAR = """
    year|yr|ano.|anos.|anno|anni|an.|ans.|annee|jahr|ετος|ετοσ|ετη|ετων|ετουσ|χρον|lat.|lata|rok.|roku|letni|лет|рок
"""
MONTH = """
    month|mes.|meses|mesi|mese|mois|monat|μηνα|μηνεσ|μηνων|μηνε|miesi|mies.
"""
PERIODS = {
    "hour": """
        hour|hr.|h.|hora|ora.|orari|all'ora|heure|horaire|l'heure|stunde|std|stundenlohn|ωρα|ωριαι|ωρομισθ|godz
        stundlich|hourly|lorda oraria|oraria|ωρ.|stdl
    """,
    "day": """
        day|daily|dia.|diari|jornal|giorno|giornalier|jour|journalier|tag.|taglich|ημερα|ημερησι|μερα|μεροκαματο
        dzien|dniowk|diaria|dzienn|tagessatz
    """,
    "month": """
        month|monthly|mes.|mensual|mensuel|mensil|mese|mois|monat|μηνα|μηνιαι|mensai|mensal|miesi|mies.|pcm
        mensualidad|al mes|pagas|mensilita|mtl.|m-c|m. ca
    """,
    "year": """
        year|annum|annual|p.a|pa.|yearly|ano.|anual|anuales|anno.|annu|annuo|annua|annui|ral.|an.|jahr|jahrlich
        ετησι|ετοσ|ετουσ|χρονο|rok.|roku|roczn|anuai|k.
    """,
}
GROSS = """
    ral.|gross|brut|lord|μικτα|μικτοσ|μικτο|ακαθαριστ|iliquid|μεικτ
"""
NET = """
    limpo|net.|neto|netto|nett|nets.|neti|liquid|καθαρα|καθαρο|καθαροσ|na reke|na ręk|limpi|a la mano
"""
# Beside these, money is pay.
PAY = """
    salar|sueldo|pay.|wage|retribuz|stipend|ral.|paga.|compenso|remuner|gehalt|lohn|vergutung|verdienst|μισθ|αμοιβ
    αποδοχ|vencimento|ordenado|wynagrodz|pensj|stawk|placa|zarob|earn|rate|nomina|entgelt|verdien|basis|μεροκαματο
    μηνιαι|salaire|tarif|salario|gagn|minijob|gratif|lorda|bolsa|ganh|guadagn|bruttolohn|einstiegsgehalt|zl|smic
    indennita|stypend
"""
# Before a date: the work begins then.
START = """
    pierwszy dzien|start|from|begin|as of|commenc|incorporacion|inicio|comienzo|empez|a partir|desde|inizio
    decorrenza|dal.|da.|a partire|debut|des.|a compter|prise de poste|ab.|zum.|eintritt|εναρξη|απο.|προσληψη|entrada
    od.|rozpocz|wyjazd|poczatek|abreise|depart|incorpor|partenza|available|arrivo|arranque|beginn|αρχη|ξεκιν|αναληψη
    para.|le.|il.|on.|per.|αναχωρηση
"""
# Before a date: something else happens then.
UNTIL = """
    until|hasta|fino|jusqu|bis.|εως.|μεχρι|ate.|do.|deadline|apply|closing|plazo|scadenza|candidatur|bewerb|αιτησ
    prazo|termin|founded|since|fundada|seit|depuis|gegrund|ιδρυ|zgloszen|aplik|cierre|entro|avant|vor.|przed|before
    through|nacid|born|al.|au.|interview|entrevista|publicad|fecha de|fin.|validade|limite|ende.|finalizac
"""
MONTHS = (
    "january|jan.|enero|gennaio|janvier|januar|ιανουαριου|ιανουαριοσ|janeiro|stycznia|styczen",
    "february|feb.|febrero|febbraio|fevrier|februar|φεβρουαριου|φεβρουαριοσ|fevereiro|lutego|luty",
    "march|mar.|marzo|mars|marz|μαρτιου|μαρτιοσ|marco|marca|marzec",
    "april|apr.|abril|aprile|avril|απριλιου|απριλιοσ|kwietnia|kwiecien",
    "may|mayo|maggio|mai|μαιου|μαιοσ|maio|maja|maj",
    "june|jun.|junio|giugno|juin|juni|ιουνιου|ιουνιοσ|junho|czerwca|czerwiec",
    "july|jul.|julio|luglio|juillet|juli|ιουλιου|ιουλιοσ|julho|lipca|lipiec",
    "august|aug.|agosto|aout|αυγουστου|αυγουστοσ|sierpnia|sierpien",
    "september|sep.|sept.|septiembre|settembre|septembre|σεπτεμβριου|σεπτεμβριοσ|setembro|wrzesnia|wrzesien",
    "october|oct.|octubre|ottobre|octobre|oktober|οκτωβριου|οκτωβριοσ|outubro|pazdziernika|pazdziernik",
    "november|nov.|noviembre|novembre|νοεμβριου|νοεμβριοσ|novembro|listopada|listopad",
    "december|dec.|diciembre|dicembre|decembre|dezember|δεκεμβριου|δεκεμβριοσ|dezembro|grudnia|grudzien",
)
# Those of years and months only.
SPOKEN = {
    0.5: "half|medio|mezzo|halbes|halbe|halben|meio|pół|μισό",
    1: "one|a|un|uno|una|une|ein|einem|eine|einer|eines|einjährig*|um|uma|ένα|ένας|ενός|έναν|jeden|jednego|roczn*",
    1.5: "półtora|anderthalb|eineinhalb|półtorej",
    2: "two|dos|due|deux|zwei|zweijährig*|dois|duas|δύο|δυο|dwa|dwóch|dwuletni*|biennale|διετ*|dwie",
    3: "three|tres|tre|trois|drei|dreijährig*|três|τρία|τριών|τρεις|trzy|trzech|trzyletni*|triennale|τριετ*",
    4: "four|cuatro|quattro|quatre|vier|vierjährig*|quatro|τέσσερα|τεσσάρων|cztery|czterech|czteroletni*",
    5: "five|cinco|cinque|cinq|fünf|fünfjährig*|πέντε|pięć|pięciu|pięcioletni*|πενταετ*|quinquennale",
    6: "six|seis|sei|sechs|έξι|sześć|sześciu|εξάμην*",
    7: "seven|siete|sette|sept|sieben|sete|επτά|εφτά|siedem",
    8: "eight|ocho|otto|huit|acht|oito|οκτώ|οχτώ|osiem",
    10: "ten|diez|dieci|dix|zehn|dez|δέκα|dziesięć",
    12: "twelve|doce|dodici|douze|zwölf|doze|δώδεκα|dwanaście",
    18: "eighteen|dieciocho|diciotto|dix-huit|achtzehn|dezoito|δεκαοκτώ|osiemnaście",
    24: "twenty-four|veinticuatro|ventiquattro|vingt-quatre|vierundzwanzig",
}
# "At least two years" asks for experience, whatever is done in them.
MINIMUM = """
    minimum|min.|at least|al menos|minim|almeno|au moins|mindestens|mind.|τουλαχιστον|pelo menos|co najmniej|minima
"""
# Years of these are none of experience.
OTHER_YEARS = """
    old|de edad|di eta|d'age|alt.|ηλικι|wieku|de idade|aged|edad|eta.|alter|wiek|idade|contrat|vertrag|carn|licen
    permis|garant|resid|συμβ|umow|ausbildung|formation|apprent|scuola
"""
CONTRACT_NOUN = """
    contract|contrat|contratto|vertrag|συμβαση|umow|kontrakt|mission|διαρκεια|duracion|durata|duree|duracao
"""
# Months of these are none of a temporary contract.
NOT_TEMPORARY = """
    prueba|prova|probe|essai|probation|δοκιμ|probn|permanent|indefinid|unbefrist|indeterm|sem termo|cdi|αοριστου
    nieokresl|experienc|experienz|esperienz|erfahrung|εμπειρ|doswiadcz|after|despues|dopo|nach.|apres|μετα.|apos
"""
# Hours of the day stand behind these: "de lunes a viernes de 13 a 15 h", "ab 18 Uhr".
CLOCK = """
    das|as|a las|de las|las|entre|entre as|entre las|um|von|ab|dalle|alle|ore|from|at|a|στισ|viernes de|sabado de
    friday|freitag|vers
"""
EACH = """
    a|al|am|per|pro|par|an|the|im|por|ao|na|την|το|il
"""
# Hours of these are none of a week.
OTHER_TIME = """
    day|dia|giorn|jour|tag|ημερ|dzien|month|mes.|monat|μην|mies|year|anno|jahr|ano.
"""
