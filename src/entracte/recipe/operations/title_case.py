"""`title_case`: a capital at the beginning of each word, as a language has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import any_of, is_listed, joined, matches, pieces, replaced
from entracte.recipe.operations.contract import Context, Done, Example, Operation, Parameter, ParameterKind, plain
from entracte.recipe.operations.words import word_lists

LANGUAGES = ("en", "fr", "de", "it", "es")
_CUT = "\ue000"
"""A character that no text has: it marks where a word begins."""
_APOSTROPHES = "'’"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    language = arguments["language"] or context.locale[:2]
    small = _small_words(language if language in LANGUAGES else "en")
    low = context.keep(expression("lower($text)", text=text))
    marked = context.keep(_marked(low))
    # few names have small words or other exceptions, and looking for these in every word takes long
    special = _special(language if language in LANGUAGES else "en")
    cased = context.keep(case((matches(low, special), _cased(marked, small)), otherwise=_cased(marked, [])))
    if arguments["beginning"] == "capital":
        cased = _capital(cased)
    if arguments["keep_mixed"]:
        mixed = expression("$text <> upper($text) AND $text <> lower($text)", text=text)
        return plain(case((mixed, text), otherwise=cased))
    return plain(cased)


def _small_words(language: str) -> list[str]:
    """The words that stay small, with what stands after them: a blank, a hyphen, an apostrophe."""
    lists = word_lists("small_words")
    words = [*lists["everywhere"], *lists[language]]
    elided = word_lists("small_elisions")[language]
    return [word + end for word in words for end in " -"] + [word + end for word in elided for end in _APOSTROPHES]


def _special(language: str) -> str:
    """A pattern of what has words that are not written with a capital and small letters."""
    lists = word_lists("small_words")
    words = [*lists["everywhere"], *lists[language], *word_lists("small_elisions")[language], *_roman_numbers()]
    return f"(?:^|[ ('’.-])(?:(?:{any_of(words)})(?:[ {_APOSTROPHES}-]|$)|mc)"


def _cased(marked: Expression, small: list[str]) -> Expression:
    """The words put together again, each ending with what separates it from the next."""
    numbers = [number + end for number in _roman_numbers() for end in ("", " ")]

    def word(piece: Expression) -> Expression:
        if not small:
            return _capital(piece)
        scottish = expression("'Mc' || upper(substr($piece, 3, 1)) || substr($piece, 4)", piece=piece)
        return case(
            (is_listed(piece, small), piece),
            (is_listed(piece, numbers), expression("upper($piece)", piece=piece)),
            (expression("starts_with($piece, 'mc') AND length($piece) > 4", piece=piece), scottish),
            otherwise=_capital(piece),
        )

    return joined(pieces(marked, _CUT, "piece", word))


def _roman_numbers() -> tuple[str, ...]:
    """Roman numbers that are no word."""
    return word_lists("roman")["numbers"]


def _marked(low: Expression) -> Expression:
    """The text with a mark where a word begins."""
    for separator in " -./(":
        low = expression("replace($low, $separator, $marked)", low=low, separator=separator, marked=separator + _CUT)
    # a single letter after an apostrophe is no word: St Mary's
    begins = replaced(low, f"([{_APOSTROPHES}])([\\p{{L}}]{{2}})", f"$1{_CUT}$2")
    return case((matches(low, f"[{_APOSTROPHES}]"), begins), otherwise=low)


def _capital(word: Expression) -> Expression:
    return expression("upper(substr($word, 1, 1)) || substr($word, 2)", word=word)


OPERATION = Operation(
    "title_case",
    "Writes each word with a capital and small letters; the small words of names and places stay small.",
    _apply,
    parameters=(
        Parameter(
            "language",
            ParameterKind.CHOICE,
            "whose small words (de, von, of) are known; that of the recipe's locale unless given",
            default="",
            choices=LANGUAGES,
        ),
        Parameter(
            "beginning",
            ParameterKind.CHOICE,
            "`small` leaves a small word small at the beginning too, as in a column of last names",
            default="capital",
            choices=("capital", "small"),
        ),
        Parameter(
            "keep_mixed",
            ParameterKind.BOOLEAN,
            "leaves as it is what has capitals and small letters already",
            default=False,
        ),
    ),
    examples=(
        Example("jean-pierre", "Jean-Pierre"),
        Example("jean-pierre d'ormesson", "Jean-Pierre d'Ormesson", {"language": "fr"}),
        Example("D’ORMESSON", "D’Ormesson", {"language": "fr"}),
        Example("D'ORMESSON", "d'Ormesson", {"language": "fr", "beginning": "small"}),
        Example("VAN DER BERG", "Van der Berg"),
        Example("VAN DER BERG", "van der Berg", {"beginning": "small"}),
        Example("MCDONALD", "McDonald"),
        Example("MACDONALD", "Macdonald"),
        Example("McDonald-deVries", "McDonald-deVries", {"keep_mixed": True}),
        Example("O'NEILL", "O'Neill"),
        Example("ST MARY'S", "St Mary's", {"language": "en"}),
        Example("LOUIS XIV", "Louis XIV", {"language": "fr"}),
        Example("saint-jean-de-luz", "Saint-Jean-de-Luz", {"language": "fr"}),
        Example("LA CHAUX-DE-FONDS", "La Chaux-de-Fonds", {"language": "fr"}),
        Example("FRANKFURT AM MAIN", "Frankfurt am Main", {"language": "de"}),
        Example("GABRIELE D'ANNUNZIO", "Gabriele D'Annunzio", {"language": "it"}),
        Example("MARÍA DE LOS ÁNGELES", "María de los Ángeles", {"language": "es"}),
        Example("élodie  MARTIN", "Élodie  Martin"),
        Example("j.-p. (alias tom)", "J.-P. (Alias Tom)"),
        Example("7 rue", "7 Rue"),
        Example(None, None),
    ),
    idempotent=True,
)
