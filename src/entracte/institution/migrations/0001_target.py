"""The target's tables, with their closed value sets, indexes and a relay's link to its structure.

Before: applied before the code that needs it is used; nothing older reads these tables.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import entracte.institution.models.columns

RELAYS_STRUCTURE = """
ALTER TABLE contact ADD CONSTRAINT contact_structure_exists
    FOREIGN KEY (institution, structure) REFERENCES contact (institution, number) DEFERRABLE INITIALLY IMMEDIATE
"""


class Migration(migrations.Migration):
    """All tables of the target."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="ContactBefore",
            fields=[
                ("institution", models.TextField()),
                ("number", models.TextField()),
                ("kind", models.TextField()),
                ("structure", models.TextField(blank=True, null=True)),
                ("organization", models.TextField(db_default="*", default="*")),
                ("title", models.TextField(blank=True, null=True)),
                ("letter_salutation", models.TextField(blank=True, null=True)),
                ("addr_salutation", models.TextField(blank=True, null=True)),
                ("letter_salutation_given", models.BooleanField(db_default=False, default=False)),
                ("addr_salutation_given", models.BooleanField(db_default=False, default=False)),
                ("function", models.TextField(blank=True, null=True)),
                ("remark", models.TextField(blank=True, null=True)),
                ("firstname", models.TextField(blank=True, null=True)),
                ("lastname", models.TextField(blank=True, null=True)),
                ("birthdate", models.DateField(blank=True, null=True)),
                ("language", models.TextField(blank=True, null=True)),
                ("official_name", models.TextField(blank=True, null=True)),
                ("address_name1", models.TextField(blank=True, null=True)),
                ("address_name2", models.TextField(blank=True, null=True)),
                ("structure_type", models.TextField(blank=True, null=True)),
                ("community_type", models.TextField(blank=True, null=True)),
                ("admin_numbers", models.JSONField(blank=True, db_default={}, default=dict)),
                ("nb_employees", models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ("web_site", models.TextField(blank=True, null=True)),
                ("main_line1", models.TextField(blank=True, null=True)),
                ("main_line2", models.TextField(blank=True, null=True)),
                ("main_line3", models.TextField(blank=True, null=True)),
                ("main_zipcode", models.TextField(blank=True, null=True)),
                ("main_town", models.TextField(blank=True, null=True)),
                ("main_town_complement", models.TextField(blank=True, null=True)),
                ("main_department", models.TextField(blank=True, null=True)),
                ("main_country", models.TextField(blank=True, null=True)),
                ("shipment_line1", models.TextField(blank=True, null=True)),
                ("shipment_line2", models.TextField(blank=True, null=True)),
                ("shipment_line3", models.TextField(blank=True, null=True)),
                ("shipment_zipcode", models.TextField(blank=True, null=True)),
                ("shipment_town", models.TextField(blank=True, null=True)),
                ("shipment_town_complement", models.TextField(blank=True, null=True)),
                ("shipment_department", models.TextField(blank=True, null=True)),
                ("shipment_country", models.TextField(blank=True, null=True)),
                ("billing_line1", models.TextField(blank=True, null=True)),
                ("billing_line2", models.TextField(blank=True, null=True)),
                ("billing_line3", models.TextField(blank=True, null=True)),
                ("billing_zipcode", models.TextField(blank=True, null=True)),
                ("billing_town", models.TextField(blank=True, null=True)),
                ("billing_town_complement", models.TextField(blank=True, null=True)),
                ("billing_department", models.TextField(blank=True, null=True)),
                ("billing_country", models.TextField(blank=True, null=True)),
                ("telephone_country", models.TextField(blank=True, null=True)),
                ("telephone_number", models.TextField(blank=True, null=True)),
                ("fax_country", models.TextField(blank=True, null=True)),
                ("fax_number", models.TextField(blank=True, null=True)),
                ("cellphone_country", models.TextField(blank=True, null=True)),
                ("cellphone_number", models.TextField(blank=True, null=True)),
                ("email1", models.TextField(blank=True, null=True)),
                ("email2", models.TextField(blank=True, null=True)),
                ("email3", models.TextField(blank=True, null=True)),
                ("login", models.BooleanField(db_default=False, default=False)),
                ("cnil_o", models.BooleanField(blank=True, null=True)),
                ("partner", models.BooleanField(blank=True, null=True)),
                ("cnil_t", models.BooleanField(blank=True, null=True)),
                ("sms_mms", models.BooleanField(blank=True, null=True)),
                ("letter", models.BooleanField(blank=True, null=True)),
                ("phone", models.BooleanField(blank=True, null=True)),
                ("email", models.BooleanField(blank=True, null=True)),
                ("criteria", models.JSONField(blank=True, db_default={}, default=dict)),
                ("valid", models.BooleanField(db_default=True, default=True)),
                ("invalid_reason", models.TextField(blank=True, null=True)),
                ("invalid_since", entracte.institution.models.columns.LocalTimestampField(blank=True, null=True)),
                ("erased", models.BooleanField(db_default=False, default=False)),
                ("structure_key", models.TextField(blank=True, null=True)),
                ("imported_by", models.TextField(blank=True, null=True)),
                ("changed_by", models.TextField(blank=True, null=True)),
                ("changes", models.IntegerField(db_default=0, default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "import_id",
                        "institution",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("import_id", models.TextField(db_column="import")),
            ],
            options={
                "db_table": "contact_before",
            },
        ),
        migrations.CreateModel(
            name="DefinitionBefore",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "import_id", "kind", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("import_id", models.TextField(db_column="import")),
                ("kind", models.TextField()),
                ("key", models.JSONField()),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
            ],
            options={
                "db_table": "definition_before",
            },
        ),
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("code", models.TextField(primary_key=True, serialize=False)),
                ("name", models.TextField(blank=True, null=True)),
                ("country", models.TextField(blank=True, null=True)),
                ("language", models.TextField(blank=True, null=True)),
                ("currency", models.TextField(blank=True, null=True)),
                ("number_floor", models.DecimalField(blank=True, decimal_places=0, max_digits=20, null=True)),
                ("kept_from", models.DecimalField(blank=True, decimal_places=0, max_digits=20, null=True)),
                ("kept_to", models.DecimalField(blank=True, decimal_places=0, max_digits=20, null=True)),
                ("time_zone", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                ("number_high", models.DecimalField(db_default=0, decimal_places=0, default=0, max_digits=20)),
                ("salt", models.BinaryField(db_default=entracte.institution.models.columns.RandomSalt())),
                ("settings_changed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "institution",
            },
        ),
        migrations.CreateModel(
            name="SettingsCopy",
            fields=[
                ("institution", models.TextField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("copied_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("settings_changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "settings_copy",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("institution", models.TextField()),
                ("number", models.TextField()),
                ("kind", models.TextField()),
                ("structure", models.TextField(blank=True, null=True)),
                ("organization", models.TextField(db_default="*", default="*")),
                ("title", models.TextField(blank=True, null=True)),
                ("letter_salutation", models.TextField(blank=True, null=True)),
                ("addr_salutation", models.TextField(blank=True, null=True)),
                ("letter_salutation_given", models.BooleanField(db_default=False, default=False)),
                ("addr_salutation_given", models.BooleanField(db_default=False, default=False)),
                ("function", models.TextField(blank=True, null=True)),
                ("remark", models.TextField(blank=True, null=True)),
                ("firstname", models.TextField(blank=True, null=True)),
                ("lastname", models.TextField(blank=True, null=True)),
                ("birthdate", models.DateField(blank=True, null=True)),
                ("language", models.TextField(blank=True, null=True)),
                ("official_name", models.TextField(blank=True, null=True)),
                ("address_name1", models.TextField(blank=True, null=True)),
                ("address_name2", models.TextField(blank=True, null=True)),
                ("structure_type", models.TextField(blank=True, null=True)),
                ("community_type", models.TextField(blank=True, null=True)),
                ("admin_numbers", models.JSONField(blank=True, db_default={}, default=dict)),
                ("nb_employees", models.DecimalField(blank=True, decimal_places=0, max_digits=18, null=True)),
                ("web_site", models.TextField(blank=True, null=True)),
                ("main_line1", models.TextField(blank=True, null=True)),
                ("main_line2", models.TextField(blank=True, null=True)),
                ("main_line3", models.TextField(blank=True, null=True)),
                ("main_zipcode", models.TextField(blank=True, null=True)),
                ("main_town", models.TextField(blank=True, null=True)),
                ("main_town_complement", models.TextField(blank=True, null=True)),
                ("main_department", models.TextField(blank=True, null=True)),
                ("main_country", models.TextField(blank=True, null=True)),
                ("shipment_line1", models.TextField(blank=True, null=True)),
                ("shipment_line2", models.TextField(blank=True, null=True)),
                ("shipment_line3", models.TextField(blank=True, null=True)),
                ("shipment_zipcode", models.TextField(blank=True, null=True)),
                ("shipment_town", models.TextField(blank=True, null=True)),
                ("shipment_town_complement", models.TextField(blank=True, null=True)),
                ("shipment_department", models.TextField(blank=True, null=True)),
                ("shipment_country", models.TextField(blank=True, null=True)),
                ("billing_line1", models.TextField(blank=True, null=True)),
                ("billing_line2", models.TextField(blank=True, null=True)),
                ("billing_line3", models.TextField(blank=True, null=True)),
                ("billing_zipcode", models.TextField(blank=True, null=True)),
                ("billing_town", models.TextField(blank=True, null=True)),
                ("billing_town_complement", models.TextField(blank=True, null=True)),
                ("billing_department", models.TextField(blank=True, null=True)),
                ("billing_country", models.TextField(blank=True, null=True)),
                ("telephone_country", models.TextField(blank=True, null=True)),
                ("telephone_number", models.TextField(blank=True, null=True)),
                ("fax_country", models.TextField(blank=True, null=True)),
                ("fax_number", models.TextField(blank=True, null=True)),
                ("cellphone_country", models.TextField(blank=True, null=True)),
                ("cellphone_number", models.TextField(blank=True, null=True)),
                ("email1", models.TextField(blank=True, null=True)),
                ("email2", models.TextField(blank=True, null=True)),
                ("email3", models.TextField(blank=True, null=True)),
                ("login", models.BooleanField(db_default=False, default=False)),
                ("cnil_o", models.BooleanField(blank=True, null=True)),
                ("partner", models.BooleanField(blank=True, null=True)),
                ("cnil_t", models.BooleanField(blank=True, null=True)),
                ("sms_mms", models.BooleanField(blank=True, null=True)),
                ("letter", models.BooleanField(blank=True, null=True)),
                ("phone", models.BooleanField(blank=True, null=True)),
                ("email", models.BooleanField(blank=True, null=True)),
                ("criteria", models.JSONField(blank=True, db_default={}, default=dict)),
                ("valid", models.BooleanField(db_default=True, default=True)),
                ("invalid_reason", models.TextField(blank=True, null=True)),
                ("invalid_since", entracte.institution.models.columns.LocalTimestampField(blank=True, null=True)),
                ("erased", models.BooleanField(db_default=False, default=False)),
                ("structure_key", models.TextField(blank=True, null=True)),
                ("imported_by", models.TextField(blank=True, null=True)),
                ("changed_by", models.TextField(blank=True, null=True)),
                ("changes", models.IntegerField(db_default=0, default=0)),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "contact",
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "structure")),
                        fields=["institution", "structure_key"],
                        name="contact_structure_key",
                    ),
                    models.Index(
                        condition=models.Q(("structure__isnull", False)),
                        fields=["institution", "structure"],
                        name="contact_structure",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("individual", "structure", "relay"))),
                        name="contact_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "relay"), ("structure__isnull", False)),
                            models.Q(models.Q(("kind", "relay"), _negated=True), ("structure__isnull", True)),
                            _connector="OR",
                        ),
                        name="contact_structure_of_relay",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("login", False),
                            models.Q(
                                models.Q(("kind", "structure"), _negated=True),
                                ("email1__isnull", False),
                                ("valid", True),
                            ),
                            _connector="OR",
                        ),
                        name="contact_login_possible",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("login", True)), fields=("institution", "email1"), name="contact_login"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)),
                (
                    "institutions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("format", models.TextField()),
                ("file_name", models.TextField()),
                ("digest", models.TextField()),
                ("identity", models.TextField()),
                ("started", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("finished", models.DateTimeField(blank=True, null=True)),
                ("summary", models.JSONField(blank=True, db_default={}, default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "import",
                "indexes": [models.Index(fields=["identity"], name="import_identity")],
            },
        ),
        migrations.CreateModel(
            name="CriterionElement",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution_id",
                        "criterion",
                        "code",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("criterion", models.TextField()),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                ("rank", models.IntegerField(blank=True, null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institution.institution",
                    ),
                ),
            ],
            options={
                "db_table": "criterion_element",
            },
        ),
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution_id", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institution.institution",
                    ),
                ),
            ],
            options={
                "db_table": "organization",
            },
        ),
        migrations.CreateModel(
            name="SalesOrder",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution", "file_number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("institution", models.TextField()),
                ("file_number", models.BigIntegerField()),
                ("organization", models.TextField(blank=True, null=True)),
                ("date", models.DateField(blank=True, null=True)),
                ("type", models.TextField()),
                ("expires", models.DateField(blank=True, null=True)),
                ("remark", models.TextField(blank=True, null=True)),
                ("purchaser", models.TextField(blank=True, null=True)),
                ("origin", models.JSONField(blank=True, null=True)),
                ("imported_by", models.TextField(blank=True, null=True)),
            ],
            options={
                "db_table": "sales_order",
                "indexes": [models.Index(fields=["institution", "purchaser"], name="sales_order_purchaser")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("type__in", ("SALE", "RESERVATION"))), name="sales_order_type_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StructureType",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution_id", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization", models.TextField(db_default="*", default="*")),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                ("rank", models.IntegerField(blank=True, null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institution.institution",
                    ),
                ),
            ],
            options={
                "db_table": "structure_type",
            },
        ),
        migrations.CreateModel(
            name="Suppressed",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution",
                        "kind",
                        "fingerprint",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("institution", models.TextField()),
                ("kind", models.TextField()),
                ("fingerprint", models.BinaryField()),
            ],
            options={
                "db_table": "suppressed",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("number", "email", "phone", "person"))),
                        name="suppressed_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution",
                        "file_number",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("institution", models.TextField()),
                ("file_number", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("kind", models.TextField()),
                ("holder", models.TextField(blank=True, null=True)),
                ("detail", models.JSONField(blank=True, db_default={}, default=dict)),
            ],
            options={
                "db_table": "ticket",
                "indexes": [models.Index(fields=["institution", "holder"], name="ticket_holder")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "single_entry",
                                    "season_ticket",
                                    "season_ticket_line",
                                    "membership",
                                    "visit_pass",
                                    "open_pass",
                                    "voucher",
                                ),
                            )
                        ),
                        name="ticket_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution_id", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("organization", models.TextField(db_default="*", default="*")),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                ("data_type", models.TextField()),
                ("contact_type", models.TextField(db_default="BOTH", default="BOTH")),
                ("mandatory", models.BooleanField(db_default=False, default=False)),
                ("centralised", models.BooleanField(db_default=False, default=False)),
                ("internet", models.TextField(blank=True, null=True)),
                ("section", models.TextField(blank=True, null=True)),
                ("rank", models.IntegerField(blank=True, null=True)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institution.institution",
                    ),
                ),
            ],
            options={
                "db_table": "criterion",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("data_type__in", ("TEXT", "BOOLEAN", "CHOICE", "MULTICHOICE", "DATE", "NUMBER"))
                        ),
                        name="criterion_data_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("contact_type__in", ("INDIVIDUAL", "STRUCTURE", "BOTH"))),
                        name="criterion_contact_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("internet__in", ("UPDATE", "NONE", "READ_ONLY"))),
                        name="criterion_internet_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "institution_id", "list", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("list", models.TextField()),
                ("code", models.TextField()),
                ("name", models.TextField(blank=True, null=True)),
                ("names", models.JSONField(blank=True, db_default={}, default=dict)),
                ("letter_salutation", models.JSONField(blank=True, db_default={}, default=dict)),
                ("addr_salutation", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institution.institution",
                    ),
                ),
            ],
            options={
                "db_table": "list_value",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "list__in",
                                (
                                    "TITLE",
                                    "COMMUNITY_TYPE",
                                    "DEPARTMENT",
                                    "ADMIN_NUMBER",
                                    "SHIPMENT_MODE",
                                    "GROUP_KIND",
                                    "THEME",
                                ),
                            )
                        ),
                        name="list_value_list_known",
                    )
                ],
            },
        ),
        migrations.RunSQL(RELAYS_STRUCTURE, "ALTER TABLE contact DROP CONSTRAINT contact_structure_exists"),
    )
