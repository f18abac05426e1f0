"""The words of notices, in both languages: what happened, and where to sign in. The same for every clinic.

A clinic's name may tell what its patients are treated for, so that no notice has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.credit.notice import Topic

FRENCH = "fr-CA"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    sentence: str


ENGLISH_WORDS: Mapping[Topic, Words] = {
    Topic.PAYMENT_ADDED: Words(
        "Your payment was received",
        "A payment was added to your account credit. Sign in to see it and its receipt.",
    ),
    Topic.REFUNDED: Words(
        "Your refund was sent",
        "A refund of account credit was sent to you. A bank can take up to 10 days to show it. Sign in to see it.",
    ),
    Topic.REFUND_RETURNED: Words(
        "Your refund could not be completed",
        "A refund could not be completed, so its amount is account credit again. Sign in to see it.",
    ),
    Topic.CREDIT_APPLIED: Words(
        "Account credit was applied",
        "Account credit was applied to an invoice. Sign in to see it.",
    ),
    Topic.DISPUTE: Words(
        "A payment was disputed",
        "A cardholder's bank opened a dispute or an inquiry about a payment. Sign in to see it and when a response is"
        " due.",
    ),
    Topic.REFUND_FAILED: Words(
        "A refund failed",
        "A refund failed, and its amount is account credit again. Sign in to see the reason and to refund it in"
        " another way.",
    ),
    Topic.ACCOUNT_INELIGIBLE: Words(
        "A payments account needs action",
        "A payments account can no longer take payments or pay out. Sign in to see the reason.",
    ),
    Topic.PROOF_DIFFERENCE: Words(
        "Last night's proof has differences",
        "The ledger of account credit and the records of Stripe differ. Sign in to see the differences.",
    ),
    Topic.WEBHOOK_DISABLED: Words(
        "A webhook endpoint was turned off",
        "An endpoint that events are sent to failed for too long, so nothing is sent to it any more. Sign in to turn it"
        " on again and send what it missed.",
    ),
}
FRENCH_WORDS: Mapping[Topic, Words] = {
    Topic.PAYMENT_ADDED: Words(
        "Votre paiement a été reçu",
        "Un paiement a été ajouté à votre crédit au compte. Ouvrez une session pour le consulter avec son reçu.",
    ),
    Topic.REFUNDED: Words(
        "Votre remboursement a été envoyé",
        "Un remboursement de crédit au compte vous a été envoyé. Votre banque peut mettre jusqu’à 10 jours à"
        " l’afficher. Ouvrez une session pour le consulter.",
    ),
    Topic.REFUND_RETURNED: Words(
        "Votre remboursement n’a pas pu être effectué",
        "Un remboursement n’a pas pu être effectué; son montant est de nouveau un crédit au compte. Ouvrez une session"
        " pour le consulter.",
    ),
    Topic.CREDIT_APPLIED: Words(
        "Un crédit au compte a été appliqué",
        "Un crédit au compte a été appliqué à une facture. Ouvrez une session pour le consulter.",
    ),
    Topic.DISPUTE: Words(
        "Un paiement est contesté",
        "La banque d’un titulaire de carte a ouvert un litige ou une demande d’information au sujet d’un paiement."
        " Ouvrez une session pour le consulter et connaître la date limite de réponse.",
    ),
    Topic.REFUND_FAILED: Words(
        "Un remboursement a échoué",
        "Un remboursement a échoué; son montant est de nouveau un crédit au compte. Ouvrez une session pour en"
        " connaître la raison et rembourser autrement.",
    ),
    Topic.ACCOUNT_INELIGIBLE: Words(
        "Un compte de paiement requiert votre attention",
        "Un compte de paiement ne peut plus accepter de paiements ou recevoir de virements. Ouvrez une session pour en"
        " connaître la raison.",
    ),
    Topic.PROOF_DIFFERENCE: Words(
        "Le rapprochement de la nuit présente des écarts",
        "Le registre du crédit au compte et les données de Stripe diffèrent. Ouvrez une session pour consulter les"
        " écarts.",
    ),
    Topic.WEBHOOK_DISABLED: Words(
        "Un point de terminaison webhook a été désactivé",
        "Un point de terminaison auquel des événements sont envoyés est en échec depuis trop longtemps; plus rien ne"
        " lui est envoyé. Ouvrez une session pour le réactiver et lui envoyer ce qu’il a manqué.",
    ),
}
CHOOSE = {"en": "Choose which notices you get: {link}", FRENCH: "Choisissez les avis que vous recevez : {link}"}
NO_REPLY = {"en": "Replies to this address are not read.", FRENCH: "Les réponses à cette adresse ne sont pas lues."}


def words_of(topic: Topic, language: str) -> Words:
    return (FRENCH_WORDS if language == FRENCH else ENGLISH_WORDS)[topic]


def body_of(topic: Topic, language: str, *, sign_in: str, choices: str | None) -> str:
    """The whole text: what happened, the link to sign in, and for patients the page of their choices."""
    spoken = FRENCH if language == FRENCH else "en"
    ways = [CHOOSE[spoken].format(link=choices)] if choices else []
    return "\n\n".join([words_of(topic, spoken).sentence, sign_in, "\n".join([*ways, NO_REPLY[spoken]])]) + "\n"
