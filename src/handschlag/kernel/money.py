"""Money: a whole number of a currency's smallest unit. Exact, never a float, never two currencies in one sum."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.core import UnknownLocaleError
from babel.numbers import format_currency

EXPONENTS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""ISO 4217: how many decimal places a currency's smallest unit has, where it is not two."""

SYMBOLS = {
    "EUR": ("€",),
    "USD": ("$", "US$", "$US"),
    "GBP": ("£",),
    "JPY": ("¥",),
    "CHF": ("Fr.", "sFr."),
    "PLN": ("zł",),
    "CZK": ("Kč",),
}

_WHOLE = re.compile(r"[0-9]+|[1-9][0-9]{0,2}(?P<mark>[.,' \u00a0\u202f\u2019])[0-9]{3}(?:(?P=mark)[0-9]{3})*")
_WITH_DECIMALS = re.compile(r"(?P<whole>.+)(?P<mark>[.,])(?P<decimals>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Money:
    """``minor`` of the currency's smallest unit: ``Money(123456, "EUR")`` is 1,234.56 euros, ``Money(500, "JPY")`` 500 yen."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise ValueError(f"{self.currency!r} is not a currency's three letters")

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """An amount as people and files write it: ``1.234,56 €``, ``1,234.56``, ``EUR 1234.5``, ``1 234,56``, ``-12``, ``1'234.50``.

        One comma or dot before three digits groups thousands, as in either language (``1.500 €`` is fifteen hundred); in a currency with
        three decimals it could mean both and is refused. ValueError also for more decimals than the currency has, for another
        currency, and for anything that is not an amount.
        """
        places = exponent(currency)
        number = _without_currency(text, currency)
        whole, decimals = _split(number.removeprefix("+").removeprefix("-"), text, places)
        if len(decimals.rstrip("0")) > places:
            raise ValueError(f"{text!r} has more decimals than {currency}")
        minor = int(whole) * 10**places + int((decimals[:places] or "0").ljust(places, "0"))
        return cls(-minor if number.startswith("-") else minor, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum; nothing at all is zero of ``currency``. ValueError for an amount in another currency."""
        return sum(amounts, cls(0, currency))

    @property
    def amount(self) -> Decimal:
        """In the currency's main unit, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        self._check_same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._check_same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._check_same_currency(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._check_same_currency(other)
        return self.minor <= other.minor

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def format(self, language: str) -> str:
        """As the language writes it: ``1.234,56 €`` in German, ``€1,234.56`` in English. ValueError for an unknown language."""
        try:
            return format_currency(self.amount, self.currency, locale=language.replace("-", "_"))
        except UnknownLocaleError as error:
            raise ValueError(f"{language!r} is not a language") from error

    def _check_same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be compared or added")


def exponent(currency: str) -> int:
    """How many decimal places the currency's smallest unit has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return EXPONENTS.get(currency, 2)


def _without_currency(text: str, currency: str) -> str:
    """The bare number with its sign; other letters or signs than the currency's own stay and are refused later."""
    number = text.strip().replace("\u2212", "-")
    for mark in sorted((currency, *SYMBOLS.get(currency, ())), key=len, reverse=True):
        if mark in number:
            number = number.replace(mark, "", 1).strip()
            break
    sign = re.match(r"[+-]\s*", number)
    return number if not sign else number[0] + number[sign.end() :]


def _split(number: str, text: str, places: int) -> tuple[str, str]:
    """Digits before and after the decimal mark, without grouping."""
    grouped = _WHOLE.fullmatch(number)
    parts = _WITH_DECIMALS.fullmatch(number)
    whole = _WHOLE.fullmatch(parts["whole"]) if parts else None
    has_decimals = parts and whole and whole["mark"] != parts["mark"]
    if grouped and has_decimals and places == 3:
        raise ValueError(f"{text!r} can be read in two ways: leave out the grouping or write all decimals")
    if grouped:
        return re.sub(r"[^0-9]", "", number), ""
    if parts and has_decimals:
        return re.sub(r"[^0-9]", "", parts["whole"]), parts["decimals"]
    raise ValueError(f"{text!r} is not an amount of money")
