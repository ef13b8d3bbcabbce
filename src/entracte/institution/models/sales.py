"""Sales, as far as contacts depend on them: a contact has sales if it is a purchaser or a holder."""

from django.db import models

from entracte.institution.models.columns import document, words

ORDER_TYPES = ("SALE", "RESERVATION")
TICKET_KINDS = (
    "single_entry",
    "season_ticket",
    "season_ticket_line",
    "membership",
    "visit_pass",
    "open_pass",
    "voucher",
)


class SalesOrder(models.Model):
    """An order by its file number; `origin` is where an anonymous purchaser came from."""

    pk = models.CompositePrimaryKey("institution", "file_number")
    institution = models.TextField()
    file_number = models.BigIntegerField()
    organization = words()
    date = models.DateField(null=True, blank=True)
    type = models.TextField()
    expires = models.DateField(null=True, blank=True)
    remark = words()
    purchaser = words()
    origin = models.JSONField(null=True, blank=True)
    imported_by = words()

    class Meta:
        """Table name, closed value set and the look-up by purchaser."""

        db_table = "sales_order"
        constraints = (models.CheckConstraint(condition=models.Q(type__in=ORDER_TYPES), name="sales_order_type_known"),)
        indexes = (models.Index(fields=("institution", "purchaser"), name="sales_order_purchaser"),)


class Ticket(models.Model):
    """One ticket of an order; `detail` holds the rest of the record (records.md)."""

    pk = models.CompositePrimaryKey("institution", "file_number", "position")
    institution = models.TextField()
    file_number = models.BigIntegerField()
    position = models.IntegerField()
    kind = models.TextField()
    holder = words()
    detail = document()

    class Meta:
        """Table name, closed value set and the look-up by holder."""

        db_table = "ticket"
        constraints = (models.CheckConstraint(condition=models.Q(kind__in=TICKET_KINDS), name="ticket_kind_known"),)
        indexes = (models.Index(fields=("institution", "holder"), name="ticket_holder"),)
