"""The fixed words of a receipt, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.credit.money import NO_BREAK_SPACE
from chalicelib.credit.payment import Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    receipt: str
    duplicate: str
    duplicate_note: str
    paid_on: str
    number: str
    paid_at: str
    received_on: str
    paid_with: str
    received_from: str
    paid_to: str
    description: str
    amount: str
    account_credit: str
    for_use_at: str
    total: str
    page: str
    card: str
    ending_in: str
    tenders: Mapping[Tender, str]
    purpose: str
    not_applied: str
    kept: str
    lost_letters: str


ENGLISH = Words(
    receipt="Receipt",
    duplicate="DUPLICATE",
    duplicate_note="Duplicate of a previously issued receipt. Not an additional payment.",
    paid_on="{amount} paid on {date}",
    number="Receipt number",
    paid_at="Date and time paid",
    received_on="Date paid",
    paid_with="Paid with",
    received_from="Received from",
    paid_to="Paid to",
    description="Description",
    amount="Amount",
    account_credit="Account credit",
    for_use_at="Intended for use at",
    total="Amount paid",
    page="Page {page} of {pages}",
    card="Card",
    ending_in="{brand} ending in {last4}",
    tenders={
        Tender.CASH: "Cash",
        Tender.CHEQUE: "Cheque",
        Tender.E_TRANSFER: "E-transfer",
        Tender.TERMINAL: "Card, at the clinic's terminal",
        Tender.OTHER: "Other",
    },
    purpose="Prepayment. Not proof of service; not valid for insurance claims.",
    not_applied="Not applied to any invoice at the time of payment",
    kept="The clinic holds account credit until it is applied to an invoice or refunded.",
    lost_letters="Some letters can't be printed and are shown as {mark}. Patient ID: {patient}.",
)

FRENCH = Words(
    receipt="Reçu",
    duplicate="DUPLICATA",
    duplicate_note="Duplicata d’un reçu déjà délivré. Ne constitue pas un paiement supplémentaire.",
    paid_on="Paiement de {amount} le {date}",
    number="Numéro du reçu",
    paid_at="Date et heure du paiement",
    received_on="Date du paiement",
    paid_with="Mode de paiement",
    received_from="Reçu de",
    paid_to="Payé à",
    description="Description",
    amount="Montant",
    account_credit="Crédit au compte",
    for_use_at="Lieu d’utilisation prévu",
    total="Montant payé",
    page="Page {page} de {pages}",
    card="Carte",
    ending_in="{brand} se terminant par {last4}",
    tenders={
        Tender.CASH: "Argent comptant",
        Tender.CHEQUE: "Chèque",
        Tender.E_TRANSFER: "Virement électronique",
        Tender.TERMINAL: "Carte, au terminal de la clinique",
        Tender.OTHER: "Autre",
    },
    purpose=(
        f"Paiement anticipé{NO_BREAK_SPACE}: ne constitue pas une preuve de service "
        "et ne peut servir à une demande de règlement d’assurance."
    ),
    not_applied="Imputé à aucune facture au moment du paiement",
    kept="La clinique conserve le crédit au compte jusqu’à son imputation à une facture ou son remboursement.",
    lost_letters=(
        "Certaines lettres ne peuvent pas être imprimées et sont remplacées par {mark}. "
        f"Numéro du patient{NO_BREAK_SPACE}: {{patient}}."
    ),
)

WORDS = {"en": ENGLISH, "fr-CA": FRENCH}

CARD_BRANDS = {
    "amex": "American Express",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "discover": "Discover",
    "eftpos_au": "Eftpos",
    "interac": "Interac",
    "jcb": "JCB",
    "link": "Link",
    "mastercard": "Mastercard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
"""Stripe's names of brands (docs.stripe.com/api/charges/object, `card.brand`) as people know them."""
