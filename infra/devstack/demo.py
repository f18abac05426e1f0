"""The demo clinics as plain values: who signs in, where they pay, and what Stripe knows about them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the identity provider. `id` is the token's subject."""

    id: str
    name: str
    role: str
    clinic: str
    note: str
    patient: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A payments account as Stripe would have it."""

    id: str
    name: str
    country: str
    currency: str
    enabled: bool = True
    statement_prefix: str | None = None


@dataclass(frozen=True, slots=True)
class CardOnFile:
    """A card that a patient already has on file: one of Stripe's test PaymentMethods."""

    patient: str
    payment_method: str


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice that the clinic's own system sent. `amount` is minor units."""

    patient: str
    id: str
    number: str
    amount: int
    location: str
    label: str


@dataclass(frozen=True, slots=True)
class DemoClinic:
    """A clinic with everything its operator would provision. The first account is the primary one."""

    id: str
    name: str
    address: tuple[str, ...]
    country: str
    currency: str
    time_zone: str
    language: str
    accounts: tuple[Account, ...]
    locations: dict[str, str]
    cards: tuple[CardOnFile, ...] = field(default=())
    directory: dict[str, str] = field(default_factory=dict)
    """The names of the patients that the clinic's own system sent, by their ids."""
    invoices: tuple[OpenInvoice, ...] = field(default=())
    refund_policy: str | None = None
    statement_name: str | None = None

    @property
    def primary(self) -> Account:
        return self.accounts[0]

    def card_of(self, patient: str) -> str | None:
        """Return the test PaymentMethod that the patient has on file, or None."""
        return next((card.payment_method for card in self.cards if card.patient == patient), None)


TOP_UP_MINIMUM = 500
TOP_UP_MAXIMUM = 100_000
SUGGESTED_AMOUNTS = (2_500, 5_000, 10_000)
BALANCE_MAXIMUM = 500_000

MAPLE = DemoClinic(
    id="clinic_demo",
    name="Clinique Érable / Maple Clinic",
    address=("200 Queen Street West", "Toronto, ON  M5V 1Z4"),
    country="CA",
    currency="cad",
    time_zone="America/Toronto",
    language="en",
    accounts=(
        Account("acct_demo_main", "Maple Clinic", "CA", "cad", statement_prefix="MAPLE"),
        Account("acct_demo_north", "Maple Clinic North", "CA", "cad", statement_prefix="MAPLE N"),
        Account("acct_demo_pending", "Maple Clinic West (being set up)", "CA", "cad", enabled=False),
        Account("acct_demo_berlin", "Maple Clinic Berlin", "DE", "eur"),
    ),
    locations={"loc_main": "Main Street", "loc_north": "North Clinic"},
    cards=(CardOnFile("pat_ana", "pm_card_visa"),),
    directory={
        "pat_ana": "Ana Núñez",
        "pat_ben": "Ben Okafor",
        "pat_anabelle": "Anabelle Roy",
        "pat_chloe": "Chloé Bélanger",
        "pat_dov": "Dov Ben-Ami",
        "pat_fatima": "Fatima El Amrani",
        "pat_hana": "Hana Suzuki",
        "pat_jean": "Jean-François Côté",
        "pat_liam": "Liam O’Connor",
        "pat_mei": "Mei Lin Zhang",
        "pat_oksana": "Oksana Kovalenko",
        "pat_raj": "Raj Anand Patel",
    },
    invoices=(
        OpenInvoice("pat_ana", "inv-1001", "2026-1001", 12_000, "loc_main", "Physiotherapy"),
        OpenInvoice("pat_ben", "inv-1002", "2026-1002", 8_500, "loc_north", "Massage therapy"),
    ),
    refund_policy="Unused credit is refunded to your card on request. Ask at reception.",
    statement_name="CREDIT",
)
OTHER = DemoClinic(
    id="clinic_other",
    name="Lakeside Physiotherapy",
    address=("41 Harbor Road", "Burlington, VT 05401"),
    country="US",
    currency="usd",
    time_zone="America/New_York",
    language="en",
    accounts=(Account("acct_other", "Lakeside Physiotherapy", "US", "usd"),),
    locations={"loc_other": "Harbor Road"},
)
CLINICS = (MAPLE, OTHER)

PEOPLE = (
    Person("pat_ana", "Ana Núñez", "patient", "clinic_demo", "Patient, one card on file", "pat_ana"),
    Person("pat_ben", "Ben Okafor", "patient", "clinic_demo", "Patient, no card on file", "pat_ben"),
    Person("usr_sam", "Sam Tremblay", "full_access", "clinic_demo", "Full access: may change settings"),
    Person("usr_dee", "Dee Laurent", "staff", "clinic_demo", "Staff"),
    Person("pat_cho", "Cho Min-ji", "patient", "clinic_other", "Patient, no card on file", "pat_cho"),
    Person("usr_oli", "Oli Park", "full_access", "clinic_other", "Full access: may change settings"),
    Person("usr_robin", "Robin Hale", "full_access", "clinic_sandbox", "Full access: the sandbox, once it is made"),
    Person("sbx_ada", "Ada Lindqvist", "patient", "clinic_sandbox", "Patient of the sandbox", "sbx_ada"),
)


def patients_of(clinic: DemoClinic) -> tuple[str, ...]:
    """Return the ids of the patients known to the clinic's portal."""
    return tuple(each.patient for each in PEOPLE if each.clinic == clinic.id and each.patient)


def person(person_id: str) -> Person | None:
    """Return the demo person with this id, or None."""
    return next((each for each in PEOPLE if each.id == person_id), None)
