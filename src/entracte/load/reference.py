"""The institution's settings as tables of the engine: what codes mean, where a check or a load needs to ask."""

from __future__ import annotations

from typing import Any

from entracte.engine import Engine

REFERENCE_QUERIES = {
    "reference_institution": """
        SELECT code, country, language, salt, number_floor::text AS number_floor, kept_from::text AS kept_from,
            kept_to::text AS kept_to, number_high::text AS number_high
        FROM institution ORDER BY code""",
    "reference_organization": "SELECT institution, code FROM organization",
    "reference_code": """
        SELECT institution, list, code FROM list_value
        UNION ALL SELECT institution, 'STRUCT_TYPE', code FROM structure_type
        UNION ALL SELECT institution, 'CRITERION', code FROM criterion""",
    "reference_criterion": "SELECT institution, code, data_type, contact_type FROM criterion",
    "reference_element": "SELECT institution, criterion, code FROM criterion_element",
    "reference_salutation": """
        SELECT institution, code AS title, language, letter_salutation ->> language AS letter,
            addr_salutation ->> language AS address
        FROM list_value, LATERAL (
            SELECT jsonb_object_keys(coalesce(letter_salutation, '{}') || coalesce(addr_salutation, '{}')) AS language
        ) AS languages
        WHERE list = 'TITLE'""",
}


def read_reference(engine: Engine, cursor: Any) -> None:
    """Copy the settings of every institution of the environment into the tables `reference_*`.

    `cursor` is one of an ADBC connection to the environment.
    """
    for table, query in REFERENCE_QUERIES.items():
        cursor.execute(query)
        engine.create_from_arrow(table, cursor.fetch_record_batch())
