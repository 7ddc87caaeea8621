"""The words by which people say who they are, as data: a language is added by adding its words.

All are compared folded (`matcher.text.fold`), so accents and case do not matter. `#` stands for a number.
"""

from __future__ import annotations

# "I am …": what follows closely is about the person.
IDENTITY = """
    i am|i m|im|soy|je suis|sono|io sono|ich bin|είμαι|sou|eu sou|jestem|я|я є|ben|أنا|انا|إني|sunt|eu sunt|من
    this is|moi c'est|aquí|ez m|i was born|estoy|estou|my nationality is|mi nacionalidad es
"""
# A name follows. Hyphenless and lower case, as they are compared folded.
NAME_CUES = """
    my name is|my name s|name s|i am called|call me|me llamo|mi nombre es|me dicen|je m'appelle|mon nom est|mi chiamo
    il mio nome è|ich heiße|ich heisse|mein name ist|με λένε|το όνομά μου είναι|ονομάζομαι|λέγομαι|мене звати|моє ім'я
    меня зовут|мое имя|اسمي|إسمي|اسمي هو|chamo-me|me chamo|o meu nome é|meu nome é|nazywam się|mam na imię|moje imię to
    adım|benim adım|ismim|mă numesc|mă cheamă|numele meu este|نامم|اسم من|نام من|this is
"""
# Fields of a CV; all up to the end of the line, or of the field, is masked. A colon must follow.
FIELDS = """
    name|full name|first name|last name|surname|family name|nationality|citizenship|date of birth|place of birth
    birth date
    born|age|sex|gender|marital status|civil status|religion|address|phone|telephone|mobile|tel|email|e-mail
    country of origin
    nombre|nombre y apellidos|apellidos|nacionalidad|fecha de nacimiento|lugar de nacimiento|edad|sexo|género
    estado civil
    religión|dirección|domicilio|teléfono|móvil|correo|país de origen|dni|nie|pasaporte
    nom|prénom|nom et prénom|nom de famille|nationalité|date de naissance|lieu de naissance|âge|sexe|situation familiale
    situation de famille|état civil|adresse|téléphone|portable|pays d'origine
    nome|cognome|nome e cognome|nazionalità|cittadinanza|data di nascita|luogo di nascita|età|sesso|stato civile
    religione
    indirizzo|telefono|cellulare|paese di origine
    name|vorname|nachname|familienname|vor- und nachname|nationalität|staatsangehörigkeit|geburtsdatum|geburtsort
    geboren
    alter|geschlecht|familienstand|anschrift|telefon|handy|herkunftsland|konfession
    όνομα|επώνυμο|ονοματεπώνυμο|εθνικότητα|υπηκοότητα|ημερομηνία γέννησης|τόπος γέννησης|ηλικία|φύλο
    οικογενειακή κατάσταση
    θρησκεία|διεύθυνση|τηλέφωνο|χώρα καταγωγής
    nome completo|apelido|nacionalidade|data de nascimento|naturalidade|idade|género|estado civil|religião|morada
    telemóvel
    imię|nazwisko|imię i nazwisko|narodowość|obywatelstwo|data urodzenia|miejsce urodzenia|wiek|płeć|stan cywilny
    wyznanie
    adres|kraj pochodzenia
    الاسم|الاسم الكامل|اللقب|الجنسية|تاريخ الميلاد|مكان الميلاد|العمر|الجنس|الحالة الاجتماعية|الحالة العائلية|الديانة
    الدين
    العنوان|الهاتف|رقم الهاتف|البلد
    ім'я|прізвище|піб|ім'я та прізвище|громадянство|національність|дата народження|місце народження|вік|стать
    сімейний стан
    віросповідання|адреса|телефон|имя|фамилия|фио|гражданство|национальность|дата рождения|место рождения|возраст|пол
    семейное положение
    adı|ad|soyadı|ad soyad|adı soyadı|uyruk|uyruğu|vatandaşlık|doğum tarihi|doğum yeri|yaş|cinsiyet|medeni hal
    medeni durum|din
    nume|prenume|nume și prenume|naționalitate|cetățenie|data nașterii|locul nașterii|vârsta|stare civilă|religie
    نام|نام خانوادگی|ملیت|تاریخ تولد|محل تولد|سن|جنسیت|وضعیت تاهل|مذهب
"""
# "from …": a place of origin follows, capitalised where the script has capitals. The cue itself is masked too, since
# its form tells gender ("nacida en") and its article the country ("aus der", "du").
ORIGIN = """
    i am from|i m from|i come from|i came from|originally from|born in|i was born in|born and raised in|citizen of
    soy de|vengo de|vine de|originaria de|originario de|nacida en|nacido en|nací en|procedente de|natural de|llegué de
    je viens de|je viens d|je viens du|je viens des|je suis de|je suis du|je suis d|je suis des|originaire de
    originaire d
    originaire du|née en|né en|née au|né au|née à|né à|née aux|né aux|je suis née en|je suis né en
    vengo da|vengo dal|vengo dalla|vengo dall|vengo dai|vengo dalle|nata in|nato in|nata a|nato a|originaria della
    originario della|originaria del|originario del|provengo da|provengo dalla|provengo dal|provengo dall|sono di
    ich komme aus|komme aus|ich bin aus|stamme aus|ich stamme aus|geboren in|ursprünglich aus|bin in|herkunft
    είμαι από|κατάγομαι από|προέρχομαι από|έρχομαι από|ήρθα από|γεννήθηκα στη|γεννήθηκα στην|γεννήθηκα στο
    sou de|sou do|sou da|sou dos|venho de|venho do|venho da|venho dos|nascida em|nascido em|nascida no|nascido no
    nasci em
    pochodzę z|pochodzę ze|jestem z|jestem ze|urodziłam się w|urodziłem się w|przyjechałam z|przyjechałem z
    أنا من|انا من|أصلي من|جئت من|قادم من|قادمة من|ولدت في|من مواليد|أصولي من|اتيت من
    я з|я із|я зі|родом з|родом із|походжу з|народилася в|народився в|народилась в|приїхала з|приїхав з|я родом з
    я из|родом из|родилась в|родился в|я приехала из|я приехал из
    sunt din|vin din|provin din|născută în|născut în|originară din|originar din
    من اهل|اهل|از اهالی|متولد
"""
# Words of a place of origin that may stand between the cue and the name.
ARTICLES = """
    the|el|la|los|las|le|les|l|il|lo|gli|i|der|die|das|dem|den|o|os|a|as|το|τη|την|τον|η|τα|τις|τους
"""
PREPOSITIONS = """
    from|in|to|of|at|de|del|en|desde|a|al|du|des|d|au|aux|depuis|da|dal|dalla|dall|dai|dalle|nel|nella|nell|negli|nei|di
    del|della|dell|degli|aus|nach|von|im|in|από|στη|στην|στο|στον|στις|στα|σε|em|no|na|nos|nas|do|dos|das|z|ze|w|we|do
    з|із|зі|в|у|до|из|с|во|من|في|إلى|الى|از|در|din|în|la
"""
# "from …", after "I am a tailor".
FROM = "from|de|del|aus|da|dal|dalla|do|από|z|ze|з|із|зі|из|من|din|از|d|du"
INDEFINITE = "a|an|un|una|uno|une|ein|eine|um|uma|μια|ένας|μία|έναν|o|bir|as a|as an"

# Said of a person where an "I am" leads up to them, a sentence starts with them, or another such word is beside them:
# elsewhere they are customers ("women's hairdresser", "care for pregnant women").
SELF = """
    # children|# kids|# hijos|# hijas|# niños|# enfants|# figli|# kinder|# kindern|# παιδιά|# filhos|# dzieci|# дітей
    # діти
    # أطفال|# أولاد|# çocuk|# copii|# فرزند
    man|woman|male|female|girl|boy|lady|guy|gentleman|mum|mom|mother|father|dad|grandmother|grandfather|wife|husband
    widow
    widower|single|married|divorced|separated|pregnant|unmarried|widowed|transgender|gay|lesbian|muslim|christian
    catholic
    jewish|jew|hindu|buddhist|sikh|orthodox|evangelical|atheist|yazidi|protestant|sunni|shia|alevi|native|refugee
    mujer|hombre|chica|chico|señora|señor|madre|padre|mamá|papá|abuela|abuelo|esposa|esposo|viuda|viudo|soltera|soltero
    casada|casado|divorciada|divorciado|separada|separado|embarazada|musulmana|musulmán|cristiana|cristiano|católica
    católico|judía|judío|budista|evangélica|evangélico|ortodoxa|ortodoxo|atea|ateo|refugiada|refugiado|muchacha|muchacho
    femme|homme|fille|garçon|dame|monsieur|madame|mère|père|maman|veuve|veuf|célibataire|mariée|marié|divorcée|divorcé
    séparée|séparé|enceinte|musulmane|chrétienne|chrétien|catholique|juive|juif|hindoue|hindou|bouddhiste|orthodoxe
    protestante|protestant|athée|réfugiée|réfugié
    donna|uomo|ragazza|ragazzo|signora|signore|mamma|papà|vedova|vedovo|nonna|nonno|sposata|sposato|nubile|celibe
    divorziata|divorziato|separata|separato|incinta|musulmano|cattolica|cattolico|ebrea|ebreo|ortodossa|ortodosso
    induista
    rifugiata|rifugiato|atea
    frau|mann|mutter|vater|dame|herr|mädchen|junge|witwe|witwer|verheiratet|ledig|geschieden|verwitwet|schwanger
    getrennt
    alleinerziehend|alleinerziehende|alleinerziehender|muslim|muslima|muslimin|moslem|christ|christin|katholik
    katholikin
    katholisch|evangelisch|jüdin|jude|jüdisch|buddhistin|alevitin|alevit|jeside|jesidin|geflüchtete|geflüchteter
    muslimisch
    γυναίκα|άντρας|άνδρας|κοπέλα|αγόρι|μητέρα|πατέρας|μαμά|μπαμπάς|κυρία|κύριος|χήρα|χήρος|παντρεμένη|παντρεμένος|άγαμη
    άγαμος|ανύπαντρη|ανύπαντρος|διαζευγμένη|διαζευγμένος|έγκυος|μουσουλμάνα|μουσουλμάνος|χριστιανή|χριστιανός|ορθόδοξη
    ορθόδοξος|καθολική|καθολικός|εβραία|εβραίος|πρόσφυγας|βουδίστρια|βουδιστής
    mulher|homem|rapariga|rapaz|moça|moço|senhora|senhor|mãe|pai|viúva|viúvo|solteira|solteiro|grávida|muçulmana
    muçulmano
    cristã|cristão|judia|judeu|refugiada|refugiado|hinduísta
    kobieta|kobietą|mężczyzna|mężczyzną|dziewczyna|dziewczyną|chłopak|chłopakiem|matka|matką|mama|mamą|ojciec|ojcem|tata
    tatą|wdowa|wdową|wdowiec|wdowcem|mężatka|mężatką|żonaty|zamężna|rozwiedziona|rozwiedziony|panna|panną|kawaler
    kawalerem
    samotną|samotna|samotny|samotnym|ciąży|muzułmanka|muzułmanką|muzułmanin|muzułmaninem|chrześcijanka|chrześcijanką
    chrześcijanin|chrześcijaninem|katoliczka|katoliczką|katolik|katolikiem|żydówka|żydówką|żyd|żydem|prawosławna
    prawosławny
    buddystka|buddystką|buddysta|buddystą|uchodźczyni|uchodźczynią|uchodźca|uchodźcą
    жінка|чоловік|дівчина|хлопець|мати|мама|батько|тато|пані|пан|вдова|вдівець|заміжня|одружений|одружена|неодружена
    неодружений|незаміжня|розлучена|розлучений|вагітна|мусульманка|мусульманин|християнка|християнин|католичка|католик
    православна|православний|єврейка|єврей|іудей|буддист|буддистка|біженка|біженець|самотня|самотній
    женщина|мужчина|девушка|парень|мать|отец|папа|вдовец|замужем|женат|разведена|разведен|беременна|христианка
    христианин
    православная|православный|еврей|беженка|беженец
    kadın|erkek|kız|anne|baba|bayan|bay|dul|evli|bekar|boşanmış|hamile|müslüman|hristiyan|hıristiyan|yahudi|alevi
    katolik
    امرأة|رجل|فتاة|شاب|شابة|أم|أب|سيدة|سيد|آنسة|أرملة|أرمل|بنت|متزوجة|متزوج|مطلقة|مطلق|عزباء|أعزب|حامل|مسلمة|مسلم|مسيحية
    مسيحي|يهودية|يهودي|درزية|درزي|لاجئة|لاجئ|زوجة|إيزيدي|إيزيدية|عازب|عازبة|بوذي|بوذية
    femeie|bărbat|fată|băiat|mamă|tată|doamnă|domn|văduvă|văduv|căsătorită|căsătorit|necăsătorită|necăsătorit|divorțată
    divorțat|însărcinată|musulmană|creștină|creștin|ortodoxă|ortodox|catolică|catolic|refugiată|refugiat
    زن|مرد|دختر|پسر|مادر|پدر|خانم|آقا|بیوه|متاهل|مجرد|باردار|مسلمان|زرتشتی|پناهنده
"""
# Family and marriage in words that can be nothing else; masked wherever they stand.
FAMILY = """
    my husband|my wife|my partner|my boyfriend|my girlfriend|single mother|single father|single mum|single mom
    single dad
    single parent|stay at home mother|mother of|father of|mum of|mom of|dad of|parent of|i am pregnant|i m pregnant
    i have # children|i have # kids|i have # child|with # children|with # kids|mother of # children|father of # children
    mother of # kids|father of # kids|mother of #|father of #|i am married with # children|i have # sons
    i have # daughters
    mum of #|mom of #|dad of #|parent of #|i have no children|without children
    mi marido|mi mujer|mi esposo|mi esposa|mi pareja|mi novio|mi novia|madre soltera|padre soltero|madre de familia
    padre de familia|madre de #|padre de #|madre de # hijos|padre de # hijos|madre de # hijas|padre de # hijas
    tengo # hijos|tengo # hijas|tengo # hijo|tengo # hija|tengo # niños|con # hijos|con # hijo|con # hija|sin hijos
    estoy casada|estoy casado|estoy embarazada|estoy soltera|estoy soltero|estoy divorciada|estoy divorciado
    mon mari|ma femme|mon époux|mon épouse|mon conjoint|ma conjointe|mon compagnon|ma compagne|mère célibataire
    père célibataire|mère de #|père de #|mère de # enfants|père de # enfants|j'ai # enfants|j'ai # enfant|avec # enfants
    mère de famille|père de famille|maman solo|papa solo|sans enfants
    mio marito|mia moglie|il mio compagno|la mia compagna|madre single|padre single|madre di # figli|padre di # figli
    madre di #|padre di #|ho # figli|ho # figlio|ho # figlia|mamma di #|papà di #|mamma di # bambini|papà di # bambini
    madre di famiglia|padre di famiglia|con # figli|senza figli
    mein mann|meine frau|meinem mann|meiner frau|meines mannes|mein ehemann|meine ehefrau|meinem ehemann|meiner ehefrau
    mein partner|meine partnerin|alleinerziehende mutter|alleinerziehender vater|mutter von # kindern
    vater von # kindern
    mutter von #|vater von #|ich habe # kinder|ich habe # kind|habe # kinder|mit # kindern|meinen mann|ohne kinder
    ο άντρας μου|ο σύζυγός μου|η γυναίκα μου|η σύζυγός μου|τον άντρα μου|τη γυναίκα μου|τον σύζυγό μου|του άντρα μου
    της γυναίκας μου|του συζύγου μου|της συζύγου μου|μητέρα # παιδιών|πατέρας # παιδιών|έχω # παιδιά|έχω # παιδί
    με # παιδιά
    μονογονέας|χωρίς παιδιά|μαμά # παιδιών|μπαμπάς # παιδιών
    meu marido|minha mulher|minha esposa|meu esposo|meu companheiro|minha companheira|mãe solteira|pai solteiro|mãe de #
    pai de #|mãe de # filhos|pai de # filhos|tenho # filhos|tenho # filho|tenho # filha|com # filhos|mãe de família
    sem filhos
    pai de família
    mój mąż|moja żona|mojego męża|mojej żony|moim mężem|moją żoną|mąż|męża|mężem|żona|żony|żoną|matka # dzieci
    matką # dzieci
    ojciec # dzieci|ojcem # dzieci|mam # dzieci|mam # dziecko|samotna matka|samotną matką|samotny ojciec|samotnym ojcem
    jestem w ciąży|z # dzieci|mama # dzieci|mamą # dzieci|tata # dzieci|tatą # dzieci|bez dzieci
    زوجي|زوجتي|خطيبي|خطيبتي|أم عزباء|أب أعزب|أم لـ # أطفال|أم # أطفال|أم لثلاثة أطفال|أب لثلاثة أطفال|أم لطفلين
    أب لطفلين
    لدي # أطفال|عندي # أولاد|عندي # أطفال|أم لأربعة أطفال|أب لأربعة أطفال|أم لطفل|أب لطفل|لدي طفلان|أم لخمسة أطفال
    أب لخمسة أطفال
    أب # أطفال|لدي # أولاد|أم وحيدة|أب وحيد|لدي طفل|عندي ولدين
    мій чоловік|моя дружина|мого чоловіка|моєї дружини|моїм чоловіком|моєю дружиною|мати # дітей|батько # дітей
    мама # дітей
    тато # дітей|маю # дітей|маю # дитину|маю # діти|у мене # дітей|у мене # діти|у мене # дитина|одинока мати
    самотня мати
    мати-одиначка|одинокий батько|з # дітьми|мой муж|моя жена|моего мужа|моей жены|у меня # детей|у меня # ребенок
    без дітей
    kocam|karım|eşim|kocamın|karımın|eşimin|bekar anne|bekar baba|# çocuk annesi|# çocuk babası|# çocuğum var
    # çocuk sahibi
    # çocuk annesiyim|# çocuk babasıyım|evliyim|bekarım|hamileyim|kadınım|erkeğim|anneyim|babayım|müslümanım
    hristiyanım|dulum
    boşandım|alevi'yim|aleviyim|# çocuklu|yahudiyim
    soțul meu|soția mea|soțului meu|soției mele|mamă singură|tată singur|mamă a # copii|tată a # copii|am # copii
    am # copil
    شوهرم|همسرم|زنم|مادر # فرزند|پدر # فرزند|# فرزند دارم|# بچه دارم|مادر مجرد|پدر مجرد
"""
# A language or a kitchen, not a person.
CULTURE = """
    cuisine|cuisines|food|foods|dish|dishes|restaurant|restaurants|cooking|kitchen|bakery|pastry|pastries|sweets
    bread|meals
    literature|law|music|dance|history|culture|market|products|company|companies|customers|clients|wine|cheese|recipes
    cocina|comida|comidas|plato|platos|restaurante|restaurantes|gastronomía|pastelería|dulces|pan|empresa|empresas
    mercado
    derecho|vino|queso|música|literatura|historia|clientes|recetas|cultura|estilo
    plats|plat|gastronomie|pâtisserie|pâtisseries|droit|entreprise|marché|recettes|clientèle|musique|littérature|vins
    cucina|piatti|piatto|ristorante|ristoranti|pasticceria|gastronomia|azienda|ricette|diritto|letteratura|vini|formaggi
    küche|speisen|gerichte|gericht|essen|bäckerei|recht|firma|kunden|rezepte|musik|weine|restaurants
    κουζίνα|κουζίνας|φαγητά|φαγητό|πιάτα|εστιατόριο|γλυκά|εταιρεία|συνταγές|μουσική
    cozinha|pratos|prato|pastelaria|doces|mercado|direito|receitas|restaurante
    kuchnia|kuchni|kuchnię|kuchnią|dania|potrawy|restauracja|restauracji|firma|firmie|przepisy|muzyka
    кухня|кухні|кухню|страви|страв|їжа|їжу|ресторан|ресторані|ресторану|фірма|компанія|компанії|рецепти|блюда|кухни
    mutfağı|mutfak|mutfağında|yemekleri|yemek|yemeği|restoranı|restoranında|restoran|tatlıları|şirketi|müziği
    مطبخ|المطبخ|طعام|الطعام|أكل|الأكل|أكلات|الأكلات|طبخ|الطبخ|حلويات|الحلويات|مطعم|المطاعم|شركة|المأكولات|مأكولات
    أطباق|الأطباق
    bucătărie|bucătăria|mâncare|mâncăruri|restaurant|غذا|غذاهای|آشپزی|رستوران
"""
# "ukrainische Sprache": a language, whatever the form of the adjective.
TONGUE_NOUNS = """
    language|languages|lengua|lenguas|idioma|langue|lingua|sprache|γλώσσα|língua|język|języka|językiem|мова|мови|мову
    мовою
    язык|языка|языком|dili|اللغة|لغة|limba|limbă|زبان
"""
TONGUE = """
    language|languages|lesson|lessons|course|courses|class|classes|teacher|tutor|translator|interpreter|translation
    speaker
    speaking|spoken|grammar|level|certificate|exam|fluent|fluently|native|bilingual|basic|good|beginner|intermediate
    advanced
    learning|studying|teaching|speak|teach|learn|study|know|mother|tongue|writing|reading|proficient|excellent
    lengua|idioma|idiomas|clase|clases|curso|profesor|profesora|traductor|traductora|intérprete|hablo|nivel|nativo
    nativa
    bilingüe|hablar|aprender|aprendiendo|estudio|estudiando|enseño|maestra|maestro|filología|buen|básico|intermedio
    avanzado
    langue|langues|cours|professeur|traducteur|traductrice|interprète|parle|niveau|bilingue|courant|apprends|enseigne
    lingua|lingue|corso|lezioni|insegnante|traduttore|traduttrice|parlo|livello|madrelingua|studio|insegno|imparo
    sprache|kurs|unterricht|lehrer|lehrerin|übersetzer|übersetzerin|dolmetscher|dolmetscherin|spreche|lerne
    muttersprache
    γλώσσα|μαθήματα|καθηγητής|καθηγήτρια|μιλάω|μαθαίνω|μεταφραστής|μεταφράστρια|δασκάλα|επίπεδο
    língua|aulas|professor|professora|tradutor|tradutora|falo|nível|nativo|aprendo|estudo|ensino
    język|języka|językiem|języku|lekcje|nauczyciel|nauczycielka|nauczycielką|nauczycielem|tłumacz|tłumaczka|mówię
    uczę|kurs
    мова|мови|мову|мовою|уроки|курси|вчителька|вчитель|викладач|викладачка|перекладач|перекладачка|розмовляю|вивчаю
    рівень
    язык|языка|языком|говорю|учитель|учительница|переводчик
    dili|dil|dersi|dersleri|öğretmeni|tercümanı|konuşuyorum|biliyorum
    اللغة|لغة|معلم|معلمة|مدرس|مدرسة|مترجم|مترجمة|دروس|أتكلم|أتحدث|باللغة|للغة
    limba|limbă|curs|profesor|profesoară|vorbesc|traducător|زبان|معلم|مترجم
"""
# An "I am" does not reach across these.
STOPS = "and|y|e|et|und|και|i|та|і|й|ve|و|și|but|pero|mais|ma|aber|or|o|ou|oder|with|con|avec|mit|com|z|з|who|que|qui"
NUMBERS = """
    a|an|one|two|three|four|five|six|seven|eight|nine|ten|un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho
    une|deux|trois|quatre|cinq|sept|huit|due|tre|quattro|cinque|sei|sette|ein|eine|zwei|drei|vier|fünf|sechs|sieben
    ένα|δύο|δυο|τρία|τριών|τέσσερα|τεσσάρων|πέντε|um|uma|dois|duas|três|quatro|seis|jedno|dwoje|dwojga|trojga|czworga
    dwójka|dwójkę|troje|trójkę|trójki
    dwójki|czworo|czwórki|pięcioro|одну|двох|двоє|трьох|троє|чотирьох|п'ятьох|два|трое|bir|iki|üç|dört|beş|طفل|طفلين
    ثلاثة|أربعة
    خمسة|doi|două|trei|patru|cinci|یک|دو|سه|چهار|пятеро|двое|одна|одне
"""
