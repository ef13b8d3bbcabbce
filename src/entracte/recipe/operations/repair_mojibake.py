"""`repair_mojibake`: text whose UTF-8 was read as Windows-1252 or Latin-1, once or twice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlglot import exp

from entracte.engine.expressions import Expression, case, expression
from entracte.recipe.operations.blocks import character, code_point, joined, let, matches, pieces, replaced
from entracte.recipe.operations.contract import Context, Done, Example, Found, Operation
from entracte.recipe.operations.doubts import KEPT

_CUT = "\ue000"


def _following(encoding: str) -> str:
    """The 64 bytes that can follow in UTF-8, as an encoding reads them; bytes that it does not know are controls."""
    return "".join(bytes([byte]).decode(encoding, "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xC0))


_WINDOWS, _LATIN = _following("cp1252"), _following("latin-1")
_NEXT = "[" + "".join(sorted({*_WINDOWS, *_LATIN})) + "]"
_SEQUENCE = f"[\u00c2-\u00df]{_NEXT}|[\u00e0-\u00ef]{_NEXT}{_NEXT}|[\u00f0-\u00f4]{_NEXT}{_NEXT}{_NEXT}"
_EXACT = f"^(?:[\\x00-\\x7f]|{_SEQUENCE})*$"
"""Every character is one of ASCII or part of a sequence: so the text is UTF-8 if it is read as what it was."""
_EXACT_AGAIN = f"^[\\x00-\\x7f]*(?:{_SEQUENCE})(?:[\\x00-\\x7f]|{_SEQUENCE})*$"


def _apply(text: Expression, arguments: Mapping[str, Any], context: Context) -> Done:
    suspicious = context.keep(matches(text, _SEQUENCE))
    exact = context.keep(expression("$suspicious AND $exact", suspicious=suspicious, exact=matches(text, _EXACT)))
    once = context.keep(case((exact, _decoded(text)), (exp.Not(this=suspicious), text)))
    again = context.keep(expression("$exact AND $more", exact=exact, more=matches(once, _EXACT_AGAIN)))
    twice = context.keep(case((again, _decoded(once))))
    value = exp.Coalesce(this=twice, expressions=[once.copy(), text.copy()])
    return Done(value, (Found(KEPT, expression("$once IS NULL AND $text IS NOT NULL", once=once, text=text)),))


def _decoded(text: Expression) -> Expression:
    """The characters that the sequences are; null if one of them is no character."""
    marked = replaced(text, f"({_SEQUENCE})", f"{_CUT}$1{_CUT}")
    decoded = joined(pieces(marked, _CUT, "piece", _character))
    # a sequence that is no character makes a mark, which no text has
    return let(
        "decoded",
        decoded,
        lambda found: expression("CASE WHEN NOT contains($found, $cut) THEN $found END", found=found, cut=_CUT),
    )


def _character(piece: Expression) -> Expression:
    """One piece: as it is if of ASCII, else the character that its bytes make."""
    lead = code_point(piece)
    second, third, fourth = (_value(piece, place) for place in (2, 3, 4))
    code = case(
        (expression("$lead < 224", lead=lead), expression("($lead - 192) * 64 + $second", lead=lead, second=second)),
        (
            expression("$lead < 240", lead=lead),
            expression("($lead - 224) * 4096 + $second * 64 + $third", lead=lead, second=second, third=third),
        ),
        otherwise=expression(
            "($lead - 240) * 262144 + $second * 4096 + $third * 64 + $fourth",
            lead=lead,
            second=second,
            third=third,
            fourth=fourth,
        ),
    )
    made = let(
        "code",
        code,
        lambda found: case(
            (
                # not written longer than needed, no half of a pair, and none beyond the last
                expression(
                    "$code >= CASE length($piece) WHEN 2 THEN 128 WHEN 3 THEN 2048 ELSE 65536 END "
                    "AND NOT $code BETWEEN 55296 AND 57343 AND $code <> 57344 AND $code <= 1114111",
                    code=found,
                    piece=piece,
                ),
                character(found),
            ),
            otherwise=expression("$cut || '.'", cut=_CUT),
        ),
    )
    # the text is exact: a piece that begins with no character of ASCII is a sequence
    return case((expression("length($piece) > 0 AND $lead >= 128", piece=piece, lead=lead), made), otherwise=piece)


def _value(piece: Expression, place: int) -> Expression:
    """The six bits that the byte at a place carries."""
    template = (
        "CASE WHEN strpos($windows, substr($piece, $place, 1)) > 0 THEN strpos($windows, substr($piece, $place, 1)) "
        "ELSE strpos($latin, substr($piece, $place, 1)) END - 1"
    )
    return expression(template, piece=piece, place=place, windows=_WINDOWS, latin=_LATIN)


OPERATION = Operation(
    "repair_mojibake",
    "Puts right text whose UTF-8 was read as Windows-1252 or Latin-1, once or twice; what is not exactly that stays.",
    _apply,
    examples=(
        Example("CafÃ©", "Café"),
        Example("l\u00e2\u20ac\u2122\u00c3\u2030t\u00c3\u00a9", "l’Été"),
        Example("CafÃƒÂ©", "Café"),
        Example("12 â‚¬", "12 €"),
        Example("Ã\x89cole", "École"),
        Example("Å\x81Ã³dÅº", "Łódź"),
        Example("Café", "Café"),
        Example("São Paulo", "São Paulo"),
        Example("SÃO PAULO", "SÃO PAULO"),
        Example("Genève CafÃ©", "Genève CafÃ©", finding=KEPT),
        Example("Ada", "Ada"),
        Example(None, None),
    ),
    idempotent=True,
)
