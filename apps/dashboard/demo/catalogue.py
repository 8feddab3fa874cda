"""What demo companies sell and to whom: names in several scripts, services with believable prices."""

from typing import Final, NamedTuple


class Person(NamedTuple):
    first_name: str
    last_name: str
    latin: str
    """The name as it stands in an e-mail address."""


class Service(NamedTuple):
    description: str
    unit_price: str
    quantities: tuple[str, ...]


PEOPLE: Final = (
    Person("Aisyah", "Rahman", "aisyah.rahman"),
    Person("Benoît", "Lefèvre", "benoit.lefevre"),
    Person("Wei Ling", "Tan", "weiling.tan"),
    Person("伟明", "陈", "weiming.chen"),
    Person("美玲", "黄", "meiling.huang"),
    Person("建国", "林", "jianguo.lin"),
    Person("فاطمة", "الزهراء", "fatima.zahra"),
    Person("يوسف", "المنصوري", "yusuf.almansouri"),
    Person("নুসরাত", "জাহান", "nusrat.jahan"),
    Person("আরিফ", "হোসেন", "arif.hossain"),
    Person("Siti", "Nurhaliza", "siti.nurhaliza"),
    Person("Søren", "Kjær", "soren.kjaer"),
    Person("Priya", "Nair", "priya.nair"),
    Person("Gabriela", "Muñoz", "gabriela.munoz"),
    Person("Łukasz", "Wójcik", "lukasz.wojcik"),
    Person("Hassan", "Idris", "hassan.idris"),
)
COMPANIES: Final = (
    ("Meridian Logistics Sdn Bhd", "meridian-logistics"),
    ("金马贸易有限公司", "jinma-trading"),
    ("شركة النور للتجارة", "alnoor-trading"),
    ("পদ্মা টেক্সটাইল লিমিটেড", "padma-textile"),
    ("Kopi & Kaya House", "kopi-kaya"),
    ("Borneo Timber Works", "borneo-timber"),
    ("星河科技", "xinghe-tech"),
    ("مجموعة الواحة", "alwaha-group"),
    ("মেঘনা শিপিং", "meghna-shipping"),
    ("Atelier Lumière", "atelier-lumiere"),
    ("Penang Precision Tools", "penang-precision"),
    ("Straits Dental Care", "straits-dental"),
    ("Fjord & Fell Outfitters", "fjord-fell"),
    ("Selangor Solar", "selangor-solar"),
    ("福满楼餐厅", "fumanlou"),
    ("Casa Muñoz Interiors", "casa-munoz"),
    ("Lotus Physiotherapy", "lotus-physio"),
    ("Johor Cold Storage", "johor-cold"),
)
STREETS: Final = (
    "12 Jalan Ampang, 50450 Kuala Lumpur",
    "8 Lebuh Chulia, 10200 George Town",
    "77 Jalan Tun Razak, 50400 Kuala Lumpur",
    "3 Jalan Wong Ah Fook, 80000 Johor Bahru",
    "25 Jalan Gaya, 88000 Kota Kinabalu",
    "140 Robinson Road, Singapore 068907",
)
SERVICES: Final = (
    Service("Monthly bookkeeping", "850.00", ("1",)),
    Service("Payroll run, per employee", "18.50", ("6", "12", "25", "40")),
    Service("Tax return preparation", "1200.00", ("1",)),
    Service("Consulting, per hour", "180.00", ("2", "3.5", "6", "8")),
    Service("On-site training, per day", "1450.00", ("1", "2")),
    Service("Website maintenance", "320.00", ("1", "3")),
    Service("Logo and brand design", "2400.00", ("1",)),
    Service("Cloud hosting, per month", "99.90", ("1", "3", "12")),
    Service("Support package, per seat", "42.75", ("3", "5", "10")),
    Service("Data migration", "1875.00", ("1",)),
    Service("Inventory count, per hour", "65.00", ("4", "7.25", "12")),
    Service("Printed invoices, per 100", "27.35", ("1", "2", "5")),
    Service("网站翻译 (website translation), per page", "58.00", ("4", "9", "15")),
    Service("Photography, half day", "690.00", ("1",)),
    Service("Courier, per parcel", "14.20", ("2", "5", "11")),
)
SPENDING: Final = (
    ("Office rent", "office", "Menara Ampang Properties", "3200.00"),
    ("Printer paper and toner", "office", "Pustaka Office Supply", "248.60"),
    ("Flight to Kota Kinabalu", "travel", "AirBorneo", "412.00"),
    ("Fuel and tolls", "travel", "Petrol Station Jalan Duta", "136.45"),
    ("Lunch with a client", "meals", "福满楼餐厅", "187.90"),
    ("Design software, monthly", "software", "Pixelworks", "79.00"),
    ("Cloud servers", "software", "Straits Cloud", "655.20"),
    ("Newspaper advertisement", "marketing", "Harian Niaga", "890.00"),
    ("Bank charges", "other", "Bank Utama", "24.00"),
)
