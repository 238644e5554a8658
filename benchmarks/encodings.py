"""How often the encoding of a file is told: right, not clear, wrong; the last must be 0.

`python -m benchmarks.encodings` prints a line for each language and encoding. Each file has some
names of the language among rows of English.
"""

import random
from collections import Counter
from collections.abc import Iterator

from scoring.tables.encodings import FileError, encoding_of

NAMES = {
    "pl": (
        "cp1250 iso8859_2 cp852",
        "Łódź;Żywność;Spółka;Żółty Młyn;Śląsk;Poznań;Gdańsk;Wrocław;Kraków;Dąbrowa;"
        "Częstochowa;Białystok;Świętokrzyskie;Zakład Mięsny;Młynarska;Usługi księgowe;"
        "Przędzalnia;Zażółć gęślą jaźń;Pączki;Grześkowiak",
    ),
    "cs": (
        "cp1250 iso8859_2 cp852",
        "Škoda;Plzeňský Prazdroj;Dvořák;České dráhy;Třinec;Jihočeská;Příbram;"
        "Ústí nad Labem;Strojírny;Mlékárna;Pekařství;Žižkov;Kučera;Novák;Růžička;"
        "Vítkovice;Šťastný;Dřevo;Zelená louka;Řeznictví",
    ),
    "hu": (
        "cp1250 iso8859_2 cp852",
        "Győr;Székesfehérvár;Erdő;Művek;Gyógyszergyár;Fűszer;Tőzsde;Szövetkezet;Könyvelő;"
        "Hűtőgép;Mezőgazdaság;Építő;Gyümölcs;Üzemeltetés;Vörösmarty;Bőr;Kőolaj;Zöldség;"
        "Pék;Magyarország",
    ),
    "tr": (
        "cp1254 cp857",
        "Türkiye İş Bankası;Şişecam;Gıda;Yıldız;Ağaç;Doğuş;Çalışma;Sağlık;İnşaat;Güneş;"
        "Işık;Şahin;Özdemir;Kılıç;Balıkçı;Yağ;Değirmen;Fırın;Kâğıt;Ulaşım",
    ),
    "el": (
        "cp1253 iso8859_7",
        "Ελλάδα;Εθνική Τράπεζα;Αθήνα;Θεσσαλονίκη;Ψωμί και γλυκά;Εταιρεία τροφίμων;"
        "Ελαιόλαδο;Ναυτιλία;Κτηματική;Φαρμακείο;ΔΕΗ;ΟΤΕ;Μύλοι Λούλη;Οίνος;Κρήτη",
    ),
    "ru": (
        "cp1251 koi8_r iso8859_5 cp866 mac_cyrillic",
        "Газпром;Сбербанк России;Яндекс;Хлебозавод;Молоко;Мельница;Лукойл;Магнит;"
        "Строительная компания;Пекарня;Северсталь;Уралмаш;Ёлка;ООО Рыба;Завод",
    ),
    "sv": (
        "cp1252 mac_roman cp850",
        "Göteborg;Ångström;Häagen;Malmö;Skåne;Västerås;Mjölk;Bröd;Åkeri;Sjöfart;Småland;"
        "Kött;Möbler;Träförädling;Försäkring;Örebro;Säkerhet;Hälsa",
    ),
    "fr": (
        "cp1252 iso8859_15 mac_roman cp850",
        "Société Générale;Crédit Agricole;Hermès;Pâtisserie;L'Oréal;Français;Bœuf;Forêt;"
        "Noël;Hôtel;Énergie;Château;Maçonnerie;Île;Café;Où;Crêperie;Sécurité;"
        "Boulangerie à Paris;Électricité",
    ),
    "de": (
        "cp1252 iso8859_15 mac_roman cp850",
        "Müller;Größe;Bäckerei;Möbel;Straßenbau;Übersee;Köln;München;Gemüse;Getränke;"
        "Käse;Öl;Ärzte;Rückversicherung;Süßwaren;Fußball;Düsseldorf;Hörgeräte",
    ),
    "es": (
        "cp1252 mac_roman cp850",
        "El Niño;Compañía;Telefónica;Panadería;España;Camión;Jamón;Azúcar;Minería;Peña;"
        "Señor;Teléfono;Energía;Málaga;Logística;Bodegas Muñoz",
    ),
    "pt": (
        "cp1252 mac_roman cp850",
        "São Paulo;Pão de Açúcar;Construções;Avião;Conceição;Câmbio;João;Alimentação;"
        "Petróleo;Português;Irmãos;Lisboa é bela;Açores;Vinícola",
    ),
    "da": (
        "cp1252 cp850",
        "Mærsk;Ørsted;Århus;Brød;Smør;Køb;Rederi på havet;Sømand;Bæk;Grøn;Ål;Tømrer;Færøerne",
    ),
    "it": ("cp1252", "Società;Perché;Città;Qualità;Caffè;Più;Università;Attività;Forlì"),
    "is": ("cp1252", "Össur;Íslandsbanki;Síminn;Þorlákur;Viðskipti;Bær;Marel á Íslandi"),
    "ro": ("cp1250", "Bucureşti;Ţară;Băcănie;Întreprindere;Pâine;Braşov;Grădină;Staţie"),
    "hr": ("cp1250", "Đuro Đaković;Zračna luka;Kraš;Čakovec;Pčelarstvo;Šibenik;Gavrilović;Žito"),
    "lt": ("cp1257", "Žemaitijos pienas;Šiauliai;Ąžuolas;Duonos kepykla ė;Vėjas;Įmonė;Ūkis"),
    "uk": ("cp1251 koi8_u", "Київ;Хлібзавод;Українська залізниця;Молокозавод;Їжа"),
    "ja": (
        "cp932 euc_jp",
        "東京電力;株式会社トヨタ;日本製鉄;ソニー;パンと菓子を作る会社です。;三菱商事;任天堂;味の素;船を作り、世界の港に売ります。",
    ),
    "zh": (
        "gb18030",
        "中国工商银行;腾讯控股;我们生产面包和糕点，卖给商店。;阿里巴巴;北京建筑公司;华为;上海汽车;茅台",
    ),
    "tw": ("big5", "台積電;鴻海精密;我們生產麵包和糕點，賣給商店。;台北富邦;長榮海運"),
    "ko": (
        "cp949 johab iso2022_kr",
        "삼성전자;현대자동차;우리는 빵을 만들어 가게에 팝니다.;한국전력;네이버;포스코홀딩스;"
        "대한항공;신한은행;농심;빙그레;오리온 제과;서울우유협동조합;쌍용양회;두산중공업;"
        "배를 만들어 세계의 항구에 팝니다.;미래에셋증권;한미약품;쿠팡;엔씨소프트;동원참치",
    ),
    "lv": (
        "cp1257",
        "Rīga;Latvijas gāze;Ķīmija;Ģimenes ārsts;Maiznīca;Ēdnīca;Šķērsiela;Žagari;Ļoti",
    ),
    "et": ("cp1257 cp1252", "Põltsamaa;Võru juust;Äripäev;Tööstus;Pärnu;Õlu;Kütus;Jäätis"),
    "bg": (
        "cp1251 mac_cyrillic koi8_r",
        "Българска банка;Хляб;Мляко;Пекарна;София;Завод;Къща;Търговия",
    ),
    "sr": (
        "cp1251 mac_cyrillic iso8859_5",
        "Београд;Пекара;Млекара;Фабрика шећера;Ђурђевић;Њива;Љубав;Џем;Његош;Ћирић;Чачак;"
        "Јагодина;Љиљана;Џамија;Нови Сад;Њујорк;Ђерам;Здравље;Имлек;Јахорина",
    ),
    "mk": (
        "cp1251 mac_cyrillic",
        "Скопје;Алкалоид;Љубител;Њива;Џез;Ѓорѓи;Ќебапи;Охрид;Пекара;Млекара;Ѕвезда",
    ),
    "sk": ("cp1250", "Košice;Žilina;Pekáreň;Mliekareň;Ľubovňa;Slovenská pošta;Ťažba;Dôchodok"),
    "fi": ("cp1252", "Jyväskylä;Työ;Säästöpankki;Hämeenlinna;Meijeri Äiti;Öljy;Metsä"),
    "he": ("cp1255", "בנק הפועלים;תנובה;אל על;מאפייה;חלב;טבע תעשיות;שופרסל"),
    "ar": ("cp1256", "أرامكو السعودية;بنك مصر;مخبز;حليب;شركة الاتصالات;الراجحي"),
    "th": ("cp874", "ธนาคารกรุงเทพ;ขนมปัง;นม;บริษัท ปตท;การบินไทย;ข้าว"),
    "vi": ("cp1258", "Ngân hàng;Sữa;Bánh mì;Công ty;Hà Nội;Đà Nẵng"),
    "sym": (
        "cp1252",
        "© Duck Works;Acme® tools;It costs £5;Don’t panic;“Quoted” words;25 m² of land;"
        "½ price;Bread – rolls;€5 each;¿Qué? No;20° C;§ 5;Acme™;5 × 3;± 3;µm;¡Hola! Yes;"
        "99 ¢;Nº 3;3º piso;x³;¥ 500;« Oui »;Wait…;• item;¶;¼ mile;ÿ;Ÿ;¦;¬;´;Men´s;ƒ;"
        "Œuvre;œuf;Ð;þ;Ý;Æ;õ;ã",
    ),
}
ENGLISH = "The company bakes bread and sells it to grocery stores."
SIZES = (1, 2, 3, 6, 12)
FILES = 30


def files(names: list[str], size: int) -> Iterator[str]:
    chance = random.Random(size)
    for _ in range(FILES):
        chosen = chance.sample(names, min(size, len(names)))
        rows = [f"{name},Food,{ENGLISH}\r\nPlain,Toys,{ENGLISH}\r\n" for name in chosen]
        yield "Title,Category,Text\r\n" + "".join(rows)


def outcome(file: str, encoding: str) -> str:
    content = file.encode(encoding)
    try:
        told = encoding_of([content], "the file")
    except FileError:
        return "not clear"
    return "right" if content.decode(told, "replace") == file else "wrong"


def main() -> None:
    print(f"{'right/not clear/wrong':24}" + "".join(f"{size:>4} names" for size in SIZES))
    for language, (encodings, text) in NAMES.items():
        for encoding in encodings.split():
            names = [name for name in text.split(";") if is_in(name, encoding)]
            cells = []
            for size in SIZES:
                counts = Counter(outcome(file, encoding) for file in files(names, size))
                cells.append(f"{counts['right']}/{counts['not clear']}/{counts['wrong']}")
            print(f"{language:4}{encoding:20}" + "".join(f"{cell:>10}" for cell in cells))


def is_in(name: str, encoding: str) -> bool:
    return name.encode(encoding, "ignore").decode(encoding) == name


if __name__ == "__main__":
    main()
