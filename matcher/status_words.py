"""The words by which texts wish, deny and praise, as data: a language is added by adding its words.

All are compared folded (`matcher.text.fold`); entries are parted by `|`. Cues come before what they are about, unless
they are called `AFTER`.
"""

from __future__ import annotations

NEGATIONS = """
    no|nunca|sin|tampoco|ningún|ninguna|carezco de|falta de
    not|never|without|don't|doesn't|didn't|can't|cannot|haven't|isn't|won't|nor|unable to|wasn't|couldn't|lack of
    لا|لم|لست|ليس|بدون|ليست|لن|ليس لدي|ليس عندي|ما عندي|ما بعرف|مش|لسنا|دون
    не|без|ніколи|немає|нет|никогда|нема|жодного
    non|senza|mai|nessuna|nessun
    ne|n'|pas|sans|jamais|aucune|aucun
    nicht|kein|keine|keinen|keinerlei|ohne|nie|niemals|keiner|keinem
    δεν|χωρίς|μην|ούτε|ποτέ|καμία|κανένα
    não|sem|nenhuma|nenhum|nem|jamais
    nie|bez|nigdy|brak|żadnego|żadnej|nu|fără|niciodată|hiç bir
"""
# "not only" and its sisters deny nothing.
ONLY = (
    "solo|sólo|solamente|only|just|soltanto|seulement|nur|тільки|лише|только|μόνο|فقط|só|apenas|tylko|doar|uniquement"
)
# Denials of something else than what follows: help, papers, or that one is still at it.
NEUTRAL = """
    no experience required|no experience needed|no experience necessary|no previous experience|no prior experience
    no problem|without help|without any help|without a contract|without contract|without problems|no matter
    i no longer work
    i no longer|sin ayuda de nadie|sin ayuda|sin contrato|sin problema|sin problemas|sin papeles|sin experiencia previa
    no se requiere experiencia|no se requiere|no hace falta|no es necesaria experiencia|ya no trabajo|no importa
    sin duda
    sans aide|sans contrat|sans problème|aucune expérience requise|aucune expérience exigée|sans expérience exigée
    je ne travaille plus|n'est pas nécessaire|ohne hilfe|ohne vertrag|ohne probleme|kein problem
    keine erfahrung erforderlich
    keine erfahrung nötig|keine vorkenntnisse|nicht mehr|senza aiuto|senza contratto|senza problemi|nessun problema
    non è richiesta esperienza|non serve esperienza|non lavoro più|χωρίς βοήθεια|χωρίς συμβόλαιο|χωρίς πρόβλημα
    δεν απαιτείται εμπειρία|δεν απαιτείται|χωρίς προϋπηρεσία|sem ajuda|sem contrato|sem problema
    não é necessária experiência
    não é preciso experiência|já não trabalho|bez pomocy|bez umowy|bez problemu|doświadczenie nie jest wymagane
    nie wymagamy doświadczenia|już nie pracuję|بدون مساعدة|بدون عقد|بدون مشاكل|لا يشترط الخبرة|لا تشترط الخبرة
    لم أعد أعمل
    без допомоги|без договору|без проблем|досвід не потрібен|досвід не обов'язковий|більше не працюю
    без досвіду роботи беремо
    yardım almadan|sadece|sözleşmesiz
"""
WISHES = """
    quiero|quisiera|me gustaría|deseo|aprender|espero|mi sueño|sueño con|busco un curso|busco formación|me encantaría
    estoy estudiando para|ojalá
    want to|would like to|i'd like to|i would like|wish to|hope to|learn|dream of|my dream|interested in|planning to
    plan to
    looking for a course|would love to|hoping to|training to become
    أريد|اريد|أرغب|أود|أتعلم|أحلم|حلمي|أتمنى|آمل|أبحث عن دورة|أطمح|بدي
    хочу|хотів би|хотіла б|бажаю|навчитися|вивчити|мрію|мрія|хотел бы|хотела бы|сподіваюся|шукаю курси|планую|мечтаю
    voglio|vorrei|mi piacerebbe|imparare|desidero|il mio sogno|spero|sogno di|cerco un corso
    je veux|je voudrais|j'aimerais|je souhaite|apprendre|mon rêve|j'espère|je cherche une formation|j'ai envie|je rêve
    ich will|möchte|würde gerne|würde gern|lernen|mein traum|ich hoffe|hoffe|ich suche einen kurs|suche einen kurs
    ich träume
    θέλω|θα ήθελα|μάθω|επιθυμώ|όνειρό μου|ελπίζω|ψάχνω σεμινάριο|ψάχνω σεμινάρια|ονειρεύομαι
    gostaria|quero|desejo|meu sonho|procuro um curso|tenho vontade|gostava de|adoraria
    chcę|chciałbym|chciałabym|nauczyć się|marzę|moim marzeniem|mam nadzieję|szukam kursu|pragnę|planuję
    hayalim|öğrenmek istediğim|vreau|aș vrea|mi-ar plăcea|visul meu|می خواهم|دوست دارم
"""
# These end a clause: "welding is what I want to learn", "kaynak öğrenmek istiyorum".
WISHES_AFTER = """
    want to learn|would like to learn|want to do|hope to learn|would like to do|would be nice|is my dream|is my goal
    quiero aprender|me gustaría aprender|quisiera aprender|es mi sueño|me gustaría
    je veux apprendre|je voudrais apprendre|j'aimerais apprendre|est mon rêve
    würde ich gern lernen|würde ich gerne lernen|möchte ich lernen|will ich lernen|lernen möchte|lernen will|gern lernen
    gerne lernen|ist mein traum|möchte ich werden|zu können|voglio imparare|vorrei imparare|è il mio sogno|mi piacerebbe
    θέλω να μάθω|θα ήθελα να μάθω|είναι το όνειρό μου|quero aprender|gostaria de aprender|é o meu sonho
    chcę się nauczyć|chciałbym się nauczyć|chciałabym się nauczyć|to moje marzenie|chcę robić
    أريد أن أتعلمه|أريد أن أتعلمها|أريد تعلمه|أريد تعلمها|хочу навчитися|хочу вивчити|хотіла б навчитися
    хотів би навчитися
    це моя мрія|istiyorum|isterim|umuyorum|arıyorum|hayalim|isterdim|planlıyorum|istiyoruz
"""
# So do these: "driving I cannot", "Autofahren kann ich nicht".
DENIALS_AFTER = """
    not|i never did|i never|i never learned|i cannot|i can't|i don't|i do not|is not for me|no|never|not at all
    no sé|no|no puedo|no sé nada|no se me da|no se me da bien|nunca|tampoco|no he hecho|jamás|no tengo
    non|pas|je ne sais pas|je ne connais pas|je n'en ai jamais fait|jamais|je ne peux pas
    nicht|nein|nie|kann ich nicht|habe ich nie gelernt|nicht so gut|nie gelernt|nie gemacht|nicht aus|liegt mir nicht
    habe ich keine erfahrung|habe ich nicht|noch nie
    no|non so farlo|non so|non so niente|non posso|mai|non lo so fare|non ho esperienza
    όχι|δεν το ξέρω|δεν ξέρω|δεν μπορώ|δεν ξέρω τίποτα|ποτέ|δεν έχω
    não|não sei|não posso|não percebo nada|não sei nada|nunca|não tenho
    nie|nie umiem|nie potrafię|się nie znam|nie znam się|nie mogę|nigdy|nie mam
    لا|فلا|لا أعرفها|لا أعرفه|لا أعرف|لا أستطيع|أبدا لا|ما بعرف
    ні|не вмію|не знаю|не можу|не розбираюся|ніколи|не маю|нет|не умею|не могу
    değil|değilim|yok|bilmem|yapmam|kullanmam|etmem|çalışamam|yapamam|kullanamam|istemem|sevmem|sürmem|anlamam|hayır
    yoktur|nu|nu știu|nu pot|نه|بلد نیستم|ندارم|نمی دانم
"""
# Turkish denies within the verb: "kullanamıyorum", "bilmiyorum", "kullanmadım" (folded).
TURKISH_DENIAL = r"[^\W\d_]+m[iu]yor(?:um|uz|sun|lar)?|[^\W\d_]{2,}m[ae]d(?:im|ik)"
# A topic before a comma goes on here: "le jardinage, c'est ce que je veux apprendre".
TOPIC_GOES_ON = "c|czego|чого|das|was|je|ce"

# A new clause begins here, and an earlier cue ends.
CLAUSE_WORDS = """
    but|pero|sino|aunque|aber|sondern|ma|però|mais|але|проте|зато|но|لكن|ولكن|بل|أما|αλλά|όμως|mas|porém|ale|lecz
    jednak|ama
    fakat|ancak|dar|however|although|مگر|ولی|اما
"""
# A cue that comes after does not reach back across these.
# Compared with their accents: "e" joins, "é" and "è" are verbs.
JOINING_WORDS = "and|y|e|et|und|και|i|та|і|й|و|ve|și|or|ou|oder|who|weil|because|porque|wenn|як"
# A comma before these does not end a clause: "Mein Traum ist es, als Bäcker zu arbeiten".
SUBORDINATORS = "als|dass|żeby|że|щоб|that|ότι|να"

BOILERPLATE = """
    equal opportunity|equal opportunities|regardless of|without regard to|we offer|about us|apply now|send your cv
    send us your|how to apply|we are a leading|we are a growing|our company|our values|years of tradition|market leader
    we welcome applications|your application|to apply|competitive salary|salary|we celebrate diversity|family business
    we look forward to|join our team|join us|founded in|our team is
    igualdad de oportunidades|sin distinción de|datos de contacto|código de oferta|currículum|currículo
    curriculum|oficina de empleo|oferta de empleo|personas interesadas|interesados|correo electrónico
    dni|número de oferta|protección de datos|se ofrece|ofrecemos|inscribirse|jornada completa
    contrato indefinido|salario|sueldo|envíe|enviar cv|candidaturas|portal|convenio colectivo|empresa líder
    somos una empresa
    nuestra empresa|nuestros valores|únete|independientemente de|fundada en|te esperamos|envíanos|empresa familiar
    chancengleichheit|wir bieten|bewerbung|schwerbehinderte|über uns|bewerben|unabhängig von|wir sind ein|marktführer
    unser unternehmen|unsere werte|familienunternehmen|gegründet|wir freuen uns|vergütung|gehalt|lebenslauf|werde teil
    égalité des chances|nous offrons|candidature|postulez|envoyez|notre entreprise|nos valeurs|entreprise familiale
    leader
    sans distinction|fondée en|rejoignez|rémunération|salaire|toutes les candidatures|handicap|lettre de motivation
    pari opportunità|offriamo|candidarsi|ambosessi|la nostra azienda|i nostri valori|azienda leader|inviare|inviate
    candidatura
    candidature|azienda familiare|fondata nel|retribuzione|stipendio|entrambi i sessi|senza distinzione|unisciti
    siamo un'azienda
    ίσες ευκαιρίες|προσφέρουμε|βιογραφικό|η εταιρεία μας|οι αξίες μας|ανεξαρτήτως|στείλτε|αποστείλετε|ιδρύθηκε|μισθός
    αποδοχές|αιτήσεις|ηγετική|οικογενειακή επιχείρηση|γίνε μέλος|υποβάλετε αίτηση|υποβάλετε
    igualdade de oportunidades|oferecemos|candidatura|candidaturas|a nossa empresa|os nossos valores|empresa líder|envie
    independentemente de|fundada em|salário|remuneração|junte-se|empresa familiar|candidate-se|somos uma empresa
    równe szanse|oferujemy|aplikuj|cv|nasza firma|nasze wartości|lider|liderem|bez względu na|wyślij|prześlij
    wynagrodzenie
    firma rodzinna|rodzinną firmą|założona|dołącz|zgłoszenia|jesteśmy firmą|rekrutacji|klauzulę
    рівні можливості|ми пропонуємо|резюме|пропонуємо|наша компанія|наші цінності|лідер|незалежно від|надішліть
    надсилайте
    заробітна плата|зарплата|заснована|приєднуйтесь|сімейна компанія|ми компанія|приєднуйся|подайте заявку|подати заявку
    تكافؤ الفرص|نقدم|السيرة الذاتية|شركتنا|قيمنا|بغض النظر عن|أرسل|أرسلوا|الراتب|راتب|تأسست|انضم|شركة رائدة
    شركة عائلية|للتقديم
    فرص متساوية|بتكافؤ الفرص|فرصا متساوية
    fırsat eşitliği|sunuyoruz|özgeçmiş|özgeçmişinizi|şirketimiz|değerlerimiz|lider|bakılmaksızın|gönderin|maaş|ücret
    kuruldu|kurulan|bize katıl|katılın|aile şirketi|aile şirketiyiz|başvuru|başvurun|eşit fırsat
"""
