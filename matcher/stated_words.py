"""The words by which vacancies state facts, as data: a language is added by adding its words.

Each listing has a line per language (English, Spanish, Italian, French, German, Greek, Portuguese, Polish); entries are
parted by `|`, and a star stands for any ending. All are compared folded (`matcher.text.fold`).
"""

from __future__ import annotations

WORKING_TIME = {
    "full_time": """
        en: whole time|full-time hours|full time|fulltime
        es: jornada: completa|jornada laboral: completa|jornada completa|tiempo completo|a jornada completa
            dedicación completa|jornada laboral completa|completa jornada
        it: tempo pieno|full time|giornata intera
        fr: temps plein|temps complet|plein temps
        de: voll-|vollzeit|vollzeitstelle|vollzeitbeschäftigung|vollzeitjob|vollzeitkraft|vollzeitanstellung
            in vollzeit
        el: πλήρης απασχόληση|πλήρους απασχόλησης|πλήρη απασχόληση|πλήρες ωράριο|πλήρους ωραρίου
        pt: horário: completo|tempo inteiro|tempo completo|full time|período integral|tempo integral|horário completo
        pl: pełny etat|pełen etat|pełnego etatu|pełnym etacie|pełnym wymiarze|pełny wymiar|pełnoetatow*|cały etat
    """,
    "part_time": """
        en: part time|parttime
        es: jornada parcial|tiempo parcial|media jornada|jornada reducida|a tiempo parcial
        it: tempo parziale|part time|mezza giornata
        fr: temps partiel|4/5e|mi temps
        de: teilzeit|teilzeitstelle|teilzeitbeschäftigung|teilzeitjob|teilzeitkraft|minijob|mini job|in teilzeit
        el: τετράωρη απασχόληση|4ωρη απασχόληση|τετράωρη|4ωρη|6ωρη|μερική απασχόληση|μερικής απασχόλησης|ημιαπασχόληση
            ημιαπασχόλησης
        pt: tempo parcial|part time|meio período|meio tempo
        pl: niepełny etat|niepełnym wymiarze|niepełny wymiar|część etatu|pół etatu|1/2 etatu|3/4 etatu
            niepełnego etatu|części etatu
    """,
}
CONTRACT = {
    "permanent": """
        en: permanent basis|permanent contract|permanent position|permanent role|permanent employment|permanent post
            permanent vacancy|permanent full time|permanent part time|permanent|open ended contract|open ended
            indefinite contract|unlimited contract
        es: contrato indefinid*|contrato laboral indefinid*|contrato fijo|contratación indefinida|laboral indefinid*
            indefinido|indefinida|puesto estable|contrato estable|contrato de trabajo indefinido|duración indefinida
            carácter indefinido
        it: tempo indeterminato|contratto indeterminato
        fr: cdi|durée indéterminée|poste permanent
        de: unbefristet*|festanstellung|feste anstellung|festanstellungsvertrag
        el: αορίστου χρόνου|αόριστου χρόνου|μόνιμη σύμβαση|μόνιμη απασχόληση|μόνιμη εργασία|μόνιμη θέση
            σύμβαση αορίστου
        pt: efetivo|efectivo|contrato efetivo|contrato sem termo|sem termo|contrato efectivo|efetividade
            contrato por tempo indeterminado
        pl: czas nieokreślony|umow* na stałe|stałą umowę|stała umowa|czas nieoznaczony
    """,
    "temporary": """
        en: temporary basis|maternity cover|temporary contract|fixed term contract|fixed term|temporary position
            temporary role|temporary|temp contract|limited contract
        es: interinidad|contrato por obra|obra y servicio|contrato temporal|temporal|contrato de sustitución
            contrato eventual|contrato determinado|contrato de interinidad|duración determinada|laboral temporal
            contrato de duración|circunstancias de la producción
        it: sostituzione maternità|tempo determinato|contratto determinato|contratto a termine|temporane*
        fr: contrat à durée déterminée|cdd|durée déterminée|contrat temporaire
        de: befristet*|zeitvertrag
        el: ορισμένης διάρκειας|ορισμένου έργου|ορισμένου χρόνου|προσωρινή απασχόληση|σύμβαση ορισμένου
        pt: contrato a termo|a termo certo|a termo incerto|termo certo|termo incerto|contrato temporário
        pl: umow* na okres próbny|czas określony|umow* terminow*|umow* na zastępstwo|czas zastępstwa
            okres próbny z możliwością
    """,
    "seasonal": """
        en: seasonal contract|seasonal work|seasonal position|seasonal role|seasonal|for the season
        es: contrato fijo discontinuo|contrato fijo-discontinuo|carácter fijo discontinuo|contrato de temporada
            temporada de verano|por temporada|fijo discontinuo|fija discontinua|fijos discontinuos|fijo-discontinuo
        it: stagional*
        fr: saisonnier*|saisonnièr*|saisonnière
        de: saisonstelle|saisonvertrag|saisonarbeit|saisonal*|saisonkraft|saisonjob|saisonkräfte|saisonbedingt
            saisonmitarbeit*
        el: εποχική|εποχικής|εποχιακή|εποχιακής|εποχική απασχόληση|σεζόν|εποχικό|εποχιακό
        pt: sazonal|época balnear|trabalho sazonal|contrato sazonal
        pl: sezonow*
    """,
    "apprenticeship": """
        en: apprenticeship|apprentice
        es: contrato de formación|contrato para la formación|contrato en alternancia|formación en alternancia
            contrato formativo
        it: apprendistato|contratto di apprendistato
        fr: apprentissage|contrat d'apprentissage|alternance|contrat de professionnalisation
        de: ausbildungsplatz|ausbildungsvertrag|ausbildungsstelle|auszubildende*|azubi
        el: μαθητεία|μαθητείας
        pt: contrato de aprendizagem|estágio de aprendizagem
        pl: nauka zawodu|naukę zawodu|przyuczenie do zawodu|umow* o naukę zawodu
    """,
    "internship": """
        en: internship|intern position|traineeship
        es: contrato de prácticas|prácticas remuneradas|contrato en prácticas|beca remunerada|periodo de prácticas
        it: stage retribuito|tirocinio|stage
        fr: stage conventionné|stage de|stage de fin|convention de stage|offre de stage|stage rémunéré
        de: praktikum|praktikumsplatz|praktikumsstelle
        el: πρακτική άσκηση|πρακτικής άσκησης
        pt: estágio profissional|estágio remunerado|estágio curricular|estágio
        pl: staż|płatny staż|stażu|praktyki zawodowe
    """,
    "freelance": """
        en: freelance|freelancer|self employed|independent contractor
        es: autónomo|autónoma|freelance|contrato mercantil|régimen de autónomos|por cuenta propia
        it: partita iva|libero professionista|collaborazione autonoma
        fr: indépendant|freelance|auto entrepreneur|micro entrepreneur|statut indépendant
        de: freiberuflich*|selbstständige basis|selbstständig auf|freie mitarbeit
        el: ελεύθερος επαγγελματίας|δελτίο παροχής υπηρεσιών|μπλοκάκι|ελεύθερη συνεργασία
        pt: recibos verdes|trabalhador independente|prestação de serviços
        pl: samozatrudnieni*|umow* b2b|kontrakt b2b|b2b|własna działalność|własną działalność
    """,
    "agency": """
        en: temp agency|employment agency|agency work|agency contract|staffing agency|temporary work agency
        es: empresa de trabajo temporal|ett|a través de ett|contrato por ett
        it: agenzia per il lavoro|somministrazione|contratto di somministrazione|agenzia interinale
        fr: intérim|mission d'intérim|agence d'intérim|contrat d'intérim|contrat intérimaire|mission intérim
        de: zeitarbeit|arbeitnehmerüberlassung|leiharbeit|personaldienstleist*|zeitarbeitsfirma|zeitarbeitsunternehmen
        el: προσωρινής απασχόλησης|εταιρεία προσωρινής απασχόλησης|επχα
        pt: trabalho temporário|empresa de trabalho temporário
        pl: agencj* pracy tymczasowej|praca tymczasowa|pracy tymczasowej|przez agencję|agencj* pracy
    """,
}
SHIFT = {
    "morning": """
        en: morning|morning shift*|mornings|early shift*|early mornings|morning schedule
        es: turno de mañana*|turnos de mañana*|horario de mañana*|por las mañanas|turno mañana*|de mañanas
            horario: mañana|mañana|mañanas
        it: mattutina|mattutino|mattina|mattutine|turno mattutino|turno del mattino|turno di mattina|turni di mattina
            la mattina|orario mattutino|turno mattina|mattine
        fr: matin|équipe du matin|horaires du matin|le matin|matinée|équipe de matin|poste du matin|les matins
        de: früh|frühschicht*|früh-|frühdienst*|vormittags|morgens
        el: πρωινά|πρωινή βάρδια|πρωινές βάρδιες|πρωινό ωράριο|πρωινή|πρωινές|πρωινό|πρωί
        pt: manhãs|matinal|de manhã|turno da manhã|período da manhã|horário da manhã|manhã
        pl: poranna|porann*|na rano|zmiany poranne|zmian* poranna|zmian* porann*|rano|poranki|zmianie porannej
            pierwsza zmiana|zmianie rannej|zmian* rann*
    """,
    "afternoon": """
        en: afternoon|afternoon shift*|afternoons|late shift*
        es: turno de tarde*|turnos de tarde*|horario de tarde*|por las tardes|turno tarde*|de tardes|tardes|tarde
        it: turno pomeridiano|turno del pomeriggio|turno di pomeriggio|pomeriggi|il pomeriggio|pomeriggio
            turni pomeridiani|pomeridian*
        fr: après midi|équipe de l'après-midi|l'après-midi|équipe d'après-midi|après-midi|les après-midis
            équipe du soir et de l'après-midi
        de: spät|spätschicht*|spätdienst*|nachmittags|nachmittagsschicht
        el: απογευματινή βάρδια|απογευματινές βάρδιες|απογευματινό ωράριο|απογευματινή|απογευματινές|απόγευμα
            απογεύματα|απογευματινό
        pt: tarde|à tarde|turno da tarde|período da tarde|tardes|horário da tarde
        pl: popołudniow*|zmian* popołudniow*|popołudniami|po południu|popołudnia|druga zmiana|zmianie popołudniowej
    """,
    "evening": """
        en: evening|evening shift*|evenings|evening hours|evening work
        es: turno de noche y tarde|turno vespertino
        it: sera|serali|turno serale|turni serali|la sera|serale|sere
        fr: équipe du soir|horaires du soir|le soir|soirée|soirées|soir|travail du soir|soirs
        de: abendschicht*|abends|abenddienst*|abendstunden
        el: βραδινή βάρδια|βραδινές βάρδιες|βραδινή|βραδινές|βραδινό|βράδυ|βράδια|βραδινό ωράριο
        pt: pós laboral|ao fim do dia|horário pós laboral|turno da noite e fim|serões|fim do dia
        pl: wieczorem|wieczorn*|wieczorami|wieczory|zmian* wieczorn*
    """,
    "night": """
        en: night|night shift*|nights|night work|overnight|night duty
        es: turno de noche*|turnos de noche*|horario nocturno|nocturno|nocturna|por las noches|turno noche*|noches
            noche|nocturnos|nocturnas
        it: turno notturno|turni notturni|lavoro notturno|notturno|notturni|di notte|notti|notte|notturna|notturne
        fr: équipe de nuit|travail de nuit|horaires de nuit|la nuit|de nuit|poste de nuit|nuits|nuit
        de: nacht|nachtschicht*|nachtdienst*|nachtarbeit|nachts
        el: νυχτερινή βάρδια|νυχτερινές βάρδιες|νυχτερινή|νυχτερινές|νυχτερινό|νύχτα|νυχτερινό ωράριο|νυχτερινής
        pt: noite|à noite|turno da noite|turno noturno|trabalho noturno|horário noturno|noturno|noturnos|noites
            turnos da noite|turno nocturno
        pl: nocne|nocn*|zmian* nocn*|praca nocna|w nocy|noce|nocki|nocna|nocnej|nocnych|nocach
    """,
    "weekend": """
        en: monday to saturday|mon sat|monday to sunday|tuesday to saturday|wednesday to sunday|every saturday|sunday
            saturday|weekend*|saturdays and sundays|saturdays|sundays|saturday and sunday|saturday or sunday
        es: fines de semana rotativos|fines de semana alternos|lunes a sábado|martes a sábado|martes a domingo
            miércoles a domingo|jueves a domingo|sábado|fin de semana|fines de semana|sábados y domingos
            sábados, domingos|sábado y domingo|sábados|domingos|de lunes a domingo|lunes a domingo
        it: al sabato|lunedì al sabato|martedì al sabato|sabato|domenica|lunedì a sabato|lun sab|domeniche alterne
            fine settimana|weekend*|sabato e domenica|sabati e domeniche|sabati|domeniche|dal lunedì alla domenica
        fr: au samedi|mardi au samedi|lundi au samedi|au dimanche|samedi|dimanche|week end*|weekend*
            samedi et dimanche|samedis et dimanches|samedis|dimanches|fins de semaine
        de: montag bis samstag|mo sa|di sa|dienstag bis samstag|mo bis sa|di bis sa|samstag|sonntag|wochenende*
            wochenenddienst*|wochenendarbeit|samstags|sonntags|wochenendeinsatz*|samstag und sonntag|wochenendschicht*
        el: δευτέρα έως σάββατο|δευτέρα με σάββατο|σάββατο|κυριακή|τρίτη έως σάββατο|σαββατοκύριακο|σαββατοκύριακα
            σαββατοκύριακων|σαββατοκύριακου|σάββατο και κυριακή|σάββατα|κυριακές|σαββάτων
        pt: segunda a sábado|terça a sábado|domingo a quinta|segunda a domingo|sábado|domingo|terça a domingo
            quarta a domingo|fim de semana|fins de semana|fins-de-semana|sábados e domingos|aos sábados|aos domingos
            sábados|domingos
        pl: poniedziałku do soboty|soboty i niedziele|co druga sobota|sobota|niedziela|sobotę|niedzielę
            wtorku do soboty|weekend*|w soboty|w niedziele|soboty|niedziele
    """,
    "holiday": """
        en: public holidays|bank holidays|holiday shifts|public holiday|bank holiday
        es: festivo|festivos|días festivos|domingos y festivos
        it: festivo|giorni festivi|festivi|festività
        fr: férié|jours fériés|jour férié|les fériés|fériés
        de: feiertage|feiertagen|feiertags|feiertagsdienst*|feiertagsarbeit
        el: αργία|αργίες|αργιών|επίσημες αργίες
        pt: feriados|dias feriados
        pl: święta|niedziele i święta|dni świąteczne|w święta
    """,
    "rotating": """
        en: rotating shift*|rotational shift*|rotating|shift work|rotating roster|shift rota|shift pattern
            alternating shift*|shift system
        es: por turnos|rotativo|turnos|horario rotativo|turnos rotativ*|turno rotativ*|turnos rotatori*
            turno rotatori*|turnicidad|a turnos|rotativos|trabajo a turnos|rotatorios|turnos rotando|régimen de turnos
        it: turni alterni|su turni|turni rotativi|turni a rotazione|turni|turnazione|a rotazione|turni alternati
            lavoro su turni|turnistica|turno rotativo|turnazioni
        fr: horaires tournants|équipes tournantes|roulement|2x8|3x8|5x8|équipes alternantes|équipes successives
            travail posté|2 x 8|3 x 8|5 x 8|travail en équipe alternée|équipes alternées|horaires postés
        de: wechselschicht*|schichtarbeit|schichtbetrieb|schichtdienst*|dreischicht*|zweischicht*|3 schicht*
            2 schicht*|schichtsystem|schichtbereitschaft|rotierende* schicht*|schichtmodell|wechselnde* schicht*
            schichtplan|drei-schicht*|zwei-schicht*
        el: κυλιόμενες βάρδιες|εναλλασσόμενες βάρδιες|κυλιόμενο ωράριο|σε βάρδιες|εναλλασσόμενο ωράριο|κυλιόμενες
            βάρδιες|κυκλικό ωράριο|κυλιόμενων|κυλιόμενα
        pt: turnos rotativos|horário rotativo|rotativos|regime de turnos|por turnos|turnos|folgas rotativas
            horários rotativos|turno rotativo|rotativo
        pl: system* zmianow*|prac* zmianow*|zmianow*|systemie dwuzmianowym|systemie trzyzmianowym|dwuzmianow*
            trzyzmianow*|trzech zmianach|dwóch zmianach|czterobrygadow*|dwie zmiany|trzy zmiany|2 zmiany|3 zmiany
            rotacyjn*|2 zmianach|3 zmianach
    """,
    "split": """
        en: split shift*
        es: jornada partida|turno partido|horario partido|turnos partidos|partido
        it: orario spezzato|turno spezzato|turni spezzati|spezzato
        fr: horaires coupés|coupure|coupures|service coupé|services coupés|horaires en coupure|en coupure
        de: geteilte* dienst*|teildienst*|geteilte* schicht*|geteilte arbeitszeit
        el: σπαστό ωράριο|σπαστού ωραρίου|διακεκομμένο ωράριο|σπαστό
        pt: horário repartido|turno repartido|turnos repartidos|repartido
        pl: dzielon* zmian*|zmian* dzielon*|praca w systemie dzielonym|przerywan* czas*|dzielony grafik
    """,
    "on_call": """
        en: on call|on call duty|standby|stand by duty
        es: localizable|localizado|localizada|guardias|guardia localizada|disponibilidad localizada
            guardias localizadas|retén
        it: pronto intervento a turno|turni di reperibilità|reperibilità|pronta disponibilità
        fr: astreinte*|garde de nuit
        de: rufbereitschaft*|bereitschaftsdienst*|bereitschaft nachts
        el: εφημερίες|εφημερία|επιφυλακή|σε ετοιμότητα|on call
        pt: prevenção|regime de prevenção|piquete
        pl: dyżur*|pod telefonem
    """,
}
# Said so fully that no other word is needed.
HOUSING = """
        en: live in position|board and lodging|room and board|staff accommodation|staff housing|accommodation provided
            accommodation included|free accommodation
        es: hogar interna|empleada interna|cuidadora interna|interna para|alojamiento para el personal
            alojamiento y manutención incluidos|alojamiento incluido|alojamiento y manutención|puesto de interna
            alojamiento gratuito|vivienda incluida
        it: alloggio per il personale|posto letto gratuito|alloggio in camera|vitto e alloggio|alloggio incluso
            alloggio gratuito
        fr: chambre au dessus|logement sur place|chambre sur place|nourri logé|nourri et logé|logé et nourri|logé
            logée|logement de fonction|logement fourni|nourri*, logé*
        de: unterkunft im wohnheim|unterkunft im|wohnheimplatz|unterkunft in|kost und logis|personalwohnung
            personalzimmer|mitarbeiterwohnung|werkswohnung|personalunterkunft|mitarbeiterzimmer|mitarbeiterunterkunft
            unterkunft und verpflegung|kost & logis
        el: παρέχεται στέγη|δωμάτιο με μπάνιο|παρέχεται κατάλυμα|παρέχουμε διαμονή|παρέχουμε στέγη
            διαμονή και διατροφή|διαμονή και σίτιση|διατροφή και διαμονή|σίτιση και διαμονή|παρέχεται διαμονή
            δωρεάν διαμονή|δωμάτιο προσωπικού
        pt: alojamento em casa partilhada|alojamento em|alojamento no local|alojamento incluído
            alojamento e alimentação|alojamento gratuito
        pl: zakwaterowanie osobny pokój|osobny pokój|hostel pracowniczy|zakwaterowanie na miejscu|mieszkanie służbowe
            pokój pracowniczy|kwatera pracownicza|mieszkanie pracownicze|bezpłatne zakwaterowanie
            darmowe zakwaterowanie
    """
# These need a word beside them that somebody offers it, or helps to find it.
HOUSING_NOUNS = """
        en: room|rooms|flat|place to stay|hostel|accommodation|housing|lodging|a flat|a room|place to live
            an apartment|apartment
        es: alquiler|casa|alojamiento|vivienda|piso|habitación
        it: appartamento|posto letto|un appartamento|camera|alloggio|abitazione|una casa|casa|una stanza
        fr: chambre|appartement|studio|logement|hébergement|se loger
        de: zimmer|wohnheim|apartment|unterkunft|wohnung|wohnungssuche|zimmersuche|unterkunftssuche|wohnmöglichkeit
        el: στέγη|δωμάτιο|δωμάτια|διαμέρισμα|διαμονή|διαμονής|στέγαση|στέγασης|κατάλυμα|καταλύματος|κατοικίας|σπίτι
            σπιτιού|στέγης
        pt: apartamento|casa partilhada|alojamento|habitação|casa|quarto
        pl: kwater*|hostel*|nocleg|zakwaterowani*|mieszkani*|nocleg*|pokoju|pokój
    """
PERMISSION = """
        en: proof of right to work|valid permit|eligibility to work|work permit|work permits|residence permit
            permission to work|right to work|working permit|permit to work|eligible to work|work authorisation
            work authorization|authorised to work|authorized to work
        es: nie con autorización|nie en vigor|documentación en regla para trabajar|permiso de trabajo
            permiso de residencia|permiso de residencia y trabajo|autorización de trabajo|autorización para trabajar
            papeles en regla|documentación en regla|permiso de trabajo y residencia|autorización de residencia
            permiso para trabajar
        it: titolo di soggiorno|documenti validi per lavorare|permesso di soggiorno|permesso di lavoro
            documenti in regola|permesso di soggiorno valido
        fr: titre de séjour|autorisation de travail|permis de travail|permis de séjour
        de: arbeitserlaubnis|aufenthaltserlaubnis|aufenthaltstitel|arbeitsgenehmigung|arbeitsbewilligung
        el: δικαίωμα εργασίας|νόμιμα έγγραφα|άδεια παραμονής και εργασίας|νόμιμα έγγραφα εργασίας|άδεια εργασίας
            άδεια παραμονής|άδεια διαμονής|άδειας εργασίας|άδειας παραμονής|άδειας διαμονής
        pt: documentos legalizados|documentos em dia|autorização de residência válida|documentos em ordem
            autorização de residência|título de residência|autorização de trabalho|visto|documentação regularizada
            situação regularizada|autorização para trabalhar
        pl: legalny pobyt|prawem do pracy|zezwolenie na pobyt i pracę|legalnym pobytem|zezwoleni* na pracę
            pozwoleni* na pracę|karta pobytu|kartę pobytu|zezwoleni* na pobyt|pozwoleni* na pobyt|karty pobytu
            prawo do pracy|uprawnienie do pracy
    """
NO_EXPERIENCE = """
        en: no experience required|no experience needed|no experience necessary|no previous experience
            no prior experience|experience not required|experience is not required|experience not necessary
            no experience|experience is not necessary|experience is not essential|without experience
            no previous work experience|no work experience|experience isn't necessary|experience is not needed
            beginners welcome
        es: primer empleo|no es necesaria la experiencia|sin experiencia|no se requiere experiencia
            no es necesaria experiencia|no hace falta experiencia|experiencia no necesaria|no es necesario experiencia
            no se necesita experiencia|no se precisa experiencia|no se exige experiencia
            no se requiere experiencia previa|experiencia no requerida|no es necesaria experiencia previa
            no es imprescindible experiencia|no se pide experiencia|no necesitas experiencia
            no es necesario tener experiencia
        it: prima esperienza ben accetta|prima esperienza|alla prima esperienza|senza esperienza
            non è richiesta esperienza|non serve esperienza|esperienza non richiesta|non è necessaria esperienza
            anche prima esperienza|non è richiesta alcuna esperienza|anche alla prima esperienza|nessuna esperienza
            non è richiesta esperienza pregressa|non è necessaria alcuna esperienza|non occorre esperienza
            esperienza non necessaria
        fr: sans expérience|débutant accepté|débutants acceptés|débutante acceptée|aucune expérience
            expérience non exigée|pas d'expérience|débutant* accepté*|expérience non requise|expérience pas nécessaire
            débutants bienvenus|ouvert aux débutants|pas besoin d'expérience|expérience n'est pas nécessaire
            expérience n'est pas requise|expérience n'est pas exigée
        de: berufsanfänger|berufseinsteiger|berufsanfängerinnen|einsteiger willkommen|quereinsteiger|keine erfahrung
            keine vorkenntnisse|ohne erfahrung|quereinsteigerinnen|ohne berufserfahrung|keine berufserfahrung
            ohne vorkenntnisse|vorkenntnisse sind nicht|erfahrung ist nicht erforderlich|erfahrung nicht erforderlich
            berufserfahrung nicht erforderlich|berufserfahrung ist nicht erforderlich|erfahrung ist nicht nötig
            vorerfahrung ist nicht|erfahrung brauchst du nicht|erfahrung nicht notwendig|erfahrung ist nicht notwendig
            keine vorerfahrung
        el: δεν απαιτείται προϋπηρεσία|δεν απαιτείται εμπειρία|χωρίς εμπειρία|χωρίς προϋπηρεσία
            δεν χρειάζεται εμπειρία|δεν χρειάζεται προϋπηρεσία|προϋπηρεσία δεν απαιτείται|εμπειρία δεν απαιτείται
            δεν απαιτείται προηγούμενη εμπειρία|δεν είναι απαραίτητη η εμπειρία|δεν είναι απαραίτητη η προϋπηρεσία
            δεν απαιτείται πείρα|εμπειρία δεν χρειάζεται|η εμπειρία δεν είναι απαραίτητη
            δεν απαιτείται προηγούμενη προϋπηρεσία|προϋπηρεσία δεν χρειάζεται
            δεν είναι απαραίτητη προηγούμενη εμπειρία|δεν είναι απαραίτητη εμπειρία|δεν είναι απαραίτητη προϋπηρεσία
        pt: nenhuma experiência|sem experiência|não é necessária experiência|não é preciso experiência
            experiência não é necessária|não se exige experiência|não é exigida experiência
            experiência não obrigatória|não exigimos experiência|com ou sem experiência|não é necessário experiência
            não é precisa experiência|não é obrigatória experiência|não é necessário ter experiência
            experiência não necessária|não precisa de experiência
        pl: nie musisz nic umieć|wszystkiego nauczymy|bez doświadczenia|doświadczenie nie jest wymagane
            nie wymagamy doświadczenia|brak wymaganego doświadczenia|doświadczenie nie jest konieczne
            nie jest wymagane doświadczenie|doświadczenie niewymagane|doświadczenie nie jest potrzebne
            nie potrzebujesz doświadczenia|doświadczenie nie jest niezbędne
    """
NOW = """
        en: immediate start|start immediately|immediately|as soon as possible|asap|starting immediately
            immediate availability|start now|start asap|immediate
        es: incorporación inmediata|inicio inmediato|de inmediato|inmediata|incorporación urgente|comienzo inmediato
            inmediatamente|lo antes posible|disponibilidad inmediata|incorporación: inmediata
        it: inizio immediato|da subito|inserimento immediato|assunzione immediata|immediatamente
            disponibilità immediata|subito|prima possibile|decorrenza immediata
        fr: dès que possible|dès maintenant|immédiatement|prise de poste immédiate|tout de suite|démarrage immédiat
            poste à pourvoir immédiatement|début immédiat|de suite|immédiat|immédiate|au plus vite|au plus tôt
        de: ab sofort|sofort|zum nächstmöglichen zeitpunkt|nächstmöglich*|schnellstmöglich|sofortiger eintritt
            baldmöglichst|sofortig*
        el: άμεσα|άμεση|άμεση έναρξη|άμεση πρόσληψη|έναρξη άμεσα|το συντομότερο|αμέσως|άμεση ανάληψη|από τώρα
        pt: início imediato|imediato|entrada imediata|de imediato|imediatamente|admissão imediata
            o mais breve possível|disponibilidade imediata|imediata
        pl: od zaraz|natychmiast|jak najszybciej|od ręki|niezwłocznie|natychmiastow*|praca od zaraz
    """
