"""Sheets as XML: plain ones, ones with everything a sheet may hold, and broken ones."""

from __future__ import annotations

from hypothesis import strategies as st

from entracte.sources.excel.columns import Source
from entracte.sources.excel.package import SharedStrings

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="x"><sheetPr/><sheetData>'
TAIL = '</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells></worksheet>'
FORMATS = [
    "", "0", "00000", "dd.mm.yyyy", "yyyy-mm-dd hh:mm", "0.00", "#,##0.00;-#,##0.00", "h:mm", "0%", "@", '"N"0', "yy",
    "[h]:mm:ss", "mmm-yy", "0.00E+00", "# ?/?", "[$-409]d mmm yyyy;@", "[<100]000;0", "dd/mm/yyyy;@", "d-mmm-yy",
]  # fmt: skip
NUMBERS = [
    "0", "1", "-1", "12", "007", "-0", "0.0", "-0.0", "1.5", "1.50", ".5", "5.", "+1", " 7 ", "1e5", "1E-7", "1e400",
    "0.30000000000000004", "9.999999999999999", "123456789012345", "123456789012345.6", "1234567890123456",
    "1234567890123456.5", "43831", "43831.5", "43831.999999", "60", "60.5", "59", "61", "2958465", "2958464",
    "2957003", "-5.25", "1234567", "99999999", "999999999", "abc", "", "1,5", "NaN", "&#49;", "&amp;", "\u0663",
]  # fmt: skip
TEXTS = [
    "text", "", " ", "  lead", "a&amp;b", "&lt;x&gt;", "&amp;lt;", "_x000D_", "_x0041_", "_xD800_", "_x00", "#N/A",
    "#DIV/0!", "#x", "0", "\u00e9", "\U0001f600", "\u00a0", "\u00a0x", "&#10;", "&#xe9;", "\n", "\t", "]]", "a>b",
    "z" * 300, "y" * 33_000,
]  # fmt: skip
BROKEN_TEXTS = ["]]>", "&#0;", "&bad;", "&", "\ufffe", "\x01", "\r"]
UNUSUAL_CELLS = [
    '<c r="{}"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="{}" t="inlineStr"><is><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></is></c>',
    '<c r="{}" t="inlineStr"><is><t/></is></c>',
    '<c r="{}" t="str"><v xml:space="preserve"> a</v></c>',
    '<c r="{}" t="str"><v><![CDATA[x<y</row>]]></v></c>',
    '<c r="{}"><!-- </row> --><v>5</v></c>',
    '<c r="{}"><v>5</v><v>6</v></c>',
    '<c r="{}"><v>5</v>x</c>',
    '<c r="{}"><f>A1</f></c>',
    '<c r="{}"><v/></c>',
    "<c r='{}'><v>5</v></c>",
    '<c s="1" r="{}"><v>5</v></c>',
    "<c><v>5</v></c>",
    "<v>9</v>",
    "<t>u</t>",
]
TOKENS = [
    b"<", b">", b'"', b"&", b"/", b" ", b"<row>", b"</row>", b'<row r="9">', b"<row/>", b"<c>", b"</c>", b"<v>",
    b"</v>", b"<v/>", b"<t>", b"</t>", b"<is>", b"</is>", b"<f>", b"</f>", b"<rPh>", b"</rPh>", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"<?p ?>", b"<!DOCTYPE x>", b"<sheetData>", b"</sheetData>", b'r="A1"', b'<c r="A1"/>',
    b"x:", b"&#65;", b"&amp;", b"\x00", b"\xff", b"\xc3", b"\r", b"\n", b"A", b"1", b"0",
]  # fmt: skip


def source(*, from_1904: bool = False) -> Source:
    """The number formats and shared strings that the sheets refer to."""
    strings = SharedStrings()
    for text in ("a", "", "  ", "é€ü", "#N/A", "\r\n", " x", "0012", "\U0001f600", "x" * 40_000):
        strings.add(text, len(text))
    return Source(FORMATS, strings, from_1904)


def letters(place: int) -> str:
    """The letters of a column, counted from 0."""
    written, left = "", place + 1
    while left:
        left, letter = divmod(left - 1, 26)
        written = chr(ord("A") + letter) + written
    return written


@st.composite
def cells(draw: st.DrawFn, reference: str, *, plain: bool) -> str:
    """One cell; `plain` ones are of the form that programs write."""
    style = draw(st.sampled_from(["", "", ' s="3"', ' s="2"', *(f' s="{each}"' for each in range(len(FORMATS) + 1))]))
    start = f'<c r="{reference}"{style}'
    number = draw(st.sampled_from(NUMBERS[:-5] if plain else NUMBERS))
    text = draw(st.sampled_from(TEXTS[:-1] if plain else TEXTS))
    shapes = [
        f"{start}><v>{number}</v></c>",
        f"{start}><v>{draw(st.floats(-1e6, 1e6))!r}</v></c>",
        f'{start} t="str"><v>{text}</v></c>',
        f'{start} t="inlineStr"><is><t>{text}</t></is></c>',
        f'{start} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>',
        f'{start} t="s"><v>{draw(st.integers(0, 8 if plain else 10))}</v></c>',
        f'{start} t="b"><v>{draw(st.sampled_from("01"))}</v></c>',
        f'{start} t="e"><v>#N/A</v></c>',
        f'{start} t="d"><v>2020-01-0{draw(st.integers(0, 9))}</v></c>',
        f"{start}><f>A1&amp;B1</f><v>{number}</v></c>",
        f'{start} t="str"><f t="shared" si="0"/><v>{text}</v></c>',
        f"{start}/>",
        f"{start}></c>",
    ]
    return draw(st.sampled_from(shapes if plain else shapes + [each.format(reference) for each in UNUSUAL_CELLS]))


@st.composite
def sheets(draw: st.DrawFn, *, plain: bool) -> bytes:
    """A whole part, rows and columns sparse, with or without line ends between the tags."""
    end = draw(st.sampled_from(["", "\n"]))
    written, number = [], 0
    for _ in range(draw(st.integers(1, 8))):
        number += draw(st.sampled_from([1, 1, 1, 2, 1000]))
        more = draw(st.sampled_from(["", ' spans="1:5"', ' ht="15" customHeight="1"', ' x14ac:dyDescent="0.25"']))
        most = draw(st.sampled_from([4, 30, 800, 16_383]))
        places = sorted(draw(st.sets(st.integers(0, most), max_size=5)))
        row = "".join(draw(cells(f"{letters(place)}{number}", plain=plain)) for place in places)
        written.append(f'<row r="{number}"{more}>{end}{row}</row>' if row else f'<row r="{number}"{more}/>')
    return (HEAD + end.join(written) + TAIL).encode()


@st.composite
def broken_sheets(draw: st.DrawFn) -> bytes:
    """A sheet with bytes removed, replaced, repeated or put between."""
    part = bytearray(draw(sheets(plain=draw(st.booleans()))))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(part) - 1))
        stop = min(start + draw(st.sampled_from([0, 1, 2, 5, 40])), len(part))
        other = draw(st.integers(0, len(part) - 1))
        with_text = [text.encode("utf-8") for text in BROKEN_TEXTS]
        part[start:stop] = draw(st.sampled_from([b"", *TOKENS, *with_text, bytes(part[other : other + 40])]))
        if not part:
            break
    return bytes(part)
