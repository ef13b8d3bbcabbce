"""Made-up people: their names, homes, phones and e-mail addresses, spelt the way people type them."""

from __future__ import annotations

import unicodedata

from entracte.demo.drawing import Lot
from entracte.demo.words import Row, read_words

CALLING_CODES = {"CH": "41", "FR": "33", "DE": "49", "IT": "39", "GB": "44", "ES": "34"}
TRUNK_PREFIXES = {"CH": "0", "FR": "0", "DE": "0", "GB": "0"}
LANGUAGES = ("fr", "fr", "de", "en", "it", "es")
DATE_SPELLINGS = ("{day:02}.{month:02}.{year}", "{day:02}/{month:02}/{year}", "{year}-{month:02}-{day:02}")
PHONE_SPELLINGS = (
    "{trunk}{spaced}",
    "{trunk}{spaced}",
    "{trunk}{digits}",
    "{trunk}{dotted}",
    "{spaced}",
    "+{code} {spaced}",
    "+{code}{digits}",
    "+{code} ({trunk}) {spaced}",
    "00{code} {spaced}",
    "({code}){digits}",
    "(+{code}) {spaced}",
    "tél. {trunk}{spaced}",
)


def town_of(lot: Lot) -> Row:
    """The town where somebody lives: a table of `words.toml`."""
    towns = [town for town in read_words("words")["town"] for _ in range(town["weight"])]
    return lot.one("town", towns)


def person(lot: Lot, town: Row) -> Row:
    """Title, name and language of a person; most speak the language of their town."""
    language = town["language"] if lot.happens("speaks as the town", 750) else lot.one("language", LANGUAGES)
    names = read_words("words")["people"][language]
    woman = lot.happens("woman", 560)
    title = "MRS" if woman else "MR"
    return {
        "TITLE": "" if lot.happens("no title", 120) else title,
        "FIRSTNAME": lot.one("first name", names["women" if woman else "men"]),
        "LASTNAME": lot.one("last name", names["last"]),
        "PREF_LANG": language,
    }


def birth_date(lot: Lot) -> str:
    """A date of birth in one of the accepted spellings, or none, as for two people of five."""
    if lot.happens("birth date unknown", 400):
        return ""
    day, month, year = lot.number("day", 28) + 1, lot.number("month", 12) + 1, 1932 + lot.number("year", 74)
    return lot.one("date spelling", DATE_SPELLINGS).format(day=day, month=month, year=year)


def home(lot: Lot, town: Row) -> Row:
    """A street address in a town."""
    street, number = lot.one("street", read_words("words")["streets"][town["language"]]), lot.number("number", 120) + 1
    return {
        "LINE1": f"{number} {street}" if town["country"] in {"FR", "GB"} else f"{street} {number}",
        "ZIPCODE": town["zip"],
        "TOWN": town["name"],
        "DEPARTMENT": town["department"],
        "COUNTRY": "" if town["country"] == "CH" and lot.happens("country left out", 700) else town["country"],
    }


def telephone(lot: Lot, town: Row) -> str:
    """A landline of a town."""
    return _spelt(lot, "telephone", town["phone"], town["country"])


def cellphone(lot: Lot, town: Row) -> str:
    """A mobile phone of a town's country."""
    return _spelt(lot, "cellphone", read_words("words")["mobiles"][town["country"]], town["country"])


def _spelt(lot: Lot, what: str, pattern: str, country: str) -> str:
    spaced = lot.digits(what, pattern)
    return lot.one(f"{what} spelling", PHONE_SPELLINGS).format(
        spaced=spaced,
        dotted=spaced.replace(" ", "."),
        digits=spaced.replace(" ", ""),
        code=CALLING_CODES[country],
        trunk=TRUNK_PREFIXES.get(country, ""),
    )


def email(lot: Lot, firstname: str, lastname: str) -> str:
    """An e-mail address made of a name, under a domain that is reserved for examples."""
    domain = lot.one("domain", read_words("words")["domains"])
    return f"{_plain(firstname)}.{_plain(lastname)}{lot.number('e-mail number', 900) + 10}@{domain}"


def _plain(name: str) -> str:
    """A name without accents, apostrophes and blanks."""
    letters = unicodedata.normalize("NFKD", name.lower().replace("ß", "ss"))
    return "".join(each for each in letters if each.isascii() and (each.isalnum() or each == "-"))
