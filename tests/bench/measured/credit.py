"""CPU of one credit by our use case and store, in milliseconds: `credit.py TIMES FOLDER...`"""

import os
import sys
import time

times, *folders = sys.argv[1:]
sys.path[:0] = folders

from chalicelib import config  # noqa: E402
from chalicelib.bootstrap import build  # noqa: E402
from chalicelib.credit.identity import PatientKey  # noqa: E402
from chalicelib.credit.payment import Card  # noqa: E402
from chalicelib.credit.stripe_report import PaymentRef, PaymentReport, PaymentReportKind  # noqa: E402

services = build(config.read(os.environ))
paid = PaymentReport(
    kind=PaymentReportKind.SUCCEEDED,
    pointer=PaymentRef(PatientKey("clinic_demo", "pat_ana"), "pay_bench"),
    payment_intent_id="pi_bench",
    currency="cad",
    amount_received=5_000,
    destination="acct_main",
    livemode=False,
    charge_id="ch_bench",
    card=Card("visa", "4242"),
)


def credit() -> None:
    assert services.settle_payment(paid, report_id="evt_bench").status == "succeeded"


for _ in range(5):
    credit()
begun = time.process_time()
for _ in range(int(times)):
    credit()
print(f"\n{(time.process_time() - begun) * 1_000 / int(times)}")
