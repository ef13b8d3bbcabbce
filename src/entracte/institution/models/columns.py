"""Column types that Django has no name for."""

from django.db import models
from django.db.models import Func


def words(**options: object) -> models.TextField:
    """A text column that may be absent."""
    return models.TextField(null=True, blank=True, **options)


def digits(length: int, **options: object) -> models.DecimalField:
    """A whole number of up to `length` digits, exact (contact numbers have 20)."""
    return models.DecimalField(max_digits=length, decimal_places=0, **options)


def document(**options: object) -> models.JSONField:
    """A jsonb object, empty unless told."""
    return models.JSONField(default=dict, db_default={}, blank=True, **options)


class LocalTimestampField(models.DateTimeField):
    """A date and time without zone, as the records show it."""

    def db_type(self, connection: object) -> str:
        """PostgreSQL's `timestamp`; Django's own column type carries a zone."""
        return "timestamp"


class RandomSalt(Func):
    """32 bytes nobody can guess, made by the database when an institution is created (D25)."""

    template = "(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))"
    arity = 0
    output_field = models.BinaryField()
