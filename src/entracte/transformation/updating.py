"""What an UPDATE row says of a changed row, so that the target becomes what the new row would have made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from entracte.engine import quoted
from entracte.formats import FieldType, Format
from entracte.formats.contact import ADDRESS_FIELDS, EMAILS, PHONES, STRUCTURE_FIELDS

_ALWAYS = ("INSTITUTION", "ORGANIZATION")
_PERSON = ("FIRSTNAME", "LASTNAME")
_ERASE = "'='"
_LONGEST_ADDRESS_NAME = 38


@dataclass(frozen=True)
class Updating:
    """The columns of a delta, each with the SQL of its cell over `old` and `new`, and SQL for what it cannot say.

    `says` is SQL: whether an UPDATE says anything of a row but which one it is.
    """

    columns: dict[str, str]
    not_expressible: tuple[str, ...]
    says: str


def update_of(format_: Format, columns: Sequence[str], keys: Sequence[str]) -> Updating:
    """The cells of an UPDATE row of a format."""
    cells: dict[str, str] = {}
    lost: list[str] = []
    for name in columns:
        if name in keys or name in _ALWAYS:
            cells[name] = _new(name)
        elif name == "OPERATION":
            cells[name] = "'UPDATE'"
        else:
            cells[name] = f"CASE WHEN {_changed(name)} THEN coalesce({_new(name)}, {_ERASE}) END"
    if "OPERATION" not in cells:
        cells = {"OPERATION": "'UPDATE'", **cells}
    if format_.name == "contact":
        _as_contact(format_, columns, cells, lost)
    told = [_changed(name) for name in _ALWAYS if name in columns and name not in keys]
    told += [f"({cell}) IS NOT NULL" for name, cell in cells.items() if name not in {*keys, *_ALWAYS, "OPERATION"}]
    return Updating(cells, tuple(lost), " OR ".join(told) or "false")


def _as_contact(format_: Format, columns: Sequence[str], cells: dict[str, str], lost: list[str]) -> None:
    if "ORGANIZATION" in columns:
        cells["ORGANIZATION"] = f"coalesce({_new('ORGANIZATION')}, '*')"  # blank would leave it (D41)
    address = [name for name in (*ADDRESS_FIELDS, "ADDR_TYPE") if name in columns]
    if "ADDR_TYPE" in columns:
        _whole_address(address, cells, lost)
    if "COUNTRY" in columns:
        # a phone is read by the country of its row, so it is said again with another country
        for name in PHONES:
            if name in columns:
                cells[name] = f"CASE WHEN {_changed(name)} OR {_changed('COUNTRY')} THEN {_erased(name)} END"
        # = leaves no country, where a new address would get the institution's (D47, D48)
        others = [f"{_new(name)} IS NOT NULL" for name in address if name not in {"COUNTRY", "ADDR_TYPE"}]
        is_gone = f"{_changed('COUNTRY')} AND {_new('COUNTRY')} IS NULL"
        lost.append(_lost("COUNTRY", f"{is_gone} AND ({' OR '.join(others) or 'false'})"))
    if "OFFICIAL_NAME" in columns:
        _address_name(columns, cells)
        _of_structures(columns, lost)
    if "PREF_LANG" in columns:
        # = leaves no language, where a new contact would get the institution's (D45, D47)
        cells["PREF_LANG"] = f"CASE WHEN {_changed('PREF_LANG')} THEN {_new('PREF_LANG')} END"
        lost.append(_lost("PREF_LANG", f"{_changed('PREF_LANG')} AND {_new('PREF_LANG')} IS NULL"))
    if "REMARK" in columns:
        lost.append(_lost("REMARK", f"{_changed('REMARK')} AND starts_with({_new('REMARK')}, '||')"))
    for name in columns:
        if format_.named(name).type is FieldType.CODE_VALUE:
            _code_values(name, cells, lost)


def _whole_address(address: Sequence[str], cells: dict[str, str], lost: list[str]) -> None:
    """Which addresses a row writes is said with every change of one; another choice says all of the address again."""
    kind = f"coalesce({_new('ADDR_TYPE')}, 'MSB')"
    other = f"coalesce({_old('ADDR_TYPE')}, 'MSB') <> {kind}"
    any_changed = " OR ".join(_changed(name) for name in address)
    for name in address:
        if name != "ADDR_TYPE":
            cells[name] = f"CASE WHEN {_changed(name)} THEN {_erased(name)} WHEN {other} THEN {_new(name)} END"
    cells["ADDR_TYPE"] = f"CASE WHEN {any_changed} THEN {kind} END"
    lost.append(_lost("ADDR_TYPE", f"{other} AND NOT regexp_matches({kind}, '^.*M.*S.*B.*$')"))


def _address_name(columns: Sequence[str], cells: dict[str, str]) -> None:
    """The name on a structure's address does not follow its name (D40), so it is said where it is the default."""
    default = f"trim(left({_new('OFFICIAL_NAME')}, {_LONGEST_ADDRESS_NAME}))"
    changed = _changed("OFFICIAL_NAME")
    if "ADDRESS_NAME1" in columns:
        given = f"coalesce({_new('ADDRESS_NAME1')}, {default}, {_ERASE})"
        cells["ADDRESS_NAME1"] = (
            f"CASE WHEN {_changed('ADDRESS_NAME1')} OR ({_new('ADDRESS_NAME1')} IS NULL AND {changed}) THEN {given} END"
        )
    else:
        cells["ADDRESS_NAME1"] = f"CASE WHEN {changed} THEN coalesce({default}, {_ERASE}) END"


def _of_structures(columns: Sequence[str], lost: list[str]) -> None:
    """The row of a relay changes the relay; its structure has a number that the file does not know (D14, D21)."""
    people = [f"{_new(name)} IS NOT NULL" for name in _PERSON if name in columns]
    named = " OR ".join(f"{side('OFFICIAL_NAME')} IS NOT NULL" for side in (_old, _new))
    relay = f"({named}) AND ({' OR '.join(people) or 'false'})"
    shared = {*STRUCTURE_FIELDS, *ADDRESS_FIELDS, *PHONES, *EMAILS, "PREF_LANG", "ADDR_TYPE"}
    lost += [_lost(name, f"{relay} AND {_changed(name)}") for name in columns if name in shared and name != "PREF_LANG"]


def _code_values(name: str, cells: dict[str, str], lost: list[str]) -> None:
    """CODE=value: the values of a code replace its old ones; a code that is gone is erased by its name.

    Below a CONFIG row a cell has no code, and `=` erases.
    """
    code = "regexp_extract({}, '^([A-Za-z0-9_]+)=', 1)"
    old, new = code.format(f"coalesce({_old(name)}, '')"), code.format(f"coalesce({_new(name)}, '')")
    cells[name] = (
        f"CASE WHEN {_changed(name)} AND {_new(name)} IS NULL "
        f"THEN {old} || CASE WHEN {old} = '' THEN '=' ELSE '==' END "
        f"WHEN {_changed(name)} THEN {_new(name)} END"
    )
    both = f"{_changed(name)} AND {_old(name)} IS NOT NULL AND {_new(name)} IS NOT NULL"
    if name == "ADMIN_NUMBER":
        lost.append(_lost(name, both))  # a second number of a type stands beside the first (D50)
    else:
        lost.append(_lost(name, f"{both} AND {old} <> {new}"))


def _lost(name: str, when: str) -> str:
    return f"CASE WHEN {when} THEN '{name}' END"


def _erased(name: str) -> str:
    return f"CASE WHEN {_new(name)} IS NULL AND {_old(name)} IS NOT NULL THEN {_ERASE} ELSE {_new(name)} END"


def _changed(name: str) -> str:
    return f"{_old(name)} IS DISTINCT FROM {_new(name)}"


def _old(name: str) -> str:
    return f"old.{quoted(name)}"


def _new(name: str) -> str:
    return f"new.{quoted(name)}"
