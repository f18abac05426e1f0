"""The two tables, the time that each call may take, and the names they have in this deployment."""

from __future__ import annotations

from botocore.config import Config
from pynamodb.attributes import DiscriminatorAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.aws.first_use import use_once
from chalicelib.aws.foreign_responses import refuse_foreign_responses
from chalicelib.aws.limits import CONNECT_TIMEOUT_S, READ_TIMEOUT_S, RETRIES
from chalicelib.aws.tls import with_certificates
from chalicelib.dynamodb.first_use import transactions, uses

SCHEMA = 3


class TableMeta:
    """pynamodb's settings of a table. `use_tables` names it before the first call."""

    table_name = ""
    region: str | None = None
    connect_timeout_seconds = CONNECT_TIMEOUT_S
    read_timeout_seconds = READ_TIMEOUT_S
    max_retry_attempts = RETRIES


class ByClinic(GlobalSecondaryIndex["CreditKeys"]):
    """A clinic's payments by the time they were paid, the unapplied ones apart from the others."""

    class Meta:
        index_name = "by-clinic"
        projection = KeysOnlyProjection()

    clinic = UnicodeAttribute(hash_key=True)
    clinic_order = UnicodeAttribute(range_key=True)


class WorkQueueIndex(GlobalSecondaryIndex["CreditKeys"]):
    """Work items, by the time they are due."""

    class Meta:
        index_name = "to-do"
        projection = KeysOnlyProjection()

    work_queue_shard = UnicodeAttribute(hash_key=True, attr_name="todo_shard")
    due_at = UnicodeAttribute(range_key=True, attr_name="todo_at")


class CreditKeys(Model):
    """An item as the indexes hold it: keys, and no `kind`. So their queries must not filter by it, which pynamodb
    does for every model with a discriminator: DynamoDB then finds nothing (KEYS_ONLY projects no other attribute)."""

    class Meta(TableMeta):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    clinic = UnicodeAttribute(null=True)
    clinic_order = UnicodeAttribute(null=True)
    work_queue_shard = UnicodeAttribute(null=True, attr_name="todo_shard")
    due_at = UnicodeAttribute(null=True, attr_name="todo_at")
    by_clinic = ByClinic()
    work_queue = WorkQueueIndex()


CREDIT_INDEXES = tuple(index.Meta.index_name for index in (ByClinic, WorkQueueIndex))


class CreditItem(Model):
    """Anything in the credit table. A patient's entries share a partition, and the patient's other items another."""

    class Meta(TableMeta):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    schema = NumberAttribute(default=SCHEMA)
    clinic = UnicodeAttribute(null=True)
    clinic_order = UnicodeAttribute(null=True)
    work_queue_shard = UnicodeAttribute(null=True, attr_name="todo_shard")
    due_at = UnicodeAttribute(null=True, attr_name="todo_at")


class ClinicItem(Model):
    """Anything in the clinics table: a clinic's profile, settings, accounts and locations share a partition."""

    class Meta(TableMeta):
        pass

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = DiscriminatorAttribute()
    schema = NumberAttribute(default=SCHEMA)


def use_tables(credit_table: str, clinics_table: str, region: str) -> None:
    """Name the tables of this deployment. Once, before any store is used.

    pynamodb would make a client for each model, 70 ms and more of a cold start each: these share one, which their
    subclasses inherit.
    """
    for model, name in ((CreditKeys, credit_table), (CreditItem, credit_table), (ClinicItem, clinics_table)):
        model.Meta.table_name = name
        model.Meta.region = region
        model._connection = None
    credit, clinics = CreditKeys._get_connection(), ClinicItem._get_connection()
    _prepare_session(credit.connection)
    credit.connection.add_meta_table(clinics.connection.get_meta_table(clinics_table))
    clinics.connection = credit.connection
    CreditItem._connection = credit


def _prepare_session(connection: Connection) -> None:
    """One user agent for all requests, which botocore would compose anew for each, twice; and no foreign responses."""
    session = connection.session
    refuse_foreign_responses(session.get_component("event_emitter"))
    session.set_default_client_config(Config(user_agent=session.user_agent()))


def open_tables(credit_table: str, clinics_table: str, region: str) -> None:
    """Name the tables, make the client and use it once, so that the first request doesn't. Opens no connection."""
    use_tables(credit_table, clinics_table, region)
    client = with_certificates(connection().client)
    use_once(client, [*uses(credit_table), *transactions(credit_table), *uses(clinics_table)])


def connection() -> Connection:
    """The credit table's own connection, for transactions: one client, one set of limits."""
    return CreditItem._get_connection().connection
