"""Nobody sees or touches another institution's data (invariant 12).

Before: applied before the code that needs it is used. A role that does not own the tables sees only the rows of the
institution named by the session's setting `entracte.institution`, and none while it names none. The owner (imports,
look-ups by the command) is not bound by it.
"""

from django.db import migrations

CURRENT = "(SELECT current_setting('entracte.institution', true))"

OWN_ROWS = {
    "institution": f"code = {CURRENT}",
    "import": f"institutions = ARRAY[{CURRENT}]",
    "definition_before": f"key ->> 'institution' = {CURRENT}",
} | dict.fromkeys(
    (
        "organization",
        "list_value",
        "criterion",
        "criterion_element",
        "structure_type",
        "contact",
        "contact_before",
        "suppressed",
        "sales_order",
        "ticket",
        "settings_copy",
    ),
    f"institution = {CURRENT}",
)
"""The rows that are the institution's own. An import into several institutions tells of each what the others delivered,
so that nobody but the owner sees it."""


class Migration(migrations.Migration):
    """One policy a table, for reading and for writing."""

    dependencies = (("institution", "0001_target"),)

    operations = tuple(
        migrations.RunSQL(
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;'
            f'CREATE POLICY own_institution ON "{table}" USING ({rows}) WITH CHECK ({rows})',
            f'DROP POLICY own_institution ON "{table}"; ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
        )
        for table, rows in OWN_ROWS.items()
    )
