"""Which encoding a text is in, and how it becomes UTF-8 (D2; measured in sources.md section 2)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from entracte.faults import Fault
from entracte.sources.csv.alphabets import accented_share, most_plausible
from entracte.sources.csv.survey import BLOCK, Survey

FALLBACK = "windows-1252"
CANDIDATES = (
    "windows-1252",
    "iso-8859-15",
    "macroman",
    "cp850",
    "cp437",
    "cp858",
    "cp1250",
    "iso-8859-2",
    "cp852",
)
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000
_PLAUSIBLE = 0.8
_MOST_ACCENTED = 0.5
"""No language of Europe has a larger share of letters with accents; other scripts, read as if they were one, have."""


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file are to be read.

    `codec` is Python's name. With `mixed`, the file is UTF-8 except for some lines in `FALLBACK`. `name` is what a
    person is shown. `is_sure` is False where the text looks like no language of Europe in any of the encodings.
    """

    codec: str
    mixed: bool = False
    is_sure: bool = True

    @property
    def name(self) -> str:
        """The encoding as shown to a person."""
        return f"utf-8, some lines {FALLBACK}" if self.mixed else self.codec

    @property
    def is_utf8(self) -> bool:
        """The file can be read as it stands, without being recoded."""
        return self.mixed or self.codec in {"utf-8", "utf-8-sig"}


@dataclass(frozen=True)
class Beginning:
    """What the choice of an encoding depends on: the first bytes of a file, and whether all of it is UTF-8."""

    sample: bytes
    is_utf8: bool


def detect_encoding(path: Path, survey: Survey | Beginning) -> Encoding | None:
    """The encoding of a surveyed file; None where it is no text at all.

    Byte order mark, then the pattern of NUL bytes of UTF-16, then strict UTF-8 over the whole file, then the lines that
    are not ASCII: mostly UTF-8 makes the file mixed, otherwise their letters tell which encoding of Europe it is.
    """
    for mark, codec in _MARKS:
        if survey.sample.startswith(mark) and (survey.is_utf8 or codec != "utf-8-sig"):
            return Encoding(codec)
    if wide := _utf16_without_mark(survey.sample):
        return Encoding(wide)
    if _is_binary(survey.sample):
        return None
    if survey.is_utf8:
        return Encoding("utf-8")
    return _of_accented_lines(path)


def declared_encoding(name: str) -> Encoding:
    """The encoding that the user named; a fault where there is none of that name."""
    try:
        codec = codecs.lookup(name).name
        "a".encode(codec)
    except (LookupError, UnicodeError):
        raise Fault(
            "unknown-encoding",
            f"There is no encoding named {name!r}.",
            hint=f"Use one of utf-8, utf-16, {', '.join(CANDIDATES)}.",
        ) from None
    return Encoding(codec)


def recode(source: Path, encoding: Encoding, target: Path) -> bool:
    """Write `source` as UTF-8 to `target`, in blocks; True if some bytes could not be read and became U+FFFD."""
    try:
        _recode(source, encoding.codec, "strict", target)
    except UnicodeDecodeError:
        _recode(source, encoding.codec, "replace", target)
        return True
    return False


def _recode(source: Path, codec: str, errors: str, target: Path) -> None:
    decoder = codecs.getincrementaldecoder(codec)(errors)
    with source.open("rb", buffering=0) as stream, target.open("wb") as out:
        while block := stream.read(BLOCK):
            out.write(decoder.decode(block).encode("utf-8", "replace"))
        out.write(decoder.decode(b"", final=True).encode("utf-8", "replace"))


def _utf16_without_mark(sample: bytes) -> str | None:
    """UTF-16 of Latin text has a NUL in nearly every second byte, always on the same side."""
    pairs = len(sample) // 2
    if not pairs:
        return None
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > 0.7 and even < 0.05:
        return "utf-16-le"
    if even > 0.7 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_binary(sample: bytes) -> bool:
    """More control characters than any text has; stray NUL bytes alone do not make a file binary."""
    controls = sum(sample.count(code) for code in range(0x20) if code not in {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A})
    return controls > max(8, len(sample) // 20)


def _of_accented_lines(path: Path) -> Encoding:
    sample = bytearray()
    total = in_utf8 = 0
    for line in _accented_lines(path):
        total += 1
        in_utf8 += _decodes(line)
        if len(sample) < _SAMPLE:
            sample += line[: _SAMPLE // 4] + b"\n"
    if in_utf8 * 2 > total:
        return Encoding("utf-8", mixed=True)
    return _legacy(bytes(sample))


def _legacy(sample: bytes) -> Encoding:
    """The encoding whose letters are those of a European language; chardet's choice where none is."""
    encoding, plausible = most_plausible(sample, CANDIDATES)
    if plausible >= _PLAUSIBLE:
        return Encoding(encoding, is_sure=accented_share(sample.decode(encoding, "replace")) <= _MOST_ACCENTED)
    import chardet

    told = str(chardet.detect(sample, max_bytes=_SAMPLE, include_encodings=list(CANDIDATES))["encoding"]).lower()
    return Encoding(encoding if told in {"none", "ascii", "utf-8"} else told, is_sure=False)


def _accented_lines(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as stream:
        rest = b""
        while block := stream.read(BLOCK):
            lines = (rest + block).split(b"\n")
            rest = lines.pop()[-BLOCK:]
            yield from (line for line in lines if not line.isascii())
        if not rest.isascii():
            yield rest


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
