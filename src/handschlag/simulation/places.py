"""Where people of the simulated market live, what they are called, and where they work. Names are common ones, combined by chance."""

from __future__ import annotations

from random import Random

GIVEN = ["Anna", "Andreas", "Birgit", "Bernd", "Claudia", "Christian", "Dilek", "Daniel", "Elena", "Emre", "Franziska", "Frank", "Gabriele", "Georg", "Heike", "Holger", "Ines", "Ingo", "Jana", "Jörg", "Katrin", "Klaus", "Laura", "Lukas", "Manuela", "Markus", "Nadine", "Norbert", "Olga", "Oliver", "Petra", "Peter", "Ramona", "Ralf", "Sabine", "Stefan", "Silke", "Thomas", "Tanja", "Tobias", "Ursula", "Uwe", "Vera", "Volker", "Yvonne", "Wolfgang", "Zeynep", "Matthias", "Michaela", "Martin"]
FAMILY = ["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Werner", "Krause", "Lehmann", "Köhler", "Huber", "Mayer", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert", "Vogel", "Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann", "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher", "Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt", "Haas", "Schreiber", "Graf", "Schulte", "Dietrich", "Ziegler", "Kuhn"]
POSITIONS = (
    "production_manager",
    "managing_director",
    "purchasing",
    "engineering",
    "maintenance",
    "quality",
    "student",
)
POSITION_WEIGHTS = (24, 14, 20, 18, 11, 9, 4)

CITIES: tuple[tuple[str, str, str, int], ...] = (
    ("DE", "01067", "Dresden", 3),
    ("DE", "04109", "Leipzig", 2),
    ("DE", "09111", "Chemnitz", 4),
    ("DE", "10115", "Berlin", 4),
    ("DE", "20095", "Hamburg", 4),
    ("DE", "24103", "Kiel", 1),
    ("DE", "28195", "Bremen", 2),
    ("DE", "30159", "Hannover", 3),
    ("DE", "33602", "Bielefeld", 4),
    ("DE", "34117", "Kassel", 2),
    ("DE", "38100", "Braunschweig", 2),
    ("DE", "40213", "Düsseldorf", 4),
    ("DE", "44135", "Dortmund", 3),
    ("DE", "48143", "Münster", 2),
    ("DE", "50667", "Köln", 4),
    ("DE", "52062", "Aachen", 3),
    ("DE", "57072", "Siegen", 3),
    ("DE", "60311", "Frankfurt am Main", 3),
    ("DE", "66111", "Saarbrücken", 2),
    ("DE", "68159", "Mannheim", 3),
    ("DE", "70173", "Stuttgart", 8),
    ("DE", "72070", "Tübingen", 3),
    ("DE", "73033", "Göppingen", 4),
    ("DE", "74072", "Heilbronn", 4),
    ("DE", "76133", "Karlsruhe", 3),
    ("DE", "78532", "Tuttlingen", 5),
    ("DE", "80331", "München", 6),
    ("DE", "86150", "Augsburg", 5),
    ("DE", "89073", "Ulm", 4),
    ("DE", "90402", "Nürnberg", 5),
    ("DE", "93047", "Regensburg", 3),
    ("DE", "97070", "Würzburg", 3),
    ("DE", "99084", "Erfurt", 2),
    ("AT", "4020", "Linz", 3),
    ("AT", "8010", "Graz", 2),
    ("AT", "1010", "Wien", 2),
    ("CH", "8001", "Zürich", 2),
    ("CH", "2500", "Biel", 2),
)
"""Country, a postal code, the city, and how much machine building there is."""

_FIRST = (
    ["Nord", "Süd", "Alb", "Rhein", "Isar", "Neckar", "Donau", "Saale", "Elbe", "Weser", "Fils", "Lech", "Ilm", "Main", "Sieg", "Ems", "Ruhr", "Havel", "Murg", "Jagst"]
)
_SECOND = ["präzision", "fräs", "dreh", "metall", "technik", "guss", "form", "stahl", "werk", "motor", "medizin", "optik", "antrieb", "hydraulik", "achse"]
_LEGAL = ("GmbH", "GmbH & Co. KG", "AG", "KG", "SE")


def company_name(rng: Random, number: int) -> str:
    """A firm's name; ``number`` keeps names apart where chance does not."""
    stem = f"{rng.choice(_FIRST)}{rng.choice(_SECOND)}"
    return (
        f"{stem.capitalize()} {rng.choice(FAMILY)} {rng.choice(_LEGAL)}"
        if number % 2
        else f"{rng.choice(FAMILY)} {stem.capitalize()} {rng.choice(_LEGAL)}"
    )


def plain(word: str) -> str:
    """Letters as they stand in addresses: Müller becomes mueller."""
    for letter, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        word = word.lower().replace(letter, two)
    return "".join(letter for letter in word if letter.isascii() and letter.isalnum())
