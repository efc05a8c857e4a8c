"""Invented people for measuring: German names in their usual skew, addresses of firms and of free mail, and their slips of the pen.

The same seed always gives the same people. Names are made of a few lists of our own; nobody is meant.
"""
# ruff: noqa: SIM905 – lists of words are read as text

from __future__ import annotations

from collections.abc import Iterator
from random import Random

GIVEN = (
    "Anna Maria Thomas Michael Andreas Peter Sabine Claudia Stefan Susanne Christian Petra Martin Monika Jürgen Karin Daniel Julia"
    " Markus Nicole Alexander Sandra Frank Katrin Jörg Birgit Wolfgang Ursula Klaus Renate Uwe Heike Matthias Anja Ralf Martina"
    " Jan Stefanie Sven Melanie Tobias Christine Dirk Andrea Sebastian Katharina Florian Lena Lukas Laura Felix Sophie Paul Emma"
    " Jonas Hannah Leon Mia Tim Leonie Björn Jutta Günther Gisela Götz Käthe Zoë Ömer Ayşe Mehmet Fatma Ivan Olga Marek Agnieszka"
    " Luca Giulia Jean Céline Xaver Walburga Korbinian Theresia Quirin Notburga Hauke Wiebke Enno Frauke Ruprecht Edeltraud"
).split()
FAMILY = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder"
    " Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Schmitz Krause Meier Lehmann Köhler Maier Walter König"
    " Huber Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann"
    " Yılmaz Kaya Nowak Kowalski Novák Horvat Rossi Nguyen Petrov Jensen"
).split()
FRONT = "Ober Nieder Hinter Vorder Grün Stein Berg Linden Eichen Buchen Wiesen Hohen Neu Alt Kirch Brunn Mühl Sand Roggen Hasel".split()
BACK = "huber bauer meier mann müller hofer brunner egger lechner reiter wieser moser gruber bacher auer kamp brink rath feld horst".split()
FREE = "gmail.com gmx.de web.de t-online.de outlook.com yahoo.de".split()
TOWNS = "Augsburg München Berlin Hamburg Köln Leipzig Dresden Bremen Essen Ulm Kiel Mainz Trier Jena Hof Celle Husum Lindau".split()
STREETS = (
    "Hauptstraße Bahnhofstr. Gartenweg Schulstraße Dorfstr. Bergstraße Lindenallee Ringstr. Am Markt Mühlweg".split()
)
FORMS = "GmbH", "AG", "GmbH & Co. KG", "KG", "e.K."

Known = dict[str, str]
"""``given_name``, ``family_name``, ``email``, ``phone``, ``company``, ``postal_code``, ``city``, ``street``, ``birth_date``."""


def plain(text: str) -> str:
    """As it stands in an address: ``ä`` → ``ae``."""
    letters = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ş": "s", "é": "e", "ë": "e", "á": "a"}
    return "".join(letters.get(letter, letter) for letter in text.lower())


def invent(count: int, seed: int = 1) -> Iterator[Known]:
    """People of about ``count / 12`` firms; six of ten with an address at the firm (nobody shares one), half with a phone, one in five with a birth date."""
    rng = Random(seed)
    firms, taken = max(2, count // 12), set[str]()
    for number in range(count):
        given, family = skewed(rng, GIVEN), family_name(rng)
        firm = rng.randrange(firms)
        known = {"given_name": given, "family_name": family, "company": firm_name(firm)}
        mail = (
            plain(f"{given}.{family}")
            if rng.random() < 0.6
            else plain(f"{given[0]}{family}{rng.randrange(1950, 2009)}")
        )
        host = f"{plain(firm_name(firm).split()[0])}{firm}.example" if rng.random() < 0.6 else rng.choice(FREE)
        known["email"] = f"{mail}@{host}" if f"{mail}@{host}" not in taken else f"{mail}{number}@{host}"
        taken.add(known["email"])
        if rng.random() < 0.5:
            known["phone"] = f"+49{rng.randrange(30, 990)}{rng.randrange(100_000, 9_999_999)}"
        if rng.random() < 0.7:
            known |= {"city": rng.choice(TOWNS), "postal_code": f"{rng.randrange(1000, 99999):05}"}
        if rng.random() < 0.3:
            known["street"] = f"{rng.choice(STREETS)} {rng.randrange(1, 120)}"
        if rng.random() < 0.2:
            known["birth_date"] = f"{rng.randrange(1945, 2006)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        yield known


def skewed(rng: Random, names: list[str]) -> str:
    """The first names of the list are the most common ones."""
    return names[int(len(names) * rng.random() ** 2)]


def family_name(rng: Random) -> str:
    """Six of ten bear a common name, the others one of 400 × 2 compounds."""
    if rng.random() < 0.6:
        return skewed(rng, FAMILY)
    compound = rng.choice(FRONT) + rng.choice(BACK)
    return f"{compound}-{rng.choice(FAMILY)}" if rng.random() < 0.03 else compound


def firm_name(number: int) -> str:
    """The same number is always the same firm."""
    rng = Random(number)
    return f"{rng.choice(FRONT)}{rng.choice(BACK)} {rng.choice(('Technik', 'Druck', 'Bau', 'Werke', 'Handel', 'Logistik'))} {number} {rng.choice(FORMS)}"


def again(known: Known, rng: Random) -> Known:
    """The same person a second time, with one to three slips, and never without all of address, phone and firm."""
    said = dict(known)
    slips = rng.sample(SLIPS, rng.choice((1, 2, 2, 3)))
    for slip in slips:
        slip(said, rng)
    if not {"email", "phone", "company"} & said.keys():
        said["company"] = known["company"]
    return said


def _typo(text: str, rng: Random) -> str:
    if len(text) < 4:
        return text
    place = rng.randrange(1, len(text) - 1)
    letter = rng.choice("aeinrst")
    return rng.choice(
        (
            text[:place] + text[place + 1 :],
            text[:place] + letter + text[place:],
            text[:place] + letter + text[place + 1 :],
            text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        )
    )


def _misspell_given(said: Known, rng: Random) -> None:
    said["given_name"] = _typo(said["given_name"], rng)


def _misspell_family(said: Known, rng: Random) -> None:
    said["family_name"] = _typo(said["family_name"], rng)


def _write_umlauts_out(said: Known, _rng: Random) -> None:
    said["family_name"], said["given_name"] = plain(said["family_name"]).title(), plain(said["given_name"]).title()


def _swap(said: Known, _rng: Random) -> None:
    said["given_name"], said["family_name"] = said["family_name"], said["given_name"]


def _title(said: Known, rng: Random) -> None:
    said["given_name"] = f"{rng.choice(('Dr.', 'Prof. Dr.', 'Herr', 'Frau'))} {said['given_name']}"


def _other_address(said: Known, rng: Random) -> None:
    said["email"] = (
        f"{plain(said['given_name'])[0]}{plain(said['family_name'])}{rng.randrange(10, 99)}@{rng.choice(FREE)}"
    )


def _misspell_address(said: Known, rng: Random) -> None:
    box, _at, host = said["email"].partition("@")
    said["email"] = f"{_typo(box, rng)}@{host}" if rng.random() < 0.5 else f"{box}@{_typo(host, rng)}"


def _lose_phone(said: Known, _rng: Random) -> None:
    said.pop("phone", None)


def _lose_place(said: Known, _rng: Random) -> None:
    for name in ("city", "postal_code", "street"):
        said.pop(name, None)


def _other_form(said: Known, _rng: Random) -> None:
    said["company"] = said["company"].rsplit(" ", 1)[0].removesuffix(" & Co.").removesuffix(" GmbH")


SLIPS = [
    _misspell_given,
    _misspell_family,
    _write_umlauts_out,
    _swap,
    _title,
    _misspell_address,
    _lose_phone,
    _lose_place,
    _other_form,
    _other_address,
]
