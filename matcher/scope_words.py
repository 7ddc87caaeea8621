"""The words that say how a vacancy means what stands beside them: needed, welcome, not needed, offered, or talk.

Listings as in `matcher.stated_words`.
"""

from __future__ import annotations

# Welcome, not needed.
WELCOME = """
    en: a great asset|would be useful|nice to have|is a plus|are a plus|a plus|an advantage|advantage|advantageous
        desirable|desired|preferred|preferably|is a bonus|would be a bonus|bonus points|ideally|an asset|beneficial
        is welcome|are welcome|appreciated|would be great|helpful|optional|would be nice|not essential but
        we would love|valued|useful|a big plus
    es: méritos|mérito|se tendrá en cuenta|suma|valorable*|se valora*|valoramos|valorándose|deseable*|opcional
        preferible*|preferentemente|ideal|un plus|se valorará*|valorará|valorarán|será un plus|es un plus
        no imprescindible pero|suma puntos|recomendable
    it: meglio se|sono valutati|saranno valutat*|ben accett*|gradite|graditi|gradit*|preferibil*|preferibilmente
        titolo preferenziale|è un plus|un plus|costituisce titolo preferenziale|sarà valutat*|apprezzat*|preferenziale
        auspicabil*|idealmente|un vantaggio|sarà considerat*|valutiamo anche
    fr: précieux|précieuse|serait un atout|serait apprécié*|bienvenues|un plus|atout|souhaité*|apprécié*|idéalement
        est un avantage|serait un plus|souhaitable*|bienvenu*|de préférence|un avantage|préférence|valorisé*
    de: ein bonus|wäre super|wäre klasse|wäre toll|schadet nicht|schaden nicht|wäre ideal|wäre gut|gern mit
        von vorteil|vorteilhaft|wünschenswert*|ein plus|idealerweise|gerne auch|gern gesehen|gerne gesehen|wäre schön
        pluspunkt|pluspunkte|willkommen|hilfreich|bevorzugt|im idealfall|nice to have|wünschen uns|erwünscht
        optimalerweise|ein vorteil
    el: ατού|θα θεωρηθεί προσόν|θα θεωρηθεί|θα βοηθούσε|επιθυμητό|επιθυμητή|επιθυμητά|επιθυμητές|επιθυμητός
        θα εκτιμηθεί|θα εκτιμηθούν|θα ληφθεί|προσόν|πλεονέκτημα|προτιμάται|προτίμηση|θα αξιολογηθεί|θα αξιολογηθούν
        ιδανικά|επιπλέον προσόν|καλό να|θα συνεκτιμηθεί|θα προτιμηθούν|θα προτιμηθεί
    pt: é útil|útil|seria ótimo|é vantagem|são vantagem|vantajoso|valoriza se|valorizam se|preferencial|desejável
        desejáveis|valorizado*|valorizada*|mais valia|preferencialmente|será valorizad*|é um plus|vantagem
        fator preferencial|fator de preferência|dá se preferência|valorizamos|idealmente|preferência|um plus
    pl: atuty|przyda się|się przyda|przydatn*|mile widzian*|atutem|dodatkowym atutem|atut|dodatkowy atut|będzie plusem
        plusem|chętnie|preferowan*|dodatkowy plus|zaletą|pożądan*|będzie dodatkowym|idealnie
    uk: буде перевагою|перевага|перевагою|бажано
    ar: يفضل|ميزة إضافية
    tr: tercih sebebi|tercihen
"""
# Needed: they end what "welcome" in the same sentence reaches.
NEEDED = """
    en: required|must|essential|necessary|mandatory|needed|we require|you need|you have|obligatory|a must|compulsory
    es: imprescindible*|necesari*|obligatori*|se requiere*|requerid*|se exige*|se precisa*|requisito*|indispensable*
    it: richiest*|necessari*|indispensabil*|obbligatori*|essenzial*|si richied*|requisito*|requisiti
    fr: exigé*|requis*|obligatoire*|indispensable*|nécessaire*|impératif*|impérative*|vous avez|il faut
    de: erforderlich*|notwendig*|voraussetzung*|zwingend|vorausgesetzt|unbedingt|benötigt*|du hast|sie haben|muss
    el: απαιτείται|απαιτούνται|απαραίτητη|απαραίτητο|απαραίτητα|απαραίτητες|απαραίτητος|προϋπόθεση|υποχρεωτική
        υποχρεωτικά|υποχρεωτικό|απαιτούμενα|απαιτούμενη
    pt: obrigatóri*|necessári*|exige se|exigid*|imprescindível|indispensável|requer se|essencial|requisito*
    pl: wymagan*|konieczn*|niezbędn*|wymagamy|wymóg|obowiązkow*|warunek konieczny
"""
# Not needed, before or after what it is about.
NOT_NEEDED = """
    en: not a problem|not required|not needed|not necessary|no need|not essential|isn't required|isn't necessary
        is not a must|not a must|not a requirement|not obligatory|not mandatory|don't need|do not need|no|without
        neither|isn't needed|unnecessary
    es: no lo exigimos|no exigimos|no pedimos|no se requiere*|no es necesari*|no hace falta|no necesari*|no se exige*
        no imprescindible|no es imprescindible|no se precisa*|sin necesidad|no es obligatori*|no se pide*
        no hacen falta|no son necesari*|sin|no requiere|no se necesita*|no necesitas
    it: non è richiest*|non richiest*|non sono richiest*|non è necessari*|non necessari*|non serve|non servono|senza
        non è indispensabile|non indispensabil*|non è obbligatori*|non occorre|non sono necessari*|nessun*
    fr: n'est pas nécessaire|n'est pas obligatoire|non requis*|pas nécessaire*|pas obligatoire*|pas besoin|non exigé*
        pas exigé*|n'est pas exigé*|sans|aucun|aucune|pas de|pas requis*|pas indispensable*|non obligatoire*
        non nécessaire*|ni
    de: brauchst nicht|brauchst du nicht|brauchen sie nicht|muss nicht|nicht verlangt|nicht erforderlich
        nicht notwendig|nicht nötig|nicht zwingend|nicht vorausgesetzt|keine|kein|keinen|ohne|keine voraussetzung
        kein muss|nicht benötigt|nicht gebraucht|weder|sind nicht|ist nicht
    el: δεν είναι απαραίτητες|δεν ζητείται|δεν απαιτείται|δεν απαιτούνται|δεν χρειάζεται|δεν χρειάζονται
        δεν είναι απαραίτητη|δεν είναι απαραίτητο|χωρίς|δεν είναι απαραίτητα|δεν είναι υποχρεωτική
        δεν είναι υποχρεωτικό|δεν είναι προϋπόθεση|όχι απαραίτητη|δεν ζητάμε|δεν ζητούνται|όχι απαραίτητα
    pt: nenhum*|não é necessári*|não é obrigatóri*|não é exigid*|não é preciso|não é precisa|não são exigid*
        não são necessári*|não se exige*|sem|não exigimos|não obrigatóri*|não precisa|não é requisito|dispensa se
        não é requerid*|não pedimos|não necessári*|não exigid*
    pl: nie szukamy|nie jest wymagan*|nie są wymagan*|nie wymaga*|nie jest konieczn*|nie jest niezbędn*|niewymagan*
        nie są konieczn*|bez|nie jest potrzebn*|nie trzeba|nie potrzeb*|brak wymagań|niekonieczn*|nie jest warunkiem
        nie musisz|nie są potrzebn*
"""
# What the employer gives: a language course that is offered is no language asked for.
OFFERED = """
    en: we offer|offered|we provide|provided|provide|provides|included|free|available|what we offer|benefits|you get
        offer|our offer|offers|includes|including|with accommodation|on site
    es: ofrecemos|se ofrece*|ofrece|incluid*|incluye|gratuit*|se facilita*|facilitamos|proporcionamos
        a cargo de la empresa|ofrece*|facilita|proporciona|con alojamiento|con vivienda|a disposición|disponible
        ponemos
    it: offriamo|si offre|offre|gratuit*|incluso|inclusa|inclusi|compreso|compresa|fornit*|forniamo|a disposizione
        possibilità di|disponibile|mettiamo
    fr: nous offrons|nous proposons|proposé|proposée|fourni*|gratuit*|inclus*|offert*|possible|mis à disposition
        sur place|offrons|assuré|proposons|prévu|disponible
    de: wir bieten|bieten|geboten|kostenlos*|kostenfrei*|gestellt|wird gestellt|stellen|inklusive|inkl|vorhanden
        zur verfügung|wir stellen|günstige|bei bedarf|möglich
    el: προσφέρουμε|παρέχεται|παρέχονται|παρέχουμε|παροχή|παροχές|δωρεάν|προσφέρεται|προσφέρονται|διατίθεται
        περιλαμβάνεται|καλύπτεται|καλύπτουμε
    pt: oferecemos|oferece se|oferta|incluíd*|gratuit*|disponibilizamos|fornecemos|fornecid*|damos|asseguramos
        disponível|oferece|assegurado|inclui|com alojamento|possibilidade de
    pl: oferujemy|zapewniamy|zapewnion*|darmow*|bezpłatn*|gwarantujemy|dajemy|w pakiecie|udostępniamy|możliwość
        w cenie|zapewnia|oferuje
"""
HELP = """
    en: supported|sponsored|help|helps|helping|assist*|support*|sponsor*|sponsorship|relocation|we arrange|arrange
    es: tramitaremos|ayuda*|ayudamos|apoyo|apoyamos|tramitamos|tramitación|tramita|gestionamos|acompañamos
        asesoramiento
    it: ti aiutiamo|aiutiamo|aiut*|supporto|supportiamo|assistenza nella|ricerca|assistiamo|sponsorizz*|ci occupiamo
    fr: prenons en charge|procédure|aide|aides|aidons|accompagn*|soutien|soutenons|recherche|prise en charge|sponsor*
    de: begleitung|begleiten|hilfe|helfen|unterstütz*|wohnungssuche|zimmersuche|unterkunftssuche|suche nach
        kümmern uns|vermitteln|behilflich
    el: μετακαλούμε|αναλαμβάνουμε τις διαδικασίες|βοήθεια|βοηθάμε|βοηθούμε|υποστήριξη|υποστηρίζουμε|εύρεση
        αναλαμβάνουμε|φροντίζουμε|βοηθάει
    pt: ajuda*|ajudamos|apoio|apoiamos|tratamos|tratar|procura de
    pl: pomoc|pomaga*|pomoż*|wsparcie|wspieramy|załatwiamy|załatwimy|pośredniczymy|sponsor*
"""
# Teaching and courses: what is taught is not asked for.
COURSE = """
    en: teacher|teach|teaching|tutor|course|courses|lessons|classes|language class|language training
    es: profesor*|docente|enseñanza|impartir|curso|cursos|clases|clases de
    it: insegnant*|docente|insegn*|corso|corsi|lezioni
    fr: enseign*|professeur*|formateur|formatrice|cours|leçons
    de: lehrer*|lehrkraft|dozent*|unterrichten|kurs|kurse|kursen|sprachkurs*|unterricht|deutschkurs*|englischkurs*
        sprachunterricht|deutschunterricht|sprachförderung
    el: καθηγητ*|διδασκαλ*|δάσκαλ*|μαθήματα|μάθημα|σεμινάρι*
    pt: professor*|ensino|formador*|ensinar|curso|cursos|aulas
    pl: nauczyciel*|lektor*|uczymy|nauczanie|kurs|kursy|kursów|lekcje|lekcji|nauka języka|naukę języka
"""
# Who says it of themselves: the company, its customers, its product.
COMPANY = """
    en: supervisors|co workers|coworkers|crew|our company|we are|our team|our customers|our clients|clients|customers
        guests|founded|established|market leader|our staff|colleagues|we have|company with|team speaks
        working language|patients|our residents|tourists
    es: compañeros|encargados|los capataces|nuestra empresa|somos|nuestro equipo|nuestros clientes|clientes
        empresa con|fundada|compañía con|líder|empresa líder|contamos con|huéspedes|turistas|empresa familiar con
        grupo con
    it: colleghi|la squadra|la nostra azienda|siamo|il nostro team|i nostri clienti|clienti|azienda con|fondata|leader
        ospiti|azienda leader|turisti|vanta|vantiamo
    fr: collègues|chefs d équipe|notre entreprise|nous sommes|notre équipe|nos clients|clients|entreprise de|fondée
        leader|clientèle|forte de|fort de|touristes|depuis
    de: team spricht|vorarbeiter|kollegen|mandanten|unsere gäste|belegschaft|unser unternehmen|wir sind|unser team
        unsere kunden|kunden|unternehmen mit|gegründet|marktführer|gäste|gästen|blicken|patienten|seit|bewohner
        bewohnern|wir haben
    el: συνάδελφοι|το προσωπικό μας|η εταιρεία μας|είμαστε|η ομάδα μας|πελάτες|εταιρεία με|ιδρύθηκε|ηγετική|πελατεία
        επισκέπτες|τουρίστες|η επιχείρησή μας|δραστηριοποιείται
    pt: colegas|encarregados|a nossa empresa|somos|a nossa equipa|clientes|empresa com|fundada|líder|hóspedes|turistas
        contamos com|há mais de
    pl: brygadziści|koledzy|zespół mówi|pracownicy|nasza firma|jesteśmy|nasz zespół|klienci|klientów|klientami|firma z
        założona|lider|goście|gości|firmą z|istniejemy|od ponad|działamy
"""
# Words that make a bare "mornings" or "weekends" a time of work.
TIME_OF_WORK = """
    en: shift*|work*|hours|schedule|available|availability|rota|timetable
    es: turno*|horario*|jornada*|trabaj*|disponib*|de lunes|servicio*
    it: turn*|orari*|lavor*|dispon*|servizio
    fr: horaire*|travail*|équipe*|dispon*|poste|planning|service
    de: schicht*|arbeit*|dienst*|einsatz*|bereitschaft*|arbeitszeit*|früh|spät|tätigkeit
    el: βάρδι*|ωράρι*|εργασία*|εργασίας|απασχόληση|διαθεσιμότητα|πρόγραμμα|δουλειά|ωραρίου
    pt: horário*|trabalh*|turno*|disponib*|serviço
    pl: zmian*|grafik*|prac*|dyspozycyj*|godzin*|dyżur*|harmonogram*
"""
# "Weekends off" is no work on weekends.
OFF = """
    en: off|free|closed|no|not|without|excluding|except
    es: libre*|cerrado*|sin|no|excepto|descanso
    it: liber*|chius*|no|senza|esclus*|non|riposo
    fr: libre*|fermé*|sans|pas|hors|repos|chômés
    de: frei|freie|freies|freier|kein*|geschlossen|ohne|nicht
    el: ρεπό|ελεύθερα|ελεύθερο|κλειστά|κλειστό|χωρίς|όχι|δεν|εκτός
    pt: livre*|folga|folgas|fechado*|sem|não|exceto
    pl: woln*|bez|nieczynn*|nie|oprócz
"""
# Pay that is no pay for the work.
NOT_PAY = """
    en: legal minimum|customers pay|clients pay|statutory|per km|price|bonus|bonuses|voucher*|allowance|turnover
        revenue|budget|fee|fine|referral|prize|worth|capital
    es: cuesta|precio|por km|bono|bonus|plus|incentivo*|dieta*|facturación|kilometraje|ticket*|cheque*|premio
        presupuesto|prima*|millones
    it: retta|costa|prezzo|bonus|buoni|premio|rimborso|fatturato|incentiv*|budget|buono|milioni
    fr: coûte|prix|loyer|le km|prime|primes|tickets|chiffre d'affaires|budget|indemnité*|remboursement|panier
        titre-restaurant|millions
    de: kostet|preis|miete|pro km|pro kilometer|spesen|bonus|prämie*|zuschuss|gutschein*|umsatz|budget|zulage*
        fahrtkosten*|willkommensprämie|urlaubsgeld|weihnachtsgeld|millionen|zuschlag
    el: κοστίζει|τιμή|ενοίκιο|μπόνους|bonus|επίδομα|κουπόνι*|τζίρος|έξοδα|εκατομμύρια
    pt: custa|preço|renda|por km|bónus|prémio*|subsídio|ajudas de custo|faturação|vale*|orçamento|milhões
    pl: kosztuje|cena|czynsz|karta sportowa|za km|premi*|dodatek|dodatku|bon*|obrót|obroty|budżet|zwrot|milion*
"""
EXPERIENCE = """
    en: experience|experienced
    es: experiencia
    it: esperienz*
    fr: expérience*|expérimenté*
    de: erfahrung*|berufserfahrung*|arbeitserfahrung*|praxiserfahrung*|berufspraxis|vorerfahrung*|praxis
    el: εμπειρία|εμπειρίας|προϋπηρεσία|προϋπηρεσίας|πείρα
    pt: experiência
    pl: doświadczeni*|stażu|praktyki
"""
KNOWLEDGE = """
    en: knowledge|speak|speaks|speaker|speakers|speaking|spoken|level|language|languages|fluency|command|skills
        proficiency|written|communicate|conversational
    es: conocimiento*|hablar|hablad*|nivel|idioma*|lengua|lenguas|dominio|manejo|hable|habla
    it: conoscenza|conoscenze|parlare|parlat*|livello|lingua|lingue|padronanza|parli|parla
    fr: connaissance*|parler|parlé*|niveau|langue|langues|maîtrise|maîtrisez|parlez|bases|notions|pratique
    de: kenntnisse*|sprechen|sprichst|gesprochen*|sprachkenntnisse*|sprache|sprachen|niveau|verständigung|wort
        beherrsch*|spricht|verständigen
    el: γνώση|γνώσεις|γνώσης|ομιλία|γλώσσα|γλώσσας|γλωσσών|γλώσσες|επίπεδο|χειρισμός|χρήση|μιλάτε|μιλάει|μιλούν|μιλάς
        ομιλείτε|συνεννόηση|επικοινωνία
    pt: conhecimento*|falar|falad*|nível|língua|línguas|idioma*|domínio|fala|fale
    pl: znajomość*|znajomością|mówi*|poziom*|język*|języka|języków|komunikatywn*|włada*|posługiwa*
"""
# Beside "experience", these ask for it: "previous experience", "experience as a cook".
EXPERIENCE_ASKED = """
    en: previous|prior|proven|demonstrable|experience in|experience as|experience with|experience of|with experience
        relevant|experience on|solid|experienced
    es: previa|demostrable|acreditada|experiencia en|experiencia como|experiencia con|con experiencia|experiencia de
        probada|aportar experiencia|experiencia similar|experiencia mínima
    it: pregressa|esperienza in|esperienza come|esperienza nel*|esperienza con|con esperienza|comprovata|esperienza di
        maturata|esperienza su|esperienza minima|precedente
    fr: expérience en|expérience dans|expérience similaire|expérience comme|expérience avec|avec expérience
        première expérience|expérience du|expérience de|expérience significative|expérience réussie|expérience sur
    de: erfahrung in|erfahrung als|erfahrung im|erfahrung mit|erste erfahrung*|berufserfahrung in|berufserfahrung als
        erfahrungen in|berufserfahrung im|mit erfahrung|einschlägige|erfahrungen im|mehrjährige*|erfahrung auf
    el: προηγούμενη|αποδεδειγμένη|εμπειρία σε|εμπειρία στη|εμπειρία στην|εμπειρία στο|εμπειρία στον|εμπειρία ως
        εμπειρία με|με εμπειρία|προϋπηρεσία σε|προϋπηρεσία στη|προϋπηρεσία στην|προϋπηρεσία στο|προϋπηρεσία στον
        προϋπηρεσία ως|με προϋπηρεσία|σχετική|εμπειρία στα|εμπειρία στις
    pt: prévia|comprovada|experiência em|experiência na|experiência no|experiência como|experiência com
        com experiência|anterior|experiência de|experiência nas|experiência nos
    pl: doświadczenie w|doświadczenie na|doświadczenie jako|doświadczenia w|z doświadczeniem|doświadczenie przy
        doświadczenie z|udokumentowane|doświadczenia na|praktyki w
"""
# Beside "experience" these do not: "pay depends on experience", "gain experience".
EXPERIENCE_ELSE = """
    en: depending|according|gain|based on|customer experience|user experience|depends|commensurate|salary
        guest experience|experience level|dependent
    es: según|en función|adquirir|dependiendo|de acuerdo|a convenir|valía
    it: in base|a seconda|commisurat*|acquisire|secondo|commisurata
    fr: selon|acquérir|en fonction|suivant
    de: je nach|abhängig|sammeln|entsprechend
    el: ανάλογα|αποκτήσετε|αναλόγως|αναλόγωσ
    pt: consoante|de acordo|adquirir|em função|conforme
    pl: zależn*|w zależności|zdobyć|zdobycia|uzależnion*|zdobędziesz
"""
# A contract that may come later: "temporary, with the possibility of a permanent one".
LATER = """
    en: possibility|may become|could become|possible extension|view to
    es: posibilidad de|posibilidad|pasar a|convertir*|opción a|después
    it: possibilità|trasformazione|finalizzato|successiv*|scopo
    fr: possibilité|évolution|pouvant
    de: möglichkeit|option|übernahme|später|aussicht auf
    el: δυνατότητα|προοπτική|μετατροπή
    pt: possibilidade|passagem|conversão
    pl: możliwość|możliwością|z opcją|potem
"""
# A certificate that the work leads to is none that is asked for.
LEADS_TO = """
    en: put you through|work towards|you will gain|train you|lead to|leading to
    es: para obtener|obtención|conseguir|obtendrás
    it: per ottenere|conseguire|conseguimento|otterrai
    fr: préparer|pour obtenir|obtention|préparation
    de: zum erwerb|erwerben|abschluss als ziel|bereiten dich
    el: να αποκτήσεις|απόκτηση|οδηγεί σε
    pt: para obter|obtenção|obter
    pl: zdobyć|zdobędziesz|uzyskać|egzaminem
"""
# Visas: nothing is asked by naming them, but some employers help with them.
VISA = """
    en: visa|visas|skills permit|work visa
    es: visado|visados
    it: visto|visti d'ingresso
    fr: visa|passeport talent
    de: visum|visums|visa|anerkennungsverfahren
    el: βίζα|μετακαλούμε|μετάκληση|άδεια μετάκλησης
    pt: visto|vistos
    pl: wiza|wizy|wizę|wizow*
"""
# Beside a machine these say that a licence for it is meant, not its use.
PAPER = """
    en: licen*|certificate*|certified|ticket|card|permit|training
    es: carnet*|carné*|certificad*|curso*|licencia|permiso|habilitación|título|acreditación|formación
    it: patentin*|attestat*|certificat*|abilitazion*|corso|patente|titolo
    fr: caces|permis|certificat*|attestation|habilitation|formation|diplôme
    de: schein|ausweis|bedienerausweis|führerschein|nachweis|zertifikat|lizenz|kurs|bescheinigung|ausbildung
    el: άδεια|άδειας|δίπλωμα|πιστοποιητικό|πιστοποίηση|πτυχίο|σεμινάριο|βεβαίωση
    pt: carta|certificado|licença|curso|formação|habilitação|certificação
    pl: uprawnieni*|certyfikat*|zaświadczeni*|licencj*|kurs|kursu|prawo|szkoleni*|udt
"""
