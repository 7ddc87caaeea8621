"""The schooling, licences and certificates that vacancies ask for, as data; listings as in `matcher.stated_words`."""

from __future__ import annotations

EDUCATION = {
    "none": """
        en: no qualifications required|no qualifications needed|no formal qualifications|no formal education
            no diploma required|no diploma needed|no degree required|no schooling required|no education required
            no qualification needed|no qualification required|no school certificate|no formal qualification|no diploma
        es: sin estudios|no se requiere formación|no se requieren estudios|no se requiere titulación
            no es necesaria formación|sin titulación|no son necesarios estudios|no se exige titulación
            no se requiere formación específica|no hacen falta estudios|no se piden estudios|no se exigen estudios
            no se necesita titulación
        it: nessun titolo di studio|non è richiesto alcun titolo|titolo di studio non richiesto
            non è richiesto titolo di studio|non è richiesto un titolo di studio|nessun titolo|nessun diploma
            non serve un diploma|non serve diploma|non servono titoli di studio|non serve titolo di studio
            non è richiesto nessun titolo
        fr: sans diplôme|aucun diplôme|pas de diplôme|aucune qualification|aucun diplôme requis|aucun diplôme exigé
        de: kein schulabschluss|ohne ausbildung|keine ausbildung|ohne abschluss|keine ausbildung erforderlich
            auch ungelernt*|kein abschluss|keine abgeschlossene ausbildung|keine berufsausbildung|ohne schulabschluss
            ohne berufsausbildung|keinen schulabschluss|keinen abschluss
        el: χωρίς τυπικά προσόντα|δεν απαιτείται πτυχίο|χωρίς πτυχίο|δεν απαιτείται τίτλος σπουδών
            δεν απαιτούνται σπουδές|χωρίς τίτλο σπουδών|δεν χρειάζεται πτυχίο|δεν απαιτείται απολυτήριο
            δεν χρειάζεται απολυτήριο|δεν απαιτούνται τίτλοι σπουδών
        pt: sem escolaridade|não é exigida escolaridade|sem habilitações|não são exigidas habilitações
            não se exige escolaridade|não são necessárias habilitações|não é necessário diploma
            não exigimos habilitações|sem habilitações mínimas|não é exigido diploma|não pedimos habilitações
        pl: bez wykształcenia|wykształcenie nie jest wymagane|nie wymagamy wykształcenia
            nie jest wymagane wykształcenie|nie jest wymagany dyplom|wykształcenie nie ma znaczenia
            nie wymagamy dyplomu|wykształcenie nieistotne|wykształcenie nie gra roli|wykształcenie obojętne
    """,
    "compulsory": """
        en: compulsory education|compulsory schooling|lower secondary|gcse|gcses|primary school
            school leaving certificate|basic schooling|compulsory school|basic education
        es: educación secundaria obligatoria|eso|graduado escolar|graduado en eso|estudios primarios
            educación primaria|estudios básicos|enseñanza obligatoria|título de eso|graduado en educación secundaria
            secundaria obligatoria|educación obligatoria|estudios obligatorios|enseñanza secundaria obligatoria
        it: licenza media|scuola dell'obbligo|terza media|obbligo scolastico|scuola media|diploma di terza media
        fr: collège|fin de collège|brevet des collèges|brevet|scolarité obligatoire|dnb
        de: hauptschulabschluss|pflichtschulabschluss|schulabschluss|realschulabschluss|mittlere reife|hauptschule
            pflichtschule|mittleren schulabschluss|mittlerer schulabschluss
        el: απολυτήριο γυμνασίου|υποχρεωτική εκπαίδευση|γυμνάσιο|απόφοιτος γυμνασίου|υποχρεωτικής εκπαίδευσης
            απόφοιτοι γυμνασίου|γυμνασίου|δημοτικό|απολυτήριο δημοτικού
        pt: escolaridade obrigatória|9.º ano|9º ano|9 ano|ensino básico|nono ano|ensino obrigatório|6.º ano
        pl: min podstawowe|ukończona szkoła podstawowa|wykształcenie podstawowe|wykształcenia podstawowego
            szkoła podstawowa|wykształceni* gimnazjaln*|szkoły podstawowej|szkołę podstawową|minimum podstawowe
    """,
    "upper_secondary": """
        en: high school diploma|secondary education|high school|a levels|upper secondary|secondary school diploma
            secondary school|leaving certificate|upper secondary school|school leaving diploma
        es: bachillerato|bachiller|bup|educación secundaria postobligatoria|bachillerato o equivalente
        it: diploma di maturità|diploma superiore|maturità|diploma di scuola superiore|scuola superiore
            diploma di scuola secondaria|diploma di istruzione superiore|diploma alberghiero|diploma quinquennale
            diploma tecnico|diploma
        fr: baccalauréat|niveau bac|bac minimum|bac
        de: abitur|matura|fachabitur|hochschulreife|fachhochschulreife|allgemeine hochschulreife
        el: απολυτήριο λυκείου|λύκειο|απόφοιτος λυκείου|δευτεροβάθμια εκπαίδευση|δευτεροβάθμιας εκπαίδευσης
            απόφοιτοι λυκείου|λυκείου|δευτεροβάθμια
        pt: ensino secundário|12.º ano|12º ano|12 ano|ensino médio|décimo segundo ano|secundário completo
            12.º ano de escolaridade
        pl: średnie techniczne|średnie ogólne|min średnie|wykształceni* średni*|matura|średnie wykształcenie
            minimum średnie|maturę|matury|szkoła średnia|szkołę średnią|liceum
    """,
    "vocational": """
        en: childcare qualification|level 3 qualification|level 2 qualification|city and guilds|qualified electrician
            vocational training|vocational qualification|trade certificate|completed apprenticeship|vocational diploma
            nvq|vocational education|vocational degree|vocational certificate|completed vocational|trade qualification
            vocational school|completed an apprenticeship|technical diploma|trained electrician|trained nurse
        es: formación en rama|ciclo formativo*|formación profesional|fp|grado medio|grado superior|fpi|fpii|fp i|fp ii
            fp1|fp2|cfgm|cfgs|técnico superior|técnico medio|certificado de profesionalidad|ciclos formativos
            título de técnico|fp de grado medio|fp de grado superior|técnico especialista|módulo de grado
            formación profesional de grado medio|formación profesional de grado superior
            ciclo formativo de grado medio|ciclo formativo de grado superior|titulación de técnico
        it: attestato di acconciatura|perito|diploma di perito|qualifica professionale|diploma professionale
            istituto professionale|formazione professionale|qualifica oss|attestato di qualifica|istituto tecnico
            attestato oss|titolo oss|qualifica di operatore
        fr: cap|bep|bac pro|bts|formation professionnelle|diplôme professionnel|titre professionnel|deaes|deas
            bac professionnel|brevet professionnel|cap ou bep|cap bep|diplôme d'état|cap cuisine|dut
            cap petite enfance
        de: gelernter|gelernte|gelernten|examen als|staatlich geprüft*|examinierte*|abgeschlossene ausbildung
            abgeschlossene berufsausbildung|berufsausbildung|ausbildung als|ausbildung zum|ausbildung zur
            gesellenbrief|lehrabschluss|abgeschlossene lehre|facharbeiterbrief|meisterbrief|abgeschlossenen ausbildung
            fachausbildung|abgeschlossene kaufmännische ausbildung|kaufmännische ausbildung|handwerkliche ausbildung
            technische ausbildung|ausbildung im|pflegeausbildung
        el: πτυχίο επαλ|πτυχίο βοηθού|πτυχίο επαγγελματικής|πτυχίο ιεκ|πτυχίο τεχνικής|ιεκ|επαλ
            επαγγελματική κατάρτιση|τεχνική σχολή|επαγγελματικό λύκειο|δίπλωμα ιεκ|τεχνικό λύκειο
            επαγγελματική εκπαίδευση|τεχνικής σχολής|επαγγελματική σχολή|απόφοιτος ιεκ|επαγγελματικής σχολής
            επαγγελματικού λυκείου|δίπλωμα επαγγελματικής|σχολή μαγειρικής|πτυχίο σχολής|επα.λ.
        pt: curso profissional|formação profissional|ensino profissional|curso técnico
            curso de especialização tecnológica|curso técnico profissional|ctesp|certificado de aptidão profissional
            certificado de formação profissional|nível 4
        pl: zawodowe elektryczne|wykształceni* zawodow*|szkoła zawodowa|technikum|wykształceni* techniczn*
            szkoły zawodowej|zasadnicze zawodowe|świadectwo czeladnicze|zawodowe|wykształcenie kierunkowe
            szkoła branżowa|branżow*|dyplom czeladnika|tytuł czeladnika|dyplom technika
    """,
    "bachelor": """
        en: bachelor|bachelors|bachelor's degree|university degree|degree in|bsc|undergraduate degree|college degree
            university diploma|higher education|degree
        es: grado universitario|licenciatura|diplomatura|titulación universitaria|grado en|estudios universitarios
            ingeniería técnica|licenciado|diplomado|grado o|ingeniero técnico|título universitario|diplomado en
            licenciado en|titulación superior|formación universitaria|carrera universitaria|graduado en|graduada en
            grado de
        it: laurea triennale|laurea|diploma di laurea|laurea breve|laurea in|titolo universitario
        fr: licence|bac+3|bachelor|diplôme universitaire|bac 3|diplôme d'ingénieur|études supérieures
            licence professionnelle|bac + 3
        de: bachelor|hochschulabschluss|abgeschlossenes studium|studium|hochschulstudium|bachelorabschluss
            universitätsabschluss|fachhochschulabschluss|abgeschlossenes hochschulstudium|akademischer abschluss
            studienabschluss|bachelorstudium
        el: πτυχίο αει|πτυχίο τει|πτυχίο πανεπιστημίου|πανεπιστημιακό πτυχίο|πτυχίο|αει|τει|ανώτατη εκπαίδευση
            πτυχίο ανώτατης|πτυχιούχος|τριτοβάθμια εκπαίδευση|τριτοβάθμιας εκπαίδευσης|πανεπιστημιακή εκπαίδευση
            απόφοιτος πανεπιστημίου|απόφοιτος αει|πτυχίο νοσηλευτικής|πανεπιστημιακός τίτλος
        pt: licenciatura|bacharelato|grau de licenciado|curso superior|ensino superior|formação superior|licenciado em
            formação universitária|licenciatura em|diploma universitário
        pl: wykształceni* wyższ*|licencjat|wyższe wykształcenie|studia wyższe|inżynier|studiów wyższych
            studia licencjackie|dyplom uczelni|ukończone studia
    """,
    "master": """
        en: master's degree|master degree|masters degree|msc|postgraduate degree|master's|master of science
            postgraduate
        es: máster|master universitario|máster universitario|máster en|posgrado|ingeniería superior|ingeniero superior
        it: master di primo livello|master di secondo livello|laurea magistrale|laurea specialistica
            master universitario|laurea quinquennale|laurea vecchio ordinamento
        fr: master|bac+5|master 2|bac 5|diplôme de master|niveau master|bac + 5|mastère
        de: masterabschluss|master|diplom universität|masterstudium|universitätsstudium mit master|master abschluss
            masterstudiengang
        el: μεταπτυχιακό|μεταπτυχιακός τίτλος|μεταπτυχιακό δίπλωμα|μεταπτυχιακές σπουδές|μεταπτυχιακού
            μεταπτυχιακό τίτλο
        pt: mestrado|grau de mestre|mestrado integrado|mestrado em|pós graduação
        pl: magister|magisterskie|studia magisterskie|tytuł magistra|magistra|wyższe magisterskie|mgr
            studiów magisterskich|tytuł mgr
    """,
    "doctorate": """
        en: phd|doctorate|doctoral degree|ph.d
        es: doctorado|doctor en|título de doctor
        it: dottorato|dottorato di ricerca
        fr: doctorat|thèse de doctorat
        de: promotion|doktortitel|doktorgrad|promoviert*|abgeschlossene promotion
        el: διδακτορικό|διδακτορικό δίπλωμα|διδακτορικού
        pt: doutoramento|doutorado|grau de doutor
        pl: doktorat|stopień doktora|doktoratu
    """,
}

CERTIFICATES = {
    "own_car": """
        en: own car|own vehicle|own transport|car owner|your own car|access to a car
        es: disponibilidad de vehículo|disponer de vehículo|coche propio|vehículo propio|vehiculo propio
            vehículo particular|transporte propio
        it: auto propria|automunit*|automezzo proprio|mezzo proprio|macchina propria|auto-munit*|mezzi propri
        fr: véhicule personnel|véhiculé|véhiculée|voiture personnelle|véhicule indispensable|moyen de locomotion
            véhicule propre|propre voiture|propre véhicule
        de: eigenes auto|eigener pkw|eigenen pkw|eigenes fahrzeug|eigenem pkw|eigenem auto|eigenen wagen
            eigenem fahrzeug
        el: δικό σας αυτοκίνητο|ιδιόκτητο μέσο|ιδιόκτητο αυτοκίνητο|δικό του αυτοκίνητο|δικό σου αυτοκίνητο
            ίδιο μεταφορικό μέσο|μεταφορικό μέσο|κάτοχος αυτοκινήτου|δικό του μέσο|ιδιόκτητο όχημα|δικό μεταφορικό
            δικό τους αυτοκίνητο
        pt: viatura própria|carro próprio|transporte próprio|veículo próprio
        pl: własny samochód|własnego samochodu|własnym samochodem|samochód prywatny|własne auto|własnego auta
            własny transport|własnym autem
    """,
    "forklift": """
        en: forklift licen*|forklift certificate|forklift truck licen*|forklift ticket|forklift operator licen*
            forklift driving licen*|fork lift licen*|forklift permit|forklift truck certificate|counterbalance licen*
            forklift certification
        es: carretilla elevadora|carnet de carretilla elevadora|carnet de carretiller*|carné de carretiller*
            carnet de carretilla*|carné de carretilla*|carnet carretiller*|carnet de toro|permiso de carretilla*
            certificado de carretiller*|carnet carretilla*|carné carretiller*|carnet de torero
            carnet de manejo de carretilla*|carnet de operador de carretilla*|curso de carretillero
        it: patentino muletto|patentino del muletto|patentino carrellista|patentino per muletto|patente muletto
            patentino carrelli|patentino per il muletto|patentino per carrello elevatore|patente del muletto
            patentino per carrelli elevatori|patentino carrello|patentino per il carrello|abilitazione al carrello
            patentino per carrelli|patentino del carrello|patentino per carrellista|abilitazione carrelli elevatori
            patentino carrello elevatore|patente carrellista|patente per il muletto
        fr: caces|permis cariste|caces 1|caces 3|caces 5|habilitation cariste
        de: mitnahmestaplerschein|staplerschein|gabelstaplerschein|flurförderschein|flurfördermittelschein
            gabelstapler-führerschein|staplerführerschein|gabelstaplerführerschein|flurförderzeugschein
        el: άδεια χειριστή κλαρκ|δίπλωμα κλαρκ|άδεια κλαρκ|άδεια χειριστή περονοφόρου|δίπλωμα χειριστή κλαρκ
            δίπλωμα περονοφόρου|άδεια χειρισμού κλαρκ|άδεια περονοφόρου|άδεια χειρισμού περονοφόρου|άδεια ανυψωτικού
            δίπλωμα χειριστή περονοφόρου|άδεια χειριστή ανυψωτικών|άδεια χειριστή ανυψωτικού
            άδεια χειριστή μηχανημάτων
        pt: carta de empilhador*|certificado de empilhador*|curso de empilhador*|licença de empilhador*
            carta de manobrador|certificação de empilhador*|habilitação de empilhador*
            carta de condutor de empilhador*|certificado de manobrador*|formação de empilhador*
        pl: uprawnieni* na wózki|uprawnieni* na wózek|wózki widłowe|uprawnieni* udt|uprawnieni* do obsługi wózk*
            udt na wózki|uprawnieni* na wózk*|uprawnieni* operatora wózk*|wózek widłowy
            uprawnieni* do kierowania wózk*|uprawnieni* na wózk* widłow*|wózków widłowych
    """,
    "adr": """
        en: adr|adr certificate|adr licence
        es: carnet adr|adr|carné adr|permiso adr
        it: patentino adr|adr|patente adr
        fr: adr|permis adr|certificat adr
        de: adr-schein|adr|gefahrgutschein|adr-bescheinigung
        el: adr|πιστοποιητικό adr|δίπλωμα adr
        pt: adr|certificado adr|carta adr
        pl: adr|uprawnieni* adr|zaświadczeni* adr
    """,
    "cap": """
        en: driver cpc|cpc|cpc card|certificate of professional competence
        es: cap|tarjeta cap|certificado de aptitud profesional|carnet cap
        it: cqc|carta di qualificazione del conducente|patente cqc
        fr: fimo|fco|fimo/fco|carte de qualification conducteur
        de: berufskraftfahrerqualifikation|schlüsselzahl 95|berufskraftfahrerqualifizierung|grundqualifikation
            schlüssel 95|ziffer 95|module 95|code 95|kennziffer 95|eintrag 95
        el: πει|π.ε.ι.|πιστοποιητικό επαγγελματικής ικανότητας|πεϊ
        pt: cam|certificado de aptidão de motorista|cap|cqm|certificado de aptidão para motorista
            carta de qualificação de motorista
        pl: kod 95|kwalifikacj* zawodow* kierowc*|świadectwo kwalifikacji|kodem 95|kodu 95|kwalifikacj* kierowcy
            kwalifikacj* wstępn*
    """,
    "lifting_platform": """
        en: ipaf|aerial platform licen*|lifting platform licen*|mewp|aerial work platform|cherry picker licen*
            lifting platform certificate
        es: carnet de plataforma*|plataforma elevadora|plataformas elevadoras|pemp|carnet de pemp|carnet plataforma*
        it: patentino ple|ple|patentino piattaforme|piattaforme aeree|piattaforma elevabile|patentino piattaforma*
        fr: caces nacelle|caces pemp|caces r486|r486|permis nacelle
        de: bedienerausweis hubarbeitsbühne|hubarbeitsbühnenschein|hebebühnenschein|bedienerschein|hubarbeitsbühne*
            arbeitsbühnenschein|bühnenschein|steigerschein
        el: καλαθοφόρο|άδεια καλαθοφόρου|ανυψωτικής πλατφόρμας|ανυψωτική πλατφόρμα|εξέδρας
        pt: plataforma elevatória|plataformas elevatórias
        pl: uprawnienia udt na podesty|udt na podesty|podest* ruchom*|podest* ruchome|uprawnieni* na podest*
            podnośnik* koszow*|podesty|zwyżk*
    """,
    "food_handler": """
        en: food hygiene certificate|food handler*|food safety certificate|food handling certificate
            level 2 food hygiene|haccp certificate|food hygiene|food safety certification|health certificate
            food hygiene level 2|food handling
        es: manipulador de alimentos|manipulador/a de alimentos|manipulador a de alimentos|manipulación de alimentos
            manipulador alimentos|manipuladora de alimentos|manipulación alimentaria
        it: attestato haccp|certificato haccp|corso haccp|libretto sanitario|haccp|certificazione haccp
            attestato alimentarista|attestato di alimentarista
        fr: formation haccp|attestation haccp|certificat haccp|hygiène alimentaire|certificat d'hygiène alimentaire
            haccp|attestation d'hygiène alimentaire
        de: gesundheitszeugnis|belehrung nach § 43|infektionsschutzgesetz|hygienebelehrung|gesundheitspass
            hygieneschulung|belehrung nach §43|§ 43 ifsg|43 ifsg|rote karte|belehrung nach 43|gesundheitszeugnisses
        el: πιστοποιητικό υγείας|βιβλιάριο υγείας|πιστοποιητικό υγιεινής|haccp|χειριστή τροφίμων|εφετ|υγιεινή τροφίμων
            υγιεινής τροφίμων|πιστοποιητικό εφετ|πιστοποιητικό χειριστή τροφίμων|βεβαίωση εφετ
            υγιεινής και ασφάλειας τροφίμων|πιστοποιητικό υγιεινής τροφίμων
        pt: manipulação de alimentos|haccp|higiene alimentar|manipulador de alimentos|certificado de higiene
            higiene e segurança alimentar|segurança alimentar
        pl: książeczk* sanepid*|książeczk* sanitarn*|sanepid*|orzeczeni* sanitarn*|badania sanepid*
            orzeczeni* do celów sanitarn*|książeczk* zdrowia|sanitarno epidemiologiczn*|orzeczeni* sanepid*
            badania sanitarno*|aktualne badania sanitarne
    """,
    "security_card": """
        en: sia licen*|security licen*|sia badge|security card|security guard licen*|guard licen*
        es: tip|tarjeta de identidad profesional|tarjeta de identificación profesional|habilitación de vigilante
            tip de vigilante|título de vigilante|vigilante de seguridad habilitado|tarjeta profesional de vigilante
        it: decreto gpg|decreto di guardia|titolo di polizia|porto d'armi|decreto prefettizio
            guardia particolare giurata
        fr: carte professionnelle|carte cnaps|cqp aps|carte pro
        de: sachkundeprüfung|34a|§ 34a|unterrichtung nach § 34a|sachkunde nach § 34a|34 a|sachkundenachweis
        el: άδεια προσωπικού ασφαλείας|άδεια εργασίας προσωπικού ασφαλείας|άδεια security|άδεια φύλακα
            άδεια σεκιούριτι|άδεια ασφαλείας
        pt: cartão profissional|cartão de vigilante|cartão mai|cartão de segurança|cartão profissional de vigilante
        pl: licencj* pracownika ochrony|kwalifikowan* pracownik* ochrony|licencj* ochrony|wpis na listę
            legitymacj* pracownika ochrony|kwalifikowan* pracownika ochrony|licencj* ochroniarz*
    """,
    "first_aid": """
        en: acls|bls|paediatric first aid|first aid certificate|first aid|first aider|first-aid training
        es: primeros auxilios
        it: primo soccorso|attestato di primo soccorso
        fr: psc1|sst|premiers secours|sauveteur secouriste|psc 1|gestes de premiers secours|afgsu
        de: ersthelfer*|erste-hilfe-schein|erste-hilfe-kurs*|erste hilfe|ersthilfe*|erste-hilfe-nachweis
            erste hilfe schein|erste hilfe kurs
        el: πρώτες βοήθειες|πρώτων βοηθειών
        pt: primeiros socorros
        pl: kpp|kurs kpp|pierwsz* pomoc*|kurs pierwszej pomocy
    """,
    "certificate": """
        en: dbs check|enhanced dbs|cscs|cscs card|tacho card|tachograph card|nmbi registration|nmc registration
            nmc pin|registration with the nmc|professional registration|police clearance|police check|garda vetting
        es: colegiación|colegiado|colegiada|homologación|tpc|tarjeta profesional de la construcción|curso de prl
            prl de 20|delitos de naturaleza sexual|delitos sexuales|aplicador de fitosanitarios|fitosanitarios
            tacógrafo|tarjeta de tacógrafo|certificado de discapacidad|certificado negativo
        it: iscrizione all'albo|iscritto all'albo|iscritta all'albo|certificato penale|casellario|patentino f-gas
            f-gas|carta tachigrafica|attestato sicurezza|formazione sicurezza|iscrizione opi
        fr: carte conducteur|certiphyto|habilitation électrique|habilitations électriques|attestation fluides
            attestation fluides frigorigènes|casier judiciaire|inscription à l'ordre|habilitation
        de: fahrerkarte|führungszeugnis*|approbation|berufsurkunde|urkunde|anerkennung
            zertifikat manuelle lymphdrainage|masernschutz*|masernimpfung
        el: άδεια ασκήσεως|άδεια άσκησης|ποινικό μητρώο|ποινικού μητρώου|κάρτα ταχογράφου|άδεια ηλεκτρολόγου
            άδεια υδραυλικού|χρήσης γεωργικών φαρμάκων|κάρτα ψηφιακού ταχογράφου|πιστοποιητικό ορθολογικής
        pt: registo criminal|cédula profissional|inscrição na ordem|carteira profissional|ccp|cartão de condutor
            competências pedagógicas|certificado de registo criminal|cartão de segurança em obra
        pl: uprawnienia sep|uprawnień sep|sep do 1 kv|sep|zaświadczeni* o niekaralności|niekaralności
            prawo wykonywania zawodu|karta kierowcy|karty kierowcy|kartę kierowcy|tachograf
    """,
}
