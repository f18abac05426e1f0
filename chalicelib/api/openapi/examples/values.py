"""Values that examples of several areas have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from chalicelib.api.schemas import common, receipts

IDS: Mapping[str, str] = {
    "id": "pay_7j5ycw2m3xkqv4hd6ra2bt5ezu",
    "patient_id": "pat_ana",
    "card_id": "pm_1Q2w3E4r5T",
    "account_id": "acct_demo_main",
    "location_id": "loc_main",
    "date": "2026-11-24",
    "invoice_id": "inv_1042",
    "endpoint_id": "we_5f2b8c1de07a4493a6d08b7c1e",
    "application_id": "app_c3mz5kq7ydx2v4wh6ra2bt5ezu",
    "refund_id": "ref_d4nz6lr8zey3w5xi7sb3cu6fav",
}
CSV_FILE = (
    "patient_id,name,amount,location_id,as_of,reference\r\n"
    "pat_nia,Nia Obi,125.00,loc_main,2026-10-31,Previous system 1042\r\n"
)
ONE_MINUTE = "https://receipts.example/one-minute-address"
PAID = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIFTY, NOTHING = common.Money(5_000, "cad"), common.Money(0, "cad")
TWENTY, THIRTY = common.Money(2_000, "cad"), common.Money(3_000, "cad")
MAIN, VISA = common.LocationRef("loc_main", "Main Street"), common.CardSummary("visa", "4242", None)
RECEIPT = receipts.ReceiptState("7J5YC-W2M3X", "ready")
ANA = common.Actor("patient", "pat_ana", "Ana Núñez")
SAM = common.Actor("staff", "usr_sam", "Sam Tremblay")
CLINIC = common.ClinicBranding("Maple Clinic", "en", None, ["#0b6e4f"], "America/Toronto")
