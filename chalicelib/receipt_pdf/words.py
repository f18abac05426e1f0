"""The fixed words of receipts and statements, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.credit.ledger import EntryKind
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
    refund_receipt: str
    refunded_on: str
    refund_number: str
    refunded_at: str
    refund_method: str
    location: str
    refunded_to: str
    refunded_by: str
    credit_refunded: str
    of_payment: str
    of_payment_on: str
    total_refunded: str
    card_takes_days: str
    outside_refund: str
    statement: str
    period: str
    patient: str
    clinic: str
    opening: str
    added: str
    used: str
    closing: str
    owed: str
    columns: tuple[str, str, str, str]
    amount_in: str
    balance: str
    no_lines: str
    kinds: Mapping[EntryKind, str]


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
    refund_receipt="Refund receipt",
    refunded_on="{amount} refunded on {date}",
    refund_number="Refund number",
    refunded_at="Date and time refunded",
    refund_method="Refund method",
    location="Location",
    refunded_to="Refunded to",
    refunded_by="Refunded by",
    credit_refunded="Account credit refunded",
    of_payment="From payment {number} of {date}",
    of_payment_on="From the payment of {date}",
    total_refunded="Amount refunded",
    card_takes_days="Your bank may take 5 to 10 business days to show this refund on your card statement.",
    outside_refund="The clinic gave this money back directly.",
    statement="Account credit statement",
    period="{first} to {last}",
    patient="Patient",
    clinic="Clinic",
    opening="Opening balance",
    added="Credit added",
    used="Credit used",
    closing="Closing balance",
    owed="The patient owes the clinic {amount}.",
    columns=("Date", "Description", "Invoice", "Location"),
    amount_in="Amount ({currency})",
    balance="Balance",
    no_lines="No activity in this period.",
    kinds={
        EntryKind.TOP_UP: "Top-up",
        EntryKind.RECORDED: "Payment at the clinic",
        EntryKind.MEMO: "Goodwill credit",
        EntryKind.OPENING_BALANCE: "Balance brought forward",
        EntryKind.APPLIED: "Applied to an invoice",
        EntryKind.UNAPPLIED: "Removed from an invoice",
        EntryKind.REFUNDED: "Refund",
        EntryKind.REFUND_FAILED: "Refund failed, credit restored",
        EntryKind.DISPUTED: "Disputed",
        EntryKind.DISPUTE_WON: "Dispute won",
        EntryKind.TRANSFERRED: "Transfer between patients",
        EntryKind.VOIDED: "Voided",
        EntryKind.MERGED: "Patient records merged",
    },
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
    refund_receipt="Reçu de remboursement",
    refunded_on="Remboursement de {amount} le {date}",
    refund_number="Numéro du remboursement",
    refunded_at="Date et heure du remboursement",
    refund_method="Mode de remboursement",
    location="Lieu",
    refunded_to="Remboursé à",
    refunded_by="Remboursé par",
    credit_refunded="Remboursement de crédit au compte",
    of_payment="Sur le paiement {number} du {date}",
    of_payment_on="Sur le paiement du {date}",
    total_refunded="Montant remboursé",
    card_takes_days=(
        "Votre banque peut mettre de 5 à 10 jours ouvrables à inscrire ce remboursement sur votre relevé de carte."
    ),
    outside_refund="La clinique a remis cette somme directement.",
    statement="Relevé de crédit au compte",
    period="Du {first} au {last}",
    patient="Patient",
    clinic="Clinique",
    opening="Solde d’ouverture",
    added="Crédit ajouté",
    used="Crédit utilisé",
    closing="Solde de clôture",
    owed="Le patient doit {amount} à la clinique.",
    columns=("Date", "Description", "Facture", "Lieu"),
    amount_in="Montant ({currency})",
    balance="Solde",
    no_lines="Aucune activité pendant cette période.",
    kinds={
        EntryKind.TOP_UP: "Ajout de crédit",
        EntryKind.RECORDED: "Paiement à la clinique",
        EntryKind.MEMO: "Crédit de courtoisie",
        EntryKind.OPENING_BALANCE: "Solde reporté",
        EntryKind.APPLIED: "Appliqué à une facture",
        EntryKind.UNAPPLIED: "Retiré d’une facture",
        EntryKind.REFUNDED: "Remboursement",
        EntryKind.REFUND_FAILED: "Remboursement échoué, crédit rétabli",
        EntryKind.DISPUTED: "Contesté",
        EntryKind.DISPUTE_WON: "Contestation gagnée",
        EntryKind.TRANSFERRED: "Transfert entre patients",
        EntryKind.VOIDED: "Annulé",
        EntryKind.MERGED: "Dossiers de patients fusionnés",
    },
)

WORDS = {"en": ENGLISH, "fr-CA": FRENCH}

WALLETS = {
    "amex_express_checkout": "Amex Express Checkout",
    "apple_pay": "Apple Pay",
    "google_pay": "Google Pay",
    "link": "Link",
    "masterpass": "Masterpass",
    "samsung_pay": "Samsung Pay",
    "visa_checkout": "Visa Checkout",
}
"""Stripe's wallets for cards, by the names that they have in every language."""

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
