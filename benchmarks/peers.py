"""Peers doing the same on fewer rows. Run as `python -m benchmarks.peers NAME FILE ...`."""

from __future__ import annotations

import sys
import tempfile

from entracte.formats.contact import CONTACT, EMAIL_PATTERN
from entracte.formats.model import FieldType


def frictionless(path: str) -> None:
    """Validate the file with the same lengths, patterns, types and allowed values."""
    from frictionless import Dialect, Resource, Schema, fields, formats, system, validate

    declared = []
    for field in CONTACT.fields[:84]:
        constraints: dict[str, object] = {}
        if field.length:
            constraints["maxLength"] = field.length
        if field.type is FieldType.EMAIL:
            constraints["pattern"] = EMAIL_PATTERN.strip("^$")
        if field.values:
            constraints["enum"] = list(field.values)
        if field.name == "CONTACT_NR":
            constraints["pattern"] = "[0-9]+"
        if field.type is FieldType.DATE:
            declared.append(fields.DateField(name=field.name, format="%d.%m.%Y"))
        else:
            declared.append(fields.StringField(name=field.name, constraints=constraints))
    dialect = Dialect(controls=[formats.CsvControl(delimiter=";")])
    with system.use_context(trusted=True):  # without it an absolute path is refused and nothing is read
        report = validate(Resource(path=path, schema=Schema(fields=declared), dialect=dialect), limit_errors=1000)
    if not report.tasks[0].stats.get("rows"):
        raise SystemExit(f"frictionless read nothing: {report.to_summary()}")


def import_export(path: str) -> None:
    """django-import-export's bulk mode on its simplest model: one table of texts, no check."""
    import django
    from django.conf import settings

    database = tempfile.NamedTemporaryFile(suffix=".sqlite3")
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database.name}},
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
    meta = type("Meta", (), {"app_label": "peer"})
    person = type("Person", (models.Model,), {**columns, "__module__": "peer", "Meta": meta})
    with connection.schema_editor() as editor:
        editor.create_model(person)
    options = {
        "model": person,
        "import_id_fields": ["contact_nr"],
        "use_bulk": True,
        "skip_diff": True,
        "force_init_instance": True,
        "batch_size": 1000,
    }
    resource = type("PersonResource", (resources.ModelResource,), {"Meta": type("Meta", (), options)})()
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    data = Dataset(headers=[name.lower() for name in lines[0].split(";")])
    for line in lines[1:]:
        data.append(line.split(";"))
    resource.import_data(data, raise_errors=True)


if __name__ == "__main__":
    {"frictionless": frictionless, "import-export": import_export}[sys.argv[1]](*sys.argv[2:])
