"""Which single-byte encoding makes the accents of a text those of a European language.

chardet, the best of the detectors measured, takes short lists of Western names for Central European ones; a contact
file is such a list. The letters of one language at a time tell the encodings apart better: nearly every wrong one makes
signs that no language has, or capitals in the middle of words.
"""

from __future__ import annotations

from collections import Counter

LANGUAGES = {
    "fr": "àâæçéèêëîïôœùûüÿ",
    "de": "äöüßé",
    "it": "àèéìíîòóùú",
    "es": "áéíñóúü",
    "pt": "àáâãçéêíóôõúü",
    "nl": "áèéëïóöü",
    "da": "æøåéü",
    "sv": "åäöéü",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "ro": "ăâîșțşţ",
}
_WESTERN = ("fr", "de", "it", "es", "pt", "nl", "da", "sv")
_SIGNS = "’‘“”„–—«»€°…·´§©®™¿¡ºª\u00a0"
_SIGN_WORTH = 0.8
_SEVERAL_LANGUAGES_WORTH = 0.97

_ALPHABETS = [(frozenset(letters), 1.0) for letters in LANGUAGES.values()]
_ALPHABETS.append((frozenset("".join(LANGUAGES[name] for name in _WESTERN)), _SEVERAL_LANGUAGES_WORTH))


def most_plausible(sample: bytes, encodings: tuple[str, ...]) -> tuple[str, float]:
    """The encoding under which a sample is most like a European language, the first of equals; and how much, 0 to 1."""
    scores = [(plausibility(sample.decode(encoding, "replace")), encoding) for encoding in encodings]
    best = max(score for score, _ in scores)
    return next(encoding for score, encoding in scores if score == best), best


def plausibility(text: str) -> float:
    """The share of the characters beyond ASCII that the best fitting language has, in a place where it may stand."""
    letters: Counter[str] = Counter()
    total = 0
    for before, character, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if character > "\x7f":
            total += 1
            if not character.isupper() or not (before.islower() or _stands_alone(before, after)):
                letters[character.lower()] += 1
    if not total:
        return 1.0
    signs = _SIGN_WORTH * sum(letters[sign] for sign in _SIGNS)
    return max((worth * sum(letters[letter] for letter in alphabet) + signs) / total for alphabet, worth in _ALPHABETS)


def accented_share(text: str) -> float:
    """The share of the letters and signs of a text that are beyond ASCII."""
    accented = sum(character > "\x7f" for character in text)
    return accented / max(1, accented + sum(character.isalpha() for character in text if character <= "\x7f"))


def _stands_alone(before: str, after: str) -> bool:
    """Capitals with an accent are parts of words."""
    return not before.isalpha() and not after.isalpha()
