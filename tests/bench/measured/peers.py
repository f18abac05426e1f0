"""CPU of one credit by another library's ledger, in milliseconds: `peers.py nostro|hordak|psycopg DSN TIMES`"""

# mypy: disable-error-code="import-not-found,import-untyped"
import os
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

library, dsn, times = sys.argv[1:]


def nostro() -> Callable[[], Any]:
    from nostro import AccountKey, Ledger
    from nostro.migrate import migrate

    migrate(dsn=dsn, scale=2)
    ledger, patient = Ledger(dsn=dsn, scale=2), AccountKey("clinic_demo", "pat_ana")
    ledger.accounts.get_or_create(patient.tenant_id, patient.scope_ref)
    amount = ledger.amount("50.00")
    return lambda: ledger.credit(patient, amount, category="topup", idempotency_key=uuid.uuid4().hex)


def hordak() -> Callable[[], Any]:
    import django
    from django.conf import settings

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    name = {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres", "HOST": dsn}
    apps = ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak"]
    settings.configure(DATABASES={"default": name}, INSTALLED_APPS=apps, SECRET_KEY="bench", CURRENCIES=["CAD"])
    django.setup()
    from django.core.management import call_command
    from hordak.models import Account
    from moneyed import Money

    call_command("migrate", verbosity=0)
    kinds = (("bank", "AS"), ("credit", "LI"))
    bank, credit = (
        Account.objects.create(name=f"{kind}-{uuid.uuid4().hex}", type=code, currencies=["CAD"]) for kind, code in kinds
    )
    return lambda: bank.transfer_to(credit, Money(50, "CAD"))


def psycopg() -> Callable[[], Any]:
    import psycopg

    link = psycopg.connect(dsn)
    link.execute("create table if not exists balance (patient text primary key, amount bigint not null)")
    link.execute("create table if not exists entry (id text primary key, patient text, amount bigint)")
    link.execute("insert into balance values ('pat_ana', 0) on conflict do nothing")
    link.commit()

    def credit() -> None:
        with link.transaction():
            link.execute("insert into entry values (%s, 'pat_ana', 5000)", [uuid.uuid4().hex])
            link.execute("update balance set amount = amount + 5000 where patient = 'pat_ana'")

    return credit


credit = {"nostro": nostro, "hordak": hordak, "psycopg": psycopg}[library]()
for _ in range(5):
    credit()
begun = time.process_time()
for _ in range(int(times)):
    credit()
print(f"\n{(time.process_time() - begun) * 1_000 / int(times)}")
os._exit(0 if not sys.stdout.flush() else 1)
