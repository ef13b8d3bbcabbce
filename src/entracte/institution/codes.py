"""The codes that an institution defines, by list: what templates offer to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from entracte.faults import Fault, near
from entracte.institution.environments import Environment
from entracte.institution.statements import statement


def codes_of(environment: Environment, institution: str | None) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Codes with their names by list (`TITLE`, `STRUCT_TYPE`, `CRITERION`, ...), elements under `CRITERION/CODE`.

    Without an institution's code the environment's only one is meant. Raises a fault when there is none of that code,
    or several to choose from.
    """
    with environment.session() as session, session.cursor() as cursor:
        cursor.execute("SELECT code FROM institution ORDER BY code")
        known = [str(code) for (code,) in cursor.fetchall()]
        if institution is None and len(known) == 1:
            institution = known[0]
        if institution not in known:
            message = (
                f"There is no institution {institution} in {environment.name}."
                if institution
                else f"{environment.name} holds {len(known)} institutions; name one with --institution."
            )
            raise Fault("unknown-institution", message, hint=near(institution or "", known) if known else "")
        cursor.execute(statement(__package__, "institution_codes"), [institution])
        codes: dict[str, list[tuple[str, str]]] = {}
        for code_list, code, name in cursor.fetchall():
            codes.setdefault(str(code_list), []).append((str(code), str(name)))
    return codes
