"""The customers that the demo starts with: made up, the same every time."""

from dataclasses import dataclass
from random import Random

from demo.fields import BRANCHES, LANGUAGES, MANAGERS, TERMS, Customer, options, regions

CUSTOMERS = 400
"""How many there are."""


@dataclass(frozen=True, slots=True)
class Place:
    """A country with the names, streets and cities its people have."""

    country: str
    language: str
    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    cities: tuple[tuple[str, str], ...]
    dialling: str


PLACES = (
    Place(
        "Germany",
        "German",
        ("Jürgen", "Zoë", "Käthe", "Björn", "Änne", "Lukas"),
        ("Müller", "Groß", "Weiß", "Schäfer", "Öztürk", "Krüger"),
        ("Königstraße", "Bürgermeister-Groß-Weg", "Lindenallee", "Am Fährhaus"),
        (("01067", "Dresden"), ("07743", "Jena"), ("20095", "Hamburg"), ("80331", "München")),
        "+49",
    ),
    Place(
        "Greece",
        "Greek",
        ("Ελένη", "Γιώργος", "Δέσποινα", "Νίκος", "Σοφία"),
        ("Παπαδόπουλος", "Οικονόμου", "Βασιλείου", "Ψαρρός"),
        ("Οδός Ερμού", "Λεωφόρος Συγγρού", "Οδός Αθηνάς"),
        (("105 51", "Αθήνα"), ("546 24", "Θεσσαλονίκη"), ("712 02", "Ηράκλειο")),
        "+30",
    ),
    Place(
        "China",
        "Chinese",
        ("丽娜", "伟", "芳", "建国", "晓明"),
        ("王", "李", "张", "欧阳", "陈"),
        ("南京东路", "人民路", "中山一路"),
        (("100000", "北京"), ("200001", "上海"), ("510000", "广州")),
        "+86",
    ),
    Place(
        "Japan",
        "Japanese",
        ("さくら", "健司", "陽子", "大翔", "ユウキ"),
        ("佐藤", "鈴木", "髙橋", "渡邊", "小林"),
        ("梅田一丁目", "丸の内二丁目", "北三条西"),
        (("100-0005", "東京"), ("530-0001", "大阪"), ("060-0003", "札幌")),
        "+81",
    ),
    Place(
        "Egypt",
        "Arabic",
        ("أحمد", "ليلى", "محمود", "نور"),
        ("حسن", "عبد الرحمن", "الشريف", "منصور"),
        ("شارع التحرير", "شارع النيل", "كورنيش الإسكندرية"),
        (("11511", "القاهرة"), ("21519", "الإسكندرية")),
        "+20",
    ),
    Place(
        "Israel",
        "Hebrew",
        ("נועה", "דוד", "יעל", "אורי"),
        ("כהן", "לוי", "מזרחי", "פרץ"),
        ("רחוב הרצל", "שדרות רוטשילד"),
        (("6100001", "תל אביב"), ("9100001", "ירושלים")),
        "+972",
    ),
    Place(
        "France",
        "French",
        ("Chloé", "Benoît", "Maëlle", "Loïc", "François"),
        ("Lefèvre", "D’Aubigné", "Gauthier", "Nuñez"),
        ("Rue de l’Église", "Allée des Chênes", "Quai de Saône"),
        (("01000", "Bourg-en-Bresse"), ("69002", "Lyon"), ("75011", "Paris")),
        "+33",
    ),
    Place(
        "Poland",
        "Polish",
        ("Łukasz", "Małgorzata", "Zbigniew", "Świętosława"),
        ("Wójcik", "Dąbrowski", "Żółć", "Kowalczyk"),
        ("ul. Święty Marcin", "Rynek Główny"),
        (("00-001", "Warszawa"), ("31-042", "Kraków")),
        "+48",
    ),
    Place(
        "United Kingdom",
        "English",
        ("Grace", "Oliver", "Siân", "Niamh", "Harry"),
        ("O'Connor", "Smith-Jones", "MacLeod", "Patel"),
        ("High Street", "St. Mary's Road", "Station Approach"),
        (("SE1 9SG", "London"), ("EH1 1YZ", "Edinburgh")),
        "+44",
    ),
)


def account_number(index: int) -> str:
    """The customer number at a place in the book: seven digits, leading zeros, with gaps."""
    return f"{10007 + index * 13:07d}"


def customers() -> dict[str, Customer]:
    """The whole book, by customer number."""
    random = Random(2003)
    made = (_customer(account_number(index), index, random) for index in range(CUSTOMERS))
    return {customer.account: customer for customer in made}


def address(place: Place, random: Random) -> dict[str, str]:
    """Street, postcode, city, country and region of somebody who lives at `place`."""
    postcode, city = random.choice(place.cities)
    return {
        "street": f"{random.choice(place.streets)} {random.randint(1, 180)}",
        "postcode": postcode,
        "city": city,
        "country": place.country,
        "region": random.choice(regions(place.country)),
    }


def phone(place: Place, random: Random) -> str:
    """A number that cannot ring: its subscriber part starts with 000."""
    return f"{place.dialling} {random.randint(20, 99)} 000{random.randint(1000, 9999)}"


def _customer(account: str, index: int, random: Random) -> Customer:
    place = PLACES[index % len(PLACES)]
    day, month, year = random.randint(1, 28), random.randint(1, 12), random.randint(1938, 2001)
    values = {
        "salutation": random.choice(("Mr", "Ms", "Company")),
        "first_name": random.choice(place.first),
        "last_name": random.choice(place.last),
        "birth_date": f"{day:02d}.{month:02d}.{year}",
        "email": f"customer{account}@example.{random.choice(('com', 'net', 'org'))}",
        "phone": phone(place, random),
        "tax_number": f"{random.randint(0, 999):03d}/{random.randint(0, 9999):04d}",
        **address(place, random),
        "branch": random.choice(BRANCHES),
        "language": place.language if random.random() < 0.8 else LANGUAGES["Europe"][0],
        "interests": "; ".join(sorted(random.sample(options("interests", ""), 2))),
        "newsletter": random.choice(("yes", "no")),
        "credit_limit": f"{random.randint(2, 90) * 100}.00",
        "payment_terms": random.choice(TERMS),
        "manager": random.choice(MANAGERS),
        "iban": f"XX{random.randint(0, 99):02d} 0000 {random.randint(0, 10**8 - 1):08d}",
        "notes": "",
    }
    return Customer(account, values)
