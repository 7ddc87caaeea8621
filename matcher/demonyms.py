"""Words for people of a country, as folded stems with classes of endings, so that fifty origins fit on a page.

`siri.o` is "siri" with each ending of the class `o` of its language. A form that also names a language (see
`matcher.tongues`) is told apart from it by what stands around it (`matcher.masking`).
"""

from __future__ import annotations

from itertools import product

from matcher.countries import country_stems
from matcher.text import fold

__all__ = ["demonyms"]

_ENDINGS: dict[str, dict[str, str]] = {
    "en": {"": "|s", "x": ""},
    "es": {"o": "o|a|os|as", "s": "es|esa|eses|esas", "n": "an|ana|anes|anas", "e": "e|es", "i": "|es|s", "l": "ol|ola|oles|olas"},
    "fr": {"n": "n|nne|ns|nnes", "e": "e|es", "s": "s|se|ses", "c": "|e|s|es", "d": "d|de|ds|des"},
    "it": {"o": "o|a|i|e", "e": "e|i", "c": "co|ca|chi|che|ci"},
    "de": {
        "er": "er|erin|erinnen|ern", "isch": "isch|ische|ischer|ischen|ischem|isches", "e": "e|en|in|innen",
        "i": "i|is|erin|", "sch": "sch|sche|scher|schen|schem|sches",
    },
    "el": {"os": "ος|η|ο|οι|ου|α|ες|ους", "is": "ης|ισσα|η|ες|ισσες", "os2": "ος|ια|ιος|ο|ιοι|ιες"},
    "pt": {"o": "o|a|os|as", "s": "es|esa|eses|esas", "e": "e|es", "a": "ao|a|aos|as|oes"},
    "pl": {
        "czyk": "czyk|czykiem|czycy|ka|ką|ki|kę", "ski": "ski|ska|skim|ską|skiej|skiego|skie",
        "in": "in|inem|inka|inką|ini", "ak": "ak|akiem|aczka|aczką|acy", "n": "|em|ka|ką|ki|kę",
    },
    "uk": {
        "ec": "ець|ка|ці|цем|кою|ця|ку", "yj": "ький|ька|ького|ької|ькою|ькі|ьким", "in": "ин|инка|ини|инкою|ином",
        "n": "|ка|и|кою|ом|ку",
    },
    "ru": {"ec": "ец|ка|цы|цем|кой|ку", "in": "ин|инка|ы|инкой|ином", "n": "|ка|ы|кой|ом"},
    "tr": {"li": "lı|li|lu|lü|lıyım|liyim|luyum|lüyüm|lılar|liler", "x": "|üm|um|im|ım|yım|yim"},
    "ar": {"i": "ي|ية|يون|يين|يات", "x": ""},
    "ro": {"an": "an|ancă|eni|ence|eancă|ană|anca", "x": ""},
    "fa": {"i": "ی", "x": ""},
}  # fmt: skip

_FORMS = {
    "en": """
        syrian. ukrainian. afghan. afghani. iraqi. iranian. turk. turkish.x kurd. kurdish.x moroccan. algerian.
        tunisian.
        libyan. egyptian. sudanese.x eritrean. ethiopian. somali. somalian. nigerian. ghanaian. senegalese.x gambian.
        malian.
        guinean. ivorian. cameroonian. congolese.x kenyan. ugandan. rwandan. burundian. angolan. mozambican. zimbabwean.
        mauritanian. nigerien. togolese.x beninese.x sierra|leonean liberian. chadian. tanzanian. zambian. malagasy.x
        pakistani. indian. bangladeshi. bengali. nepali. nepalese.x sri|lankan filipino. filipina. vietnamese.x
        chinese.x
        thai.x burmese.x rohingya.x indonesian. malaysian. mongolian. japanese.x korean. cambodian. tibetan. uyghur.
        georgian.
        armenian. azerbaijani. azeri. russian. belarusian. moldovan. romanian. bulgarian. albanian. kosovar. kosovan.
        serbian.
        serb. bosnian. macedonian. croatian. croat. slovenian. montenegrin. polish.x pole.x hungarian. czech.x slovak.
        lithuanian. latvian. estonian. colombian. venezuelan. peruvian. ecuadorian. bolivian. dominican. cuban.
        honduran.
        salvadoran. guatemalan. nicaraguan. mexican. brazilian. argentinian. argentine.x chilean. paraguayan. uruguayan.
        haitian. jamaican. panamanian. yemeni. jordanian. lebanese.x palestinian. israeli. saudi. kuwaiti. omani. uzbek.
        tajik. kazakh. kyrgyz.x turkmen.x chechen. tatar. roma.x german. french.x spanish.x spaniard. italian. greek.
        portuguese.x dutch.x english.x british.x irish.x scottish.x american. canadian. australian. austrian. swiss.x
        belgian. danish.x swedish.x norwegian. finnish.x arab. berber. african. cypriot. yazidi. hazara. pashtun.
    """,
    "es": """
        siri.o ucranian.o afgan.o iraqui.x irani.x iraqui.i irani.i turc.o kurd.o marroqui.i argelin.o tunecin.o libi.o
        egipci.o sudan.s eritre.o etiop.e somali.i nigerian.o ghan.s senegal.s gambian.o malien.s guinean.o marfil.e
        camerun.s congol.e congole.o congol.s kenian.o ugand.s ruand.s angolen.o angolan.o mozambiquen.o mauritan.o
        pakistani.i indi.o bangladesi.i nepal.s filipin.o vietnamit.a chin.o tailand.s birman.o indonesi.o georgian.o
        armeni.o azerbaiyan.o rus.o bielorrus.o moldav.o ruman.o bulgar.o alban.s kosovar.x serbi.o bosni.o
        macedoni.o croat.a
        polac.o hungar.o chec.o eslovac.o litua.n colombian.o venezolan.o peruan.o ecuatorian.o bolivian.o dominican.o
        cuban.o hondureñ.o salvadoreñ.o guatemaltec.o nicaragüens.e mexican.o brasileñ.o brasiler.o argentin.o chilen.o
        paraguay.o uruguay.o haitian.o panameñ.o costarricens.e yemeni.i jordan.o liban.s palestin.o israeli.i
        saudi.i uzbec.o
        kazaj.o tayik.o checheno.x alem.n franc.s español.x español.l italian.o grieg.o portugu.s ingl.s britanic.o
        irland.s estadounidens.e holand.s suiz.o belg.a suec.o norueg.o african.o arab.e bereber.x gitan.o latin.o
    """,
    "fr": """
        syrie.n ukrainie.n afghan.c irakie.n iranie.n turc.x turque.x kurd.e marocain.c algerie.n tunisie.n libye.n
        egyptie.n
        soudanai.s erythree.n ethiopie.n somalie.n nigeria.n nigerie.n ghanee.n senegalai.s gambie.n malie.n guinee.n
        ivoirie.n
        camerounai.s congolai.s kenya.n ougandai.s rwandai.s angolai.s mozambicain.c mauritanie.n togolai.s beninoi.s
        tchadie.n
        burkinab.e comorie.n malgache.x pakistanai.s indie.n bangladai.s nepalai.s philippin.c vietnamie.n chinoi.s
        thailandai.s
        birman.c indonesie.n georgie.n armenie.n azerbaidjanai.s russe.x russes.x bielorusse.x moldave.x roumain.c
        bulgare.x
        albanai.s kosovar.c serbe.x bosniaque.x macedonie.n croate.x polonai.s hongroi.s tcheque.x slovaque.x colombie.n
        venezuelie.n peruvie.n equatorie.n bolivie.n dominicain.c cubain.c hondurie.n salvadorie.n mexicain.c bresilie.n
        argentin.c chilie.n haitie.n yemenite.x jordanie.n libanai.s palestinie.n israelie.n saoudie.n ouzbek.c
        tchetchene.x
        alleman.d francai.s espagnol.c italie.n grec.x grecque.x portugai.s anglai.s britannique.x irlandai.s
        americain.c belge.x
        neerlandai.s suisse.x africain.c arabe.x berbere.x kabyle.x
    """,
    "it": """
        sirian.o ucrain.o afghan.o irachen.o iranian.o turc.c curd.o marocchin.o algerin.o tunisin.o libic.o libi.c
        egizian.o
        sudanes.e eritre.o etiop.e somal.o nigerian.o ghanes.e ghanian.o senegales.e gambian.o malian.o guinean.o
        ivorian.o
        camerunes.e congoles.e kenian.o keniot.a ugandes.e ruandes.e angolan.o mozambican.o mauritan.o togoles.e
        pakistan.o
        indian.o bengales.e bangladese.x nepales.e filippin.o vietnamit.a cines.e thailandes.e birman.o indonesian.o
        georgian.o
        armen.o azer.o russ.o bieloruss.o moldav.o rumen.o bulgar.o albanes.e kosovar.o serb.o bosniac.o macedon.e
        croat.o
        polacc.o ungheres.e cec.o slovacc.o colombian.o venezuelan.o peruvian.o ecuadorian.o bolivian.o dominican.o
        cuban.o
        honduregn.o salvadoregn.o messican.o brasilian.o argentin.o cilen.o haitian.o yemenit.a giordan.o libanes.e
        palestines.e
        israelian.o saudit.a uzbec.o cecen.o tedesc.o tedesca.x tedeschi.x frances.e spagnol.o italian.o grec.o
        portoghes.e
        ingles.e britannic.o irlandes.e american.o olandes.e svizzer.o african.o arab.o singales.e
    """,
    "de": """
        syr.er syr.isch ukrain.er ukrain.isch afghan.e afghan.isch irak.er irak.isch iran.er iran.isch türk.e
        türk.isch kurd.e
        kurd.isch marokkan.er marokkan.isch algeri.er algeri.sch algerisch.x tunesi.er tunesi.sch libysch.x ägypt.er
        ägypt.isch
        sudanes.e sudanes.isch eritre.er eritre.isch äthiopi.er äthiop.isch somali.er somal.isch nigerian.er
        nigerian.isch
        ghana.er ghana.isch senegales.e senegales.isch gambi.er gambi.sch mali.er mal.isch guine.er guine.isch
        ivor.er ivor.isch
        kameruner.x kamerun.er kamerun.isch kongoles.e kongoles.isch keni.er keni.sch ugand.er ugand.isch angolan.er
        angolan.isch pakistan.er pakistan.isch pakistan.i ind.er ind.isch bangladesch.er nepales.e nepales.isch
        philippin.er
        philippin.isch vietnames.e vietnames.isch chines.e chines.isch thailänd.er thailänd.isch georgi.er georg.isch
        armeni.er
        armen.isch aserbaidschan.er aserbaidschan.isch russ.e russ.isch belaruss.isch moldau.er moldau.isch rumän.e
        rumän.isch
        bulgar.e bulgar.isch alban.er alban.isch kosovar.e kosovar.isch serb.e serb.isch bosni.er bosn.isch
        mazedoni.er kroat.e
        kroat.isch pol.e polin.x poln.isch ungar.x ungarin.x ungar.isch tschech.e tschech.isch kolumbian.er
        kolumbian.isch
        venezolan.er venezolan.isch peruan.er peruan.isch ecuadorian.er kuban.er kuban.isch mexikan.er mexikan.isch
        brasilian.er brasilian.isch argentini.er argentin.isch haitian.er jemenit.e jemenit.isch jordani.er jordan.isch
        libanes.e libanes.isch palästinens.er palästinens.isch israel.i israel.isch saudi.x usbek.e usbek.isch
        tschetschen.e
        tschetschen.isch deutsche.x deutscher.x deutsch.x franzose.x franzosin.x französ.isch spani.er span.isch
        italien.er
        italien.isch griech.e griech.isch portugies.e portugies.isch engländ.er engl.isch brit.e brit.isch amerikan.er
        amerikan.isch österreich.er österreich.isch schweizer.x afrikan.er afrikan.isch arab.er arab.isch
    """,
    "el": """
        συρ.os2 συριακ.os συροσ.x συρια.x ουκραν.os ουκραν.os2 ουκρανικ.os αφγαν.os αφγανικ.os ιρακιν.os ιραν.os
        ιρανικ.os
        τουρκ.os τουρκ.os2 τουρκάλα.x κουρδ.os κουρδισσα.x μαροκιν.os αλγεριν.os τυνησι.os αιγυπτι.os αιγύπτια.x
        σουδαν.os
        σουδανή.x ερυθραί.os αιθίοπας.x αιθίοπα.x σομαλ.os νιγηριαν.os γκανέζ.os γκανέζα.x γκανέζος.x σενεγαλέζ.os
        σενεγαλέζα.x
        καμερουνέζ.os κονγκολέζ.os κενυάτης.x κενυάτισσα.x πακιστανός.x πακισταν.os ινδός.x ινδ.os ινδή.x
        μπαγκλαντεσιαν.os
        νεπαλέζ.os φιλιππινέζ.os φιλιππινέζα.x βιετναμέζ.os κινέζ.os κινέζα.x γεωργιαν.os αρμένι.os αρμένισσα.x
        ρώσ.os ρωσίδα.x
        λευκορώσ.os μολδαβ.os ρουμάν.os βούλγαρ.os βουλγάρα.x αλβαν.os αλβανίδα.x σέρβ.os σερβίδα.x βόσνι.os πολων.os
        πολωνέζα.x
        κολομβιαν.os βενεζουελάν.os περουβιαν.os κουβαν.os μεξικαν.os βραζιλιάν.os υεμενίτ.is ιορδαν.os λιβανέζ.os
        λιβανέζα.x
        παλαιστίνι.os γερμαν.os γερμανίδα.x γάλλ.os γαλλίδα.x ισπαν.os ισπανίδα.x ιταλ.os ιταλίδα.x έλληνας.x
        ελληνίδα.x άραβας.x
        κύπρι.os κύπρια.x αμερικαν.os αμερικανίδα.x ουζμπέκ.os αφρικαν.os γεωργιανή.x
    """,
    "pt": """
        siri.o ucranian.o afega.a afegã.x afegão.x iraquian.o iranian.o turc.o curd.o marroquin.o argelin.o tunisin.o
        líbi.o
        egípci.o sudan.s eritrei.o etíop.e somali.x nigerian.o gan.s ganens.e senegal.s gambian.o malian.o guineens.e
        marfinens.e
        camaron.s congol.s quenian.o ugand.s ruand.s angolan.o moçambican.o cabo|verdiano cabo|verdiana cabo-verdian.o
        são-tomens.e timorens.e paquistan.s indian.o bengali.x nepal.s filipin.o vietnamit.e chin.s tailand.s georgian.o
        arméni.o russ.o bielorruss.o moldav.o romen.o búlgar.o alban.s kosovar.x sérvi.o bósni.o croat.e polac.o
        polon.s húngar.o
        colombian.o venezuelan.o peruan.o equatorian.o bolivian.o dominican.o cuban.o hondurenh.o mexican.o brasileir.o
        argentin.o chilen.o paraguai.o uruguai.o haitian.o iemenit.e jordan.o liban.s palestinian.o palestin.o
        israelit.e
        alema.a alemão.x alemã.x franc.s espanhol.x espanhola.x italian.o greg.o portugu.s ingl.s britânic.o irland.s
        american.o
        african.o arab.e uzbequ.e
    """,
    "pl": """
        syryj.czyk syryj.ski ukrai.n ukrain.n ukrainiec.x ukraińcem.x ukraiń.ski afga.n afgań.czyk afganka.x
        afganką.x afgań.ski
        irakij.czyk iracki.x iracka.x irań.czyk iranka.x iranką.x irań.ski turek.x turkiem.x turczynka.x turczynką.x
        turecki.x
        turecka.x kurd.n kurdyjka.x kurdyjką.x kurdyj.ski marokań.czyk marokanka.x marokanką.x marokań.ski algier.czyk
        algierka.x tunezyj.czyk tunezyj.ski libij.czyk egipcjanin.x egipcjaninem.x egipcjanka.x egipcjanką.x
        egipski.x egipska.x
        sudań.czyk sudanka.x sudanką.x erytrej.czyk etiop.czyk etiopka.x etiopką.x somalij.czyk somalij.ski nigeryj.czyk
        nigeryj.ski ghań.czyk ghanka.x senegal.czyk senegalka.x kameruń.czyk kamerunka.x kongij.czyk kenij.czyk
        kenij.ski
        pakistań.czyk pakistanka.x pakistanką.x hindus.n induska.x indyj.ski nepal.czyk nepalka.x filipiń.czyk
        filipinka.x
        filipinką.x wietnam.czyk wietnamka.x wietnamką.x chiń.czyk chinka.x chinką.x gruzin.n gruzinem.x gruziń.ski
        ormianin.x
        ormianinem.x ormianka.x ormianką.x rosja.n rosjanin.x rosjaninem.x rosjanka.x rosjanką.x rosyj.ski białorusin.n
        białorusinka.x białorusinką.x białoruski.x białoruska.x mołdawianin.x mołdawianka.x rumun.n bułgar.n bułgarem.x
        albań.czyk albanka.x serb.n serbka.x polak.x polakiem.x polka.x polką.x kolumbij.czyk kolumbij.ski wenezuel.czyk
        wenezuelka.x peruwiań.czyk peruwianka.x kubań.czyk kubanka.x meksykanin.x meksykanka.x brazylij.czyk
        brazylij.ski
        jemeń.czyk jordań.czyk libań.czyk libanka.x palestyń.czyk palestynka.x palestynką.x niemiec.x niemcem.x
        niemka.x niemką.x
        francuz.n francuzka.x hiszpan.n hiszpanka.x włoch.x włochem.x włoszka.x grek.n greczynka.x arab.n arabka.x
        arabką.x
        uzbek.n uzbeczka.x czeczen.n czeczenka.x czeczenką.x tadżyk.n
    """,
    "uk": """
        сирі.ec сирієць.x сирійка.x сирійкою.x сирійс.yj українець.x українка.x українкою.x українцем.x українс.yj
        афган.ec
        афганс.yj іраке.ec іракець.x іракіє.ec іракійка.x іран.ec іранс.yj турок.x турчанка.x турец.yj турецька.x курд.n
        курдянка.x марокка.n марокканець.x марокканка.x алжир.ec тунісець.x туніска.x лівієць.x єгиптянин.x
        єгиптянка.x судан.ec
        суданець.x суданка.x еритре.ec еритреєць.x еритрейка.x ефіоп.n ефіопка.x сомалієць.x сомалійка.x нігерієць.x
        нігерійка.x
        ганець.x ганка.x сенегал.ec камерун.ec конголе.ec кенієць.x кенійка.x пакистан.ec пакистанс.yj індієць.x
        індійка.x індус.n
        індуска.x непал.ec філіппін.ec філіппінка.x в'єтнамець.x в'єтнамка.x китаєць.x китаянка.x грузин.n грузинка.x
        вірмен.in
        вірмен.n вірменка.x азербайджан.ec росіянин.x росіянка.x білорус.n білоруска.x молдован.in молдованин.x
        молдованка.x
        румун.n румунка.x болгарин.x болгарка.x албан.ec серб.n сербка.x поляк.x полька.x колумбієць.x колумбійка.x
        венесуел.ec
        венесуелка.x перуан.ec кубин.ec бразилець.x бразилійка.x ємен.ec йордан.ec ліван.ec палестин.ec німець.x
        німкеня.x
        француз.n француженка.x іспан.ec італієць.x італійка.x грек.n гречанка.x араб.n арабка.x узбек.n узбечка.x
        чечен.ec
        кримський|татарин кримська|татарка татарин.x татарка.x циган.n ром.x ромка.x
    """,
    "ru": """
        сириец.x сирийка.x украинец.x украинка.x афган.ec иракец.x иран.ec турок.x турчанка.x курд.n курдянка.x
        марокканец.x
        марокканка.x египтянин.x египтянка.x судан.ec нигериец.x нигерийка.x пакистан.ec индиец.x грузин.n грузинка.x
        армян.in
        армянка.x русский.x русская.x россиянин.x россиянка.x белорус.n молдаванин.x молдаванка.x узбек.n узбечка.x
        таджик.n
        таджичка.x чечен.ec араб.n палестин.ec
    """,
    "tr": """
        suriye.li ukrayna.li afgan.x afganistan.li ırak.li iran.li türk.x kürt.x kürdüm.x fas.li cezayir.li tunus.li
        libya.li
        mısır.li sudan.li eritre.li etiyopya.li somali.li nijerya.li gana.li senegal.li kamerun.li kongo.li kenya.li
        pakistan.li
        hint.x hindistan.li bangladeş.li nepal.li filipin.li filipinli.x vietnam.li çin.li gürcü.x gürcistan.li
        ermeni.x azeri.x
        azerbaycan.li rus.x rusya.li belarus.li moldova.li romanya.li rumen.x bulgar.x bulgaristan.li arnavut.x
        sırp.x boşnak.x
        polonya.li kolombiya.li venezuela.li peru.li küba.li meksika.li brezilya.li yemen.li ürdün.li lübnan.li
        filistin.li
        alman.x almanya.li fransız.x ispanyol.x italyan.x yunan.x yunanistan.li arap.x arabım.x özbek.x özbekistan.li
        kazak.x
        türkmen.x uygur.x çeçen.x tatar.x kırım.li ezidi.x
    """,
    "ar": """
        سور.i أوكران.i اوكران.i أفغان.i عراق.i إيران.i ترك.i كرد.i مغرب.i جزائر.i تونس.i ليب.i مصر.i سودان.i إريتر.i
        ارتر.i إثيوب.i
        أثيوب.i صومال.i نيجير.i غان.i سنغال.i غامب.i كاميرون.i كونغول.i كين.i أوغند.i باكستان.i هند.i بنغلاديش.i بنغال.i
        نيبال.i فلبين.i فيتنام.i صين.i جورج.i أرمن.i أذربيجان.i روس.i بيلاروس.i مولدوف.i رومان.i بلغار.i ألبان.i
        صرب.i بوسن.i بولند.i
        كولومب.i فنزويل.i بيرو.x كوب.i مكسيك.i برازيل.i يمن.i أردن.i لبنان.i فلسطين.i سعود.i ألمان.i فرنس.i إسبان.i
        إيطال.i يونان.i
        عرب.i أمازيغ.i موريتان.i أوزبك.i أوزبكستان.i طاجيك.i شيشان.i قطر.i كويت.i عمان.i تشاد.i إيزيد.i أمريك.i بريطان.i
    """,
    "ro": """
        sirian.x siriancă.x ucrainean.x ucraineancă.x afgan.x afgană.x irakian.x irakiană.x iranian.x iraniancă.x
        turc.x turcoaică.x
        kurd.x marocan.x marocancă.x moldovean.x moldoveancă.x rus.x rusoaică.x nepalez.x nepaleză.x indian.x indiancă.x
        nigerian.x nigeriană.x egiptean.x egipteancă.x român.x româncă.x pakistanez.x pakistaneză.x georgian.x
        georgiană.x
    """,
    "fa": """
        سور.i اوکراین.i افغان.x افغان.i افغانستان.i عراق.i ایران.i کرد.x پاکستان.i هند.i روس.x عرب.x هزاره.x تاجیک.x
        ازبک.x
        پشتون.x ترکمن.x ارمن.i لبنان.i فلسطین.i یمن.i مصر.i سودان.i
    """,
}


# What languages make of the name of a country, with its last vowels cut or not. Most of these forms do not exist, and
# do no harm: they begin with the name of a country.
_DERIVED: dict[str, str] = {
    "en": "n|ns|an|ans|ian|ians|ese|i|is|er|ers",
    "es": "ano|ana|anos|anas|es|esa|eses|esas|ense|enses|eno|ena|enos|enas|iano|iana|ino|ina|eco|eca|iense",
    "it": "ano|ana|ani|ane|ese|esi|ino|ina|iano|iana|iani|ense|egno|egna",
    "fr": "ien|ienne|iens|iennes|ais|aise|aises|ois|oise|ain|aine|ains|aines|een|eenne|n|nne|in|ine|ens",
    "de": "er|erin|erinnen|ner|nerin|aner|anerin|eser|eserin|ese|esin|ier|ierin|isch|ische|ischer|ischen|isches|ischem",
    "el": "ος|η|ο|ανος|ανη|ιανος|ιανη|εζος|εζα|εζας|ινος|ινη|ιος|ια|ησιος|ησια|ικος|ικη",
    "pt": "ano|ana|anos|anas|es|esa|eses|esas|ense|enses|eno|ena|iano|iana|enho|enha|ino|ina",
    "pl": "ka|ki|czyk|czykiem|anka|anczyk|anczykiem|yjka|yjczyk|yjczykiem|ijka|ijczyk|ijczykiem|enka|enczyk|enczykiem|czanka",
    "uk": "ець|ка|кою|цем|ієць|ійка|ійкою|ійцем|анець|анка|анкою|анцем|єць|йка|йкою|янин|янка|інець",
    "ru": "ец|ка|иец|ийка|анец|анка|янин|янка",
    "tr": "lı|li|lu|lü|lıyım|liyim|luyum|lüyüm",
    "ar": "ي|ية",
    "ro": "an|ană|ez|eză|ian|iană|ean|eancă",
    "fa": "ی",
}
# Forms that are other words: an artist, a canal of water.
_OTHER_WORDS = frozenset(
    fold(word)
    for word in ["مجري", "مالي", "مالية", "maler", "malerin", "maleri", "malier", "granadina", "germano", "romano"]
)


def _derived() -> set[str]:
    folded = {language: fold(endings).split() for language, endings in _DERIVED.items()}
    return {
        base + ending
        for language, endings in folded.items()
        for base, ending in product(country_stems(language), endings)
    }


def demonyms() -> frozenset[str]:
    """Return all forms, folded; a form of two words has a space."""
    listed = _listed()
    return frozenset((listed | _derived()) - _OTHER_WORDS)


def _listed() -> frozenset[str]:
    return frozenset(
        form for language, listed in _FORMS.items() for each in listed.split() for form in _forms(each, language)
    )


def _forms(listed: str, language: str) -> set[str]:
    if "|" in listed:
        return {fold(listed.replace("|", " "))}
    base, _, name = listed.rpartition(".")
    endings = "" if name == "x" else _ENDINGS[language].get(name, "|s" if name == "a" else None)
    if endings is None:
        raise ValueError(f"{language}: no class of endings {name!r} for {base!r}")
    if name == "a" and language in {"es", "it"}:
        endings = "a|as|i|e"
    return {fold(base + ending) for ending in endings.split("|")} - {""}
