import pytest
from hypothesis import given
from hypothesis import strategies as st

from handschlag.kernel.money import Money, exponent


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1.234,56 €", "EUR", 123456),
        ("1,234.56", "EUR", 123456),
        ("€1,234.5", "EUR", 123450),
        ("EUR 1234.5", "EUR", 123450),
        ("1 234,56", "EUR", 123456),
        ("1\u00a0234\u00a0567,8", "EUR", 123456780),
        ("1'234.50", "CHF", 123450),
        ("1234.56", "EUR", 123456),
        ("1234", "EUR", 123400),
        ("1.500 €", "EUR", 150000),
        ("1,500", "USD", 150000),
        ("1.234.567", "EUR", 123456700),
        ("0.500", "EUR", 50),
        ("12.3400", "EUR", 1234),
        ("-12,50", "EUR", -1250),
        ("− 12", "EUR", -1200),
        ("+3", "EUR", 300),
        ("¥ 1,500", "JPY", 1500),
        ("1234.567", "KWD", 1234567),
        ("1,234.567", "KWD", 1234567),
        ("0.250", "KWD", 250),
    ],
)
def test_money_is_read_as_people_and_files_write_it(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("", "EUR"),
        ("€", "EUR"),
        ("twelve", "EUR"),
        ("12 $", "EUR"),
        ("12 USD", "EUR"),
        ("12 EUR EUR", "EUR"),
        ("1.234,567", "EUR"),
        ("12.345,6,7", "EUR"),
        ("1.23.456", "EUR"),
        ("1.234.56", "EUR"),
        ("12,", "EUR"),
        ("--12", "EUR"),
        ("1e3", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("٣٤", "EUR"),
        ("1.5", "JPY"),
        ("1.234", "KWD"),
    ],
)
def test_what_is_no_amount_or_could_mean_two_is_refused(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount of money|decimals"):
        Money.parse(text, currency)


@given(
    st.integers(-(10**12), 10**12),
    st.sampled_from(["EUR", "JPY", "USD", "CHF"]),
    st.sampled_from(["de", "en", "de-CH", "fr"]),
)
def test_what_is_written_in_any_language_reads_back_the_same(minor: int, currency: str, language: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.format(language), currency) == money


def test_sums_are_exact_and_stay_in_one_currency() -> None:
    assert Money.total([Money(10, "EUR")] * 3, "EUR") == Money(30, "EUR")
    assert Money.total([], "EUR") == Money(0, "EUR")
    assert Money(5, "EUR") - Money(7, "EUR") == -Money(2, "EUR")
    with pytest.raises(ValueError, match="cannot be compared or added"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(ValueError, match="cannot be compared or added"):
        Money(1, "EUR") < Money(1, "USD")  # noqa: B015


def test_the_smallest_unit_follows_the_currency() -> None:
    assert [exponent(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert str(Money(1234, "KWD")) == "1.234 KWD"
    assert str(Money(1234, "JPY")) == "1234 JPY"


def test_money_is_written_as_the_language_writes_it() -> None:
    assert Money(123456, "EUR").format("de") == "1.234,56\u00a0€"
    assert Money(123456, "EUR").format("en") == "€1,234.56"
    with pytest.raises(ValueError, match="not a language"):
        Money(1, "EUR").format("xx")


@pytest.mark.parametrize("currency", ["eur", "EURO", "", "€"])
def test_a_currency_has_three_letters(currency: str) -> None:
    with pytest.raises(ValueError, match="three letters"):
        Money(1, currency)
