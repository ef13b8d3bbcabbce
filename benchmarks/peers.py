"""Peers doing the same on fewer rows. Run as `python -m benchmarks.peers NAME FILE ...`."""

from __future__ import annotations

import sys
from typing import Any

from entracte.check.contact.fields import PERSON_ONLY, STRUCTURE_ONLY
from entracte.check.values.country import country_names
from entracte.check.values.language import language_codes
from entracte.formats.contact import CONTACT, CRITERION_COLUMNS, EMAIL_PATTERN, PHONES
from entracte.formats.model import FieldType


def frictionless(path: str) -> None:
    """Validate the file by the rules that our check applies to it, each as frictionless has it."""
    from frictionless import Dialect, Resource, Schema, checks, fields, formats, system, validate

    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    declared = [_frictionless_field(fields, field) for field in CONTACT.fields[:84]]
    schema = Schema(fields=declared, primary_key=["INSTITUTION", "CONTACT_NR"])
    given = {name: f"({name} or '') not in ('', '=')" for name in ("FIRSTNAME", "LASTNAME", "OFFICIAL_NAME")}
    person = f"({given['FIRSTNAME']} or {given['LASTNAME']})"
    of_structures = " or ".join(f"{name} is not None" for name in STRUCTURE_ONLY)
    of_persons = " or ".join(f"{name} is not None" for name in PERSON_ONLY)
    rules = [
        f"(OPERATION or 'INSERT') != 'INSERT' or {' or '.join(given.values())}",
        "(OPERATION or 'INSERT') in ('INSERT', 'CONFIG') or CONTACT_NR is not None",
        f"(OPERATION or 'INSERT') != 'INSERT' or not {person} or {given['OFFICIAL_NAME']} or not ({of_structures})",
        f"(OPERATION or 'INSERT') != 'INSERT' or {person} or not {given['OFFICIAL_NAME']} or not ({of_persons})",
    ]
    with system.use_context(trusted=True):  # without it an absolute path is refused and nothing is read
        report = validate(
            Resource(path=path, schema=schema, dialect=dialect),
            checks=[checks.row_constraint(formula=rule) for rule in rules],
            limit_errors=1000,
        )
    if not report.tasks[0].stats.get("rows"):
        raise SystemExit(f"frictionless read nothing: {report.to_summary()}")
    print(report.tasks[0].stats, file=sys.stderr)


def _frictionless_field(fields: Any, field: Any) -> Any:
    """A column with the constraints that our check holds it to: length, form, allowed values, no blanks around it."""
    if field.type is FieldType.DATE:
        return fields.DateField(name=field.name, format="%d.%m.%Y")
    constraints: dict[str, object] = {"pattern": r"\S(.*\S)?"}
    if field.length:
        constraints["maxLength"] = field.length
    if field.type is FieldType.EMAIL:
        constraints["pattern"] = EMAIL_PATTERN.strip("^$")
    if field.name in PHONES:
        constraints["pattern"] = ".*[0-9].*"
    if field.name in CRITERION_COLUMNS:
        constraints["pattern"] = "[^=]+=.*"
    values = {
        "PREF_LANG": language_codes(),
        "COUNTRY": tuple(country_names()),
        "OPERATION": CONTACT.operations,
    }.get(field.name, field.values)
    if values:
        constraints["enum"] = list(values)
    if field.name == "CONTACT_NR":
        constraints["pattern"] = "[0-9]{1,20}"
    if field.name == "INSTITUTION":
        constraints["required"] = True
    return fields.StringField(name=field.name, constraints=constraints)


def import_export(path: str, uri: str, shortcuts: str = "") -> None:
    """django-import-export's bulk mode on its simplest model: one table of texts, no check, in the same server.

    With `shortcuts` it also compares nothing and looks for no row that is there already.
    """
    import django
    from django.conf import settings
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(uri)
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told["dbname"],
        "USER": told["user"],
        "HOST": told["host"],
        "PORT": told.get("port", ""),
    }
    settings.configure(
        DATABASES={"default": database},
        INSTALLED_APPS=["django.contrib.contenttypes", "import_export"],
        USE_TZ=True,
    )
    django.setup()
    from django.db import connection, models
    from import_export import resources
    from tablib import Dataset

    names = CONTACT.field_names[:84]
    columns = {name.lower(): models.TextField(null=True) for name in names if name != "CONTACT_NR"}
    columns["contact_nr"] = models.TextField(primary_key=True)
    meta = type("Meta", (), {"app_label": "import_export", "db_table": "peer_person"})
    person = type("Person", (models.Model,), {**columns, "__module__": "peer", "Meta": meta})
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS peer_person")
    with connection.schema_editor() as editor:
        editor.create_model(person)
    options = {
        "model": person,
        "import_id_fields": ["contact_nr"],
        "use_bulk": True,
        "batch_size": 1000,
        **({"skip_diff": True, "force_init_instance": True} if shortcuts else {}),
    }
    resource = type("PersonResource", (resources.ModelResource,), {"Meta": type("Meta", (), options)})()
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    data = Dataset(headers=[name.lower() for name in lines[0].split(";")])
    for line in lines[1:]:
        data.append(line.split(";"))
    resource.import_data(data, raise_errors=True, use_transactions=True)
    if person.objects.count() != len(lines) - 1:
        raise SystemExit("django-import-export did not import all rows")
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE peer_person")


if __name__ == "__main__":
    {"frictionless": frictionless, "import-export": import_export}[sys.argv[1]](*sys.argv[2:])
