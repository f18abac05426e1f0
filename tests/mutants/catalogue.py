"""Deliberate bugs, as data: each is one edit that somebody could make, and that would cost somebody money."""

from __future__ import annotations

from dataclasses import dataclass

CREDIT = "chalicelib/credit"
SERVICES = "chalicelib/services"
STORES = "chalicelib/dynamodb"
PAYMENTS = "chalicelib/stripe_gateway"


@dataclass(frozen=True, slots=True)
class Mutant:
    """In `file`, `old` (which is there exactly once) becomes `new`. `why` says what it would cost."""

    name: str
    file: str
    old: str
    new: str
    why: str


MUTANTS = (
    Mutant(
        "a payment is written over whatever it is by now",
        f"{STORES}/ledger.py",
        "                transaction.save(item, condition=PaymentItem.version == payment.version - 1)\n",
        "                transaction.save(item)\n",
        "two settlements, or an application beside a refund, overwrite each other",
    ),
    Mutant(
        "a save is not conditional",
        f"{STORES}/ledger.py",
        "            PaymentItem.from_domain(payment).save(condition=PaymentItem.version == payment.version - 1)\n",
        "            PaymentItem.from_domain(payment).save()\n",
        "a start that comes late makes a paid top-up pending again",
    ),
    Mutant(
        "the balance is read, changed and written",
        f"{STORES}/ledger.py",
        "CreditBalanceItem.balance.add(posted)",
        "CreditBalanceItem.balance.set(posted)",
        "the balance is the last amount instead of the sum",
    ),
    Mutant(
        "the same top-up is written twice",
        f"{STORES}/ledger.py",
        "                PaymentItem.from_domain(payment).save(condition=PaymentItem.pk.does_not_exist())\n",
        "                PaymentItem.from_domain(payment).save()\n",
        "a request that is repeated forgets the PaymentIntent of the first",
    ),
    Mutant(
        "the last customer wins",
        f"{STORES}/ledger.py",
        "customer.set(customer | customer_id)",
        "customer.set(customer_id)",
        "cards on file are lost when two customers are made at once",
    ),
    Mutant(
        "records are not conditional",
        f"{STORES}/ledger.py",
        "        transaction.save(kept, condition=_one_version_back(kept, record.version))\n",
        "        transaction.save(kept)\n",
        "a refund beside its own failure, a dispute beside its own end: one of them is forgotten",
    ),
    Mutant(
        "any reason for a cancelled transaction is another writer",
        f"{STORES}/errors.py",
        "    if reasons and reasons <= CONFLICT_CODES:\n",
        "    if reasons:\n",
        "a throttled table is asked again at once, eight times",
    ),
    Mutant(
        "the balance moves without an entry",
        f"{STORES}/ledger.py",
        "            for entry in posting.entries:\n",
        "            for entry in posting.entries[1:]:\n",
        "nobody can explain a balance any more",
    ),
    Mutant(
        "the work list forgets what is due",
        f"{STORES}/credit_items.py",
        "    if due_at is None:\n",
        "    if due_at is None or item_id:\n",
        "with a webhook lost, a payment is never settled",
    ),
    Mutant(
        "the account is ignored",
        f"{CREDIT}/settle.py",
        '        "destination": payment.account_id == outcome.destination,\n',
        "",
        "money that went to another clinic is credited here",
    ),
    Mutant(
        "live mode is ignored",
        f"{CREDIT}/settle.py",
        '        "livemode": livemode == outcome.livemode,\n',
        "",
        "a test payment becomes real credit",
    ),
    Mutant(
        "the currency is ignored",
        f"{CREDIT}/settle.py",
        '        "currency": payment.currency == outcome.currency,\n',
        "",
        "50 yen are credited as 50 dollars",
    ),
    Mutant(
        "the amount is ignored",
        f"{CREDIT}/settle.py",
        '        "amount": not paid or payment.amount == outcome.amount_received,\n',
        "",
        "more is credited than was paid",
    ),
    Mutant(
        "another PaymentIntent pays as well",
        f"{CREDIT}/settle.py",
        '        "payment_intent": payment.payment_intent_id in (None, outcome.payment_intent_id),\n',
        "",
        "metadata is copied, and somebody else's payment is credited",
    ),
    Mutant(
        "a success is credited each time it is told",
        f"{CREDIT}/settle.py",
        "    if payment.status is PaymentStatus.SUCCEEDED:\n        return _with_card(payment, outcome)\n",
        "",
        "Stripe's second event is a second credit",
    ),
    Mutant(
        "a cancellation undoes a success",
        f"{CREDIT}/settle.py",
        "    if not payment.is_open:\n        return NoChange()\n",
        "",
        "an event that comes late takes the credit away",
    ),
    Mutant(
        "Stripe is asked before the row is written",
        f"{SERVICES}/start_top_up.py",
        "    payment = _new_payment(request, clinic, now)\n    if ledger.add(payment):\n",
        "    payment = _new_payment(request, clinic, now)\n    if request.amount or ledger.add(payment):\n",
        "a process that dies leaves a PaymentIntent that nobody knows",
    ),
    Mutant(
        "a day-old top-up is started again",
        f"{SERVICES}/start_top_up.py",
        "    if not payment.is_open or clock.now() - payment.created_at > ASK_WITHIN:\n",
        "    if not payment.is_open:\n",
        "Stripe forgot the key: two PaymentIntents for one top-up",
    ),
    Mutant(
        "another body under the same key is answered",
        f"{SERVICES}/start_top_up.py",
        "    if payment.request_hash != request.hash:\n        raise IdempotencyKeyReused\n",
        "",
        "a patient who changes the amount pays the old one",
    ),
    Mutant(
        "the idempotency key is random",
        f"{PAYMENTS}/gateway.py",
        '        return derived_id("intent", self._deployment, payment.id)\n',
        "        import uuid\n\n        return str(uuid.uuid4())\n",
        "an answer that got lost makes a second PaymentIntent",
    ),
    Mutant(
        "a refund's idempotency key is random",
        f"{PAYMENTS}/refunds_and_transfers.py",
        '        key = derived_id("refund", self._deployment, refund.id)\n',
        "        import uuid\n\n        key = str(uuid.uuid4())\n",
        "an answer that got lost refunds twice",
    ),
    Mutant(
        "a transfer is reversed each time it is asked",
        f"{PAYMENTS}/refunds_and_transfers.py",
        "        if transfer_id is None or self._reversal(transfer_id, dispute):\n",
        "        if transfer_id is None:\n",
        "the clinic pays a dispute twice, a day later",
    ),
    Mutant(
        "a transfer is returned each time it is asked",
        f"{PAYMENTS}/refunds_and_transfers.py",
        '            if not self._stripe.transfers.list({"transfer_group": group, "limit": 1}).data:\n',
        "            if group:\n",
        "the clinic gets a dispute's money twice, a day later",
    ),
    Mutant(
        "a refund is reserved only when Stripe has made it",
        f"{SERVICES}/refund_payment.py",
        "    books.ledger.commit(posting)\n    return refund, posting.payments[0]\n",
        "    return refund, payment\n",
        "the money is at the card, and is spent here, too",
    ),
    Mutant(
        "a refund is asked for again after a day",
        f"{SERVICES}/refund_payment.py",
        "ASK_WITHIN = timedelta(hours=23)",
        "ASK_WITHIN = timedelta(hours=25)",
        "Stripe forgot the key: the patient is refunded twice",
    ),
    Mutant(
        "a refund that Stripe made is given back when it is refused again",
        f"{SERVICES}/refund_payment.py",
        "    found = payments.find_refund(payment, refund)\n    if found is None:\n        return _refused",
        "    found = None\n    if found is None:\n        return _refused",
        "the money is at the card, and the credit is back",
    ),
    Mutant(
        "a failed refund is given back each time it is told",
        f"{CREDIT}/refund.py",
        "    if refund.status is RefundStatus.FAILED or (_known(refund, report) and not _is_due(refund, at)):\n",
        "    if _known(refund, report) and refund.status is not RefundStatus.FAILED:\n",
        "Stripe's second event is a second gift",
    ),
    Mutant(
        "more is refunded than is left",
        f"{CREDIT}/refund.py",
        "    if refund.amount > spendable(credit, payment):\n",
        "    if refund.amount > payment.amount:\n",
        "credit that was applied goes back to the card",
    ),
    Mutant(
        "an opened dispute takes the money",
        f"{CREDIT}/dispute.py",
        "        case DisputeEventKind.WITHDRAWN if dispute.withdrawn_at is None:\n",
        "        case DisputeEventKind.WITHDRAWN | DisputeEventKind.STATUS if dispute.withdrawn_at is None:\n",
        "an inquiry takes a patient's credit",
    ),
    Mutant(
        "a dispute is withdrawn each time it is told",
        f"{CREDIT}/dispute.py",
        "        case DisputeEventKind.WITHDRAWN if dispute.withdrawn_at is None:\n",
        "        case DisputeEventKind.WITHDRAWN:\n",
        "Stripe's second event takes the money twice",
    ),
    Mutant(
        "a dispute of unknown money is given back",
        f"{CREDIT}/dispute.py",
        "    if dispute.withdrawn_at is None:\n        both",
        "    if False:\n        both",
        "events in the wrong order make credit out of nothing",
    ),
    Mutant(
        "more is applied than is unapplied",
        f"{CREDIT}/apply.py",
        "    return min(payment.unapplied, credit.balance)\n",
        "    return max(payment.unapplied, credit.balance)\n",
        "staff spend what isn't there",
    ),
    Mutant(
        "an application is undone each time it is asked",
        f"{SERVICES}/unapply_credit.py",
        "        if not application.is_active:\n            return application\n",
        "",
        "two clicks give the credit back twice",
    ),
    Mutant(
        "a repeated application applies again",
        f"{SERVICES}/apply_credit.py",
        "        if isinstance(made, Application):\n            return _same_request(made, request)\n",
        "",
        "an answer that got lost spends twice",
    ),
    Mutant(
        "a settlement that met another writer is not tried again",
        f"{SERVICES}/settle_payment.py",
        "    return retry_on_conflict(lambda: _settle(outcome, books, report_id), books.clock)\n",
        "    return _settle(outcome, books, report_id)\n",
        "whoever meets another writer is sent away, and the payer with him",
    ),
    Mutant(
        "the sweep cancels what was paid",
        f"{SERVICES}/process_due_item.py",
        "    if too_old and outcome.kind in (PaymentReportKind.WAITING, PaymentReportKind.FAILED):\n"
        "        outcome = desk",
        "    if too_old:\n        return _never_started(payment, desk)\n        outcome = desk",
        "with every webhook lost, a payment of yesterday is gone",
    ),
    Mutant(
        "the sweep does not look for PaymentIntents whose answer was lost",
        f"{SERVICES}/process_due_item.py",
        "    return desk.payments().find(payment, customer_id) if customer_id else None\n",
        "    return None\n",
        "a PaymentIntent is open for ever, and may be paid",
    ),
    Mutant(
        "an event whose payment isn't there is acknowledged",
        "chalicelib/api/endpoints/stripe_webhook.py",
        "    except NotFound:\n        raise NotWrittenYet",
        "    except NotFound:\n        return Answer(wire.Received(received=True))\n        raise NotWrittenYet",
        "a dispute that overtakes its payment is forgotten",
    ),
    Mutant(
        "an event is acknowledged when the table is throttled",
        f"{SERVICES}/settle_payment.py",
        "            books.ledger.commit(posting)\n",
        "            try:\n                books.ledger.commit(posting)\n"
        "            except Exception:\n                return posting.payments[0]\n",
        "Stripe is told 2xx about a credit that isn't there",
    ),
    Mutant(
        "the receipt comes before the credit",
        "chalicelib/services/issue_receipt.py",
        "    if payment.status is not PaymentStatus.SUCCEEDED:\n        return False\n",
        "",
        "a receipt of something that was never paid",
    ),
)
