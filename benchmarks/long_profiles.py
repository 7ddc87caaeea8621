"""Three texts of 150 words each, as people tell them, written for this benchmark."""

from __future__ import annotations

__all__ = ["LONG_PROFILES"]

# By language. Nobody's story: six years as a cook, then a delivery van, and what one does at home.
LONG_PROFILES = {
    "en": (
        "I worked for six years as a cook in a hotel kitchen in Aleppo, where I prepared meals for two "
        "hundred guests a day, ordered the ingredients and checked that the cold store was clean and at the "
        "right temperature. After that I drove a delivery van for a bakery and kept the list of what each "
        "shop had ordered. I can bake bread and pastries, sharpen knives, and I know the rules of food "
        "hygiene because I passed a course on them last year. In my own village I also repaired bicycles and "
        "small engines, welded gates and laid tiles for my neighbours. I speak Arabic and English, I "
        "understand some Spanish, and I learn quickly. I like to work in a team, I have helped new colleagues"
        " to learn the work, and I can use a computer to write letters and to count the stock. I do not want "
        "to work at night."
    ),
    "es": (
        "Trabajé seis años como cocinera en un hotel de Alepo, donde preparaba la comida para doscientos "
        "huéspedes al día, pedía los ingredientes y comprobaba que la cámara frigorífica estuviera limpia y a"
        " la temperatura correcta. Después conduje una furgoneta de reparto para una panadería y llevaba la "
        "lista de lo que cada tienda había pedido. Sé hacer pan y bollería, afilar cuchillos, y conozco las "
        "normas de higiene de los alimentos porque aprobé un curso el año pasado. En mi pueblo también "
        "arreglaba bicicletas y motores pequeños, soldaba verjas y ponía azulejos en casa de los vecinos. "
        "Hablo árabe e inglés, entiendo algo de español y aprendo rápido. Me gusta trabajar en equipo, he "
        "enseñado el oficio a compañeros nuevos y sé usar el ordenador para escribir cartas y contar las "
        "existencias. No quiero trabajar de noche ni los domingos, porque mis dos hijos son pequeños y los "
        "cuido yo sola."
    ),
    "ar": (
        "عملت ست سنوات طباخة في مطبخ فندق في حلب، حيث كنت أحضر الطعام لمئتي ضيف كل يوم وأطلب المكونات وأتأكد "
        "من أن غرفة التبريد نظيفة وعلى درجة الحرارة الصحيحة. بعد ذلك قدت سيارة توصيل لصالح مخبز وكنت أحتفظ "
        "بقائمة ما طلبه كل متجر في المدينة. أعرف كيف أخبز الخبز والمعجنات وأشحذ السكاكين، وأعرف قواعد سلامة "
        "الغذاء لأنني نجحت في دورة تدريبية عنها في العام الماضي. في قريتي كنت أيضا أصلح الدراجات والمحركات "
        "الصغيرة وألحم الأبواب الحديدية وأركب البلاط في بيوت الجيران. أتكلم العربية والإنجليزية وأفهم قليلا "
        "من الإسبانية وأتعلم بسرعة. أحب العمل ضمن فريق، وقد ساعدت زميلات جديدات على تعلم العمل، وأستطيع "
        "استخدام الحاسوب لكتابة الرسائل وجرد البضائع في المخزن. كنت أيضا مسؤولة عن صندوق النقود في المساء وعن"
        " إغلاق المحل. لا أريد العمل في الليل ولا في أيام الأحد، لأن لدي طفلين صغيرين وأنا أعتني بهما وحدي في"
        " البيت. أستطيع أن أبدأ العمل في الشهر القادم إذا وجدت مكانا قريبا من بيتي، ولدي رخصة قيادة سارية منذ"
        " عشر سنوات."
    ),
}
