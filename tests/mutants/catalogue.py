"""Deliberate bugs, as data: each is one edit of one function, which a person could make and which costs money."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutants.edits import (
    Edit,
    assign,
    call_becomes,
    call_instead,
    condition_becomes,
    constant,
    ignore_failure_of,
    iterate_over,
    keep_operand,
    remove_call,
    remove_entry,
    remove_if,
    remove_keyword,
    return_instead,
    swallow,
)

RANDOM = "__import__('uuid').uuid4().hex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """`edit` changes exactly one place of `function` (module:name). `why` is what it would cost."""

    name: str
    function: str
    edit: Edit
    why: str

    @property
    def file(self) -> str:
        """The path of its module, from the root of the tree."""
        return self.function.partition(":")[0].replace(".", "/") + ".py"

    @property
    def name_in_module(self) -> str:
        return self.function.partition(":")[2]


MUTANTS = (
    Mutant(
        name="a payment is written over whatever it is by now",
        function="chalicelib.dynamodb.ledger:DynamoLedger.commit",
        edit=remove_keyword("save", "condition", "payment"),
        why="two settlements, or an application beside a refund, overwrite each other",
    ),
    Mutant(
        name="a save is not conditional",
        function="chalicelib.dynamodb.ledger:DynamoLedger.save",
        edit=remove_keyword("save", "condition"),
        why="a start that comes late makes a paid top-up pending again",
    ),
    Mutant(
        name="the balance is read, changed and written",
        function="chalicelib.dynamodb.ledger:_count",
        edit=call_instead("add", "set", "balance"),
        why="the balance is the last amount instead of the sum",
    ),
    Mutant(
        name="the same top-up is written twice",
        function="chalicelib.dynamodb.ledger:DynamoLedger.add",
        edit=remove_keyword("save", "condition"),
        why="a request that is repeated forgets the PaymentIntent of the first",
    ),
    Mutant(
        name="the last customer wins",
        function="chalicelib.dynamodb.ledger:DynamoLedger.save_customer_if_absent",
        edit=keep_operand("customer customer_id", 1),
        why="cards on file are lost when two customers are made at once",
    ),
    Mutant(
        name="records are not conditional",
        function="chalicelib.dynamodb.ledger:_keep",
        edit=remove_keyword("save", "condition", "record"),
        why="a refund beside its own failure, a dispute beside its own end: one of them is lost",
    ),
    Mutant(
        name="any reason for a canceled transaction is another writer",
        function="chalicelib.dynamodb.errors:_transaction_fault",
        edit=keep_operand("reasons CONFLICT_CODES", 0),
        why="a throttled table is asked again at once, eight times",
    ),
    Mutant(
        name="the balance moves without an entry",
        function="chalicelib.dynamodb.ledger:DynamoLedger.commit",
        edit=iterate_over("entries", "{}[1:]"),
        why="a balance can't be explained any more",
    ),
    Mutant(
        name="the work list forgets what is due",
        function="chalicelib.dynamodb.credit_items:work_queue_keys",
        edit=condition_becomes("due_at", "True"),
        why="with a webhook lost, a payment is never settled",
    ),
    Mutant(
        name="the account is ignored",
        function="chalicelib.credit.settle:_mismatches",
        edit=remove_entry("destination"),
        why="money that went to another clinic is credited here",
    ),
    Mutant(
        name="live mode is ignored",
        function="chalicelib.credit.settle:_mismatches",
        edit=remove_entry("livemode"),
        why="a test payment becomes real credit",
    ),
    Mutant(
        name="the currency is ignored",
        function="chalicelib.credit.settle:_mismatches",
        edit=remove_entry("currency"),
        why="50 yen are credited as 50 dollars",
    ),
    Mutant(
        name="the amount is ignored",
        function="chalicelib.credit.settle:_mismatches",
        edit=remove_entry("amount"),
        why="more is credited than was paid",
    ),
    Mutant(
        name="another PaymentIntent pays as well",
        function="chalicelib.credit.settle:_mismatches",
        edit=remove_entry("payment_intent"),
        why="metadata is copied, and another person's payment is credited",
    ),
    Mutant(
        name="a success is credited each time it is reported",
        function="chalicelib.credit.settle:_succeeded",
        edit=remove_if("SUCCEEDED"),
        why="Stripe's second event is a second credit",
    ),
    Mutant(
        name="a cancellation undoes a success",
        function="chalicelib.credit.settle:_transition",
        edit=remove_if("is_open"),
        why="a late event takes the credit away",
    ),
    Mutant(
        name="Stripe is asked before the row is written",
        function="chalicelib.services.top_ups.start_top_up:StartTopUp._write",
        edit=condition_becomes("add", "True"),
        why="a process that dies leaves a PaymentIntent that has no row",
    ),
    Mutant(
        name="a day-old top-up is started again",
        function="chalicelib.services.top_ups.start_top_up:StartTopUp._start",
        edit=keep_operand("is_open ASK_WITHIN", 0),
        why="Stripe forgot the key: two PaymentIntents for one top-up",
    ),
    Mutant(
        name="another body under the same key is accepted",
        function="chalicelib.services.top_ups.start_top_up:StartTopUp._start",
        edit=remove_if("request_hash"),
        why="a patient who changes the amount pays the old one",
    ),
    Mutant(
        name="the idempotency key is random",
        function="chalicelib.stripe_gateway.gateway:StripePayments._key",
        edit=call_becomes("derived_id", RANDOM, "intent"),
        why="a lost response makes a second PaymentIntent",
    ),
    Mutant(
        name="a refund's idempotency key is random",
        function="chalicelib.stripe_gateway.refunds_and_transfers:RefundsAndTransfers.refund",
        edit=call_becomes("derived_id", RANDOM, "refund"),
        why="a lost response refunds twice",
    ),
    Mutant(
        name="a move repeats its key after a refusal",
        function="chalicelib.credit.position:next_move",
        edit=assign("key", "(payment.id, *holdings.state)"),
        why="Stripe repeats its refusal for a day, and the clinic waits",
    ),
    Mutant(
        name="each look at the same state is another move",
        function="chalicelib.credit.position:next_move",
        edit=assign("key", f"({RANDOM},)"),
        why="two movers take a dispute from the clinic twice",
    ),
    Mutant(
        name="money moves while a refund may be on its way",
        function="chalicelib.services.disputes.move_position:MovePosition._step",
        edit=remove_if("is_under_way"),
        why="the clinic gets back what its refund just took",
    ),
    Mutant(
        name="a refused move is tried again at once",
        function="chalicelib.services.disputes.move_position:MovePosition._move",
        edit=remove_keyword("changed", "next_check_at"),
        why="a short balance is asked for money at every sweep",
    ),
    Mutant(
        name="a dispute takes its amount and not what moved",
        function="chalicelib.credit.dispute:_described",
        edit=call_becomes("net_withdrawn", "report.amount"),
        why="an inquiry takes a patient's credit",
    ),
    Mutant(
        name="an older reading of a dispute is taken for the present one",
        function="chalicelib.credit.dispute:record",
        edit=remove_if("transactions"),
        why="money that Stripe gave back is taken again",
    ),
    Mutant(
        name="a dispute that does not fit takes what it can explain",
        function="chalicelib.credit.dispute:_shares",
        edit=assign("wanted", "dispute.withdrawn"),
        why="credit stays spendable that Stripe has taken in another currency",
    ),
    Mutant(
        name="a failed refund leaves the clinic without its money",
        function="chalicelib.credit.refund:with_consequences",
        edit=return_instead("recording", "whole"),
        why="the transfer stays reversed for good",
    ),
    Mutant(
        name="the rest of a lost dispute can't be refunded",
        function="chalicelib.credit.refund:reserve",
        edit=condition_becomes("is_open", "payment.disputed or {}"),
        why="staff can't give back what the bank left",
    ),
    Mutant(
        name="a refund always reverses the payment's own transfer",
        function="chalicelib.credit.refund:reserve",
        edit=assign("can_bear", "True"),
        why="Stripe refuses every refund after a won dispute, once",
    ),
    Mutant(
        name="another PaymentIntent of a top-up stays open",
        function="chalicelib.services.due_work.process_due_item:ProcessDueItem._close",
        edit=condition_becomes("last_look_at is_last", "False"),
        why="a patient's form can still pay one that was given up",
    ),
    Mutant(
        name="a request amid a merge is sent on before all has moved",
        function="chalicelib.services.patients.finish_open_merge:FinishOpenMerge.__call__",
        edit=condition_becomes("next_check_at", "True"),
        why="cash that was recorded once is recorded again for the other id",
    ),
    Mutant(
        name="the sweep does not list what Stripe moved",
        function="chalicelib.services.due_work.sweep_stripe_movements:SweepStripeMovements.__call__",
        edit=call_becomes("movements", "()"),
        why="money whose event was lost stays wrong",
    ),
    Mutant(
        name="the cursor passes what could not be recorded",
        function="chalicelib.credit.cursor:next_cursor",
        edit=condition_becomes("failed", "True"),
        why="a movement that arrives before its payment is never recorded",
    ),
    Mutant(
        name="a refund is reserved only when Stripe has made it",
        function="chalicelib.services.refunds.refund_payment:RefundPayment._reserve",
        edit=remove_call("commit"),
        why="the money is at the card, and is spent here as well",
    ),
    Mutant(
        name="a refund is asked for again after a day",
        function="chalicelib.credit.schedule:ASK_WITHIN",
        edit=constant(23, 25),
        why="Stripe forgot the key: the patient is refunded twice",
    ),
    Mutant(
        name="a refund that Stripe made is given back when it is refused again",
        function="chalicelib.services.refunds.request_refund:RequestRefund._refused_or_made",
        edit=assign("found", "None"),
        why="the money is at the card, and the credit is back",
    ),
    Mutant(
        name="a failed refund is given back each time it is reported",
        function="chalicelib.credit.refund:_settled",
        edit=condition_becomes("FAILED _known", "{} and report.status is not RefundStatus.FAILED"),
        why="Stripe's second event is a second gift",
    ),
    Mutant(
        name="held credit pays invoices",
        function="chalicelib.credit.payment:Payment.applicable",
        edit=return_instead("is_held", "self.unapplied"),
        why="credit of a stolen card is spent before the dispute comes",
    ),
    Mutant(
        name="a released payment is held again by the same warning",
        function="chalicelib.credit.hold:hold",
        edit=condition_becomes("_is_known", "payment.is_held"),
        why="staff release a payment again and again",
    ),
    Mutant(
        name="more is refunded than is left",
        function="chalicelib.credit.refund:reserve",
        edit=condition_becomes("amount refundable", "refund.amount > payment.amount"),
        why="credit that was applied goes back to the card",
    ),
    Mutant(
        name="more is applied than is unapplied",
        function="chalicelib.credit.apply:refundable",
        edit=call_instead("min", "max"),
        why="staff spend credit that isn't there",
    ),
    Mutant(
        name="an application is undone each time it is asked",
        function="chalicelib.services.invoices.unapply_credit:UnapplyCredit._unapply",
        edit=remove_if("is_active"),
        why="two clicks give the credit back twice",
    ),
    Mutant(
        name="a repeated application applies again",
        function="chalicelib.services.invoices.apply_credit:ApplyCredit._apply",
        edit=remove_if("isinstance made Application"),
        why="a lost response spends twice",
    ),
    Mutant(
        name="a settlement that met another writer is not tried again",
        function="chalicelib.services.top_ups.settle_payment:SettlePayment.__call__",
        edit=call_becomes("retry_on_conflict", "({})()"),
        why="a webhook that meets another writer fails, and the payer's page with it",
    ),
    Mutant(
        name="the sweep cancels what was paid",
        function="chalicelib.services.due_work.process_due_item:ProcessDueItem._ask",
        edit=condition_becomes("report None", "{} or too_old"),
        why="with every webhook lost, a payment of yesterday is gone",
    ),
    Mutant(
        name="the sweep does not look for PaymentIntents whose response was lost",
        function="chalicelib.services.due_work.process_due_item:ProcessDueItem._report",
        edit=return_instead("find", "None"),
        why="a PaymentIntent stays open, and may be paid",
    ),
    Mutant(
        name="an event whose payment isn't there is acknowledged",
        function="chalicelib.api.endpoints.stripe_webhook:stripe_event",
        edit=swallow("NotFound"),
        why="a dispute that overtakes its payment is lost",
    ),
    Mutant(
        name="an event is acknowledged when the table is throttled",
        function="chalicelib.services.top_ups.settle_payment:SettlePayment._settle",
        edit=ignore_failure_of("commit"),
        why="Stripe gets a 2xx for a credit that isn't there",
    ),
    Mutant(
        name="the receipt comes before the credit",
        function="chalicelib.credit.sources:has_receipt",
        edit=condition_becomes("SUCCEEDED", "payment.voided"),
        why="a receipt of something that was never paid",
    ),
    Mutant(
        name="every source has a receipt",
        function="chalicelib.credit.sources:has_receipt",
        edit=return_instead("has_receipt", "payment.erased_at is None"),
        why="goodwill of the clinic gets a receipt for money that was never taken",
    ),
    Mutant(
        name="memos of a day are counted and never refused",
        function="chalicelib.dynamodb.ledger:_reserve",
        edit=remove_keyword("update", "condition"),
        why="two staff at once give away more than the clinic allows in a day",
    ),
    Mutant(
        name="a recorded payment is written over the same one",
        function="chalicelib.dynamodb.ledger:_payment_before",
        edit=return_instead("version", "PaymentItem.version == payment.version - 1 if payment.version > 1 else None"),
        why="cash that is recorded twice at once loses what was applied of it",
    ),
    Mutant(
        name="a proof forgets what was open",
        function="chalicelib.services.reports.prove_clinic:ProveClinic._proof",
        edit=assign("found", "compare((), ours, stripe, until=until)"),
        why="a difference is named for one night, and never again",
    ),
    Mutant(
        name="a proof does not compare the payments account",
        function="chalicelib.credit.proof:_movements",
        edit=condition_becomes("account_id", "False"),
        why="money that a clinic is owed is missing, and no one is told",
    ),
    Mutant(
        name="a difference is only what one side lacks",
        function="chalicelib.credit.proof:_differences",
        edit=condition_becomes("SETTLING", "{} and not (item.ours and item.stripe)"),
        why="a refund of another amount passes",
    ),
    Mutant(
        name="a payout need not add up",
        function="chalicelib.credit.proof:payout_differences",
        edit=condition_becomes("transactions_net", "False"),
        why="money leaves an account without a movement that explains it",
    ),
    Mutant(
        name="a payout of the other mode is added up",
        function="chalicelib.services.reports.prove_payout:ProvePayout.__call__",
        edit=keep_operand("livemode", 1),
        why="a live payout is read with the test key: its event is refused for three days",
    ),
    Mutant(
        name="a day is kept that does not add up",
        function="chalicelib.services.reports.keep_report_days:KeepReportDays._keep",
        edit=condition_becomes("closing", "False"),
        why="every later day is carried on from a wrong one",
    ),
    Mutant(
        name="a line stays as it was before its payment changed",
        function="chalicelib.credit.reports:carried",
        edit=assign("kept", "lines"),
        why="credit that was applied today is still in today's report",
    ),
    Mutant(
        name="a day takes in what came after it",
        function="chalicelib.credit.reports:carried",
        edit=assign("before", "undo_later(touched.values(), ())"),
        why="yesterday's report has today's changes",
    ),
    Mutant(
        name="a proof names no proof before it",
        function="chalicelib.services.reports.prove_clinic:ProveClinic._proof",
        edit=remove_keyword("Proof", "previous"),
        why="a night can be taken out of the chain",
    ),
    Mutant(
        name="a proof is written over",
        function="chalicelib.aws.proof_files:S3Proofs.keep",
        edit=remove_keyword("keep", "IfNoneMatch"),
        why="last night's figures can be changed tonight",
    ),
    Mutant(
        name="a proof begins where it likes",
        function="chalicelib.services.reports.prove_night:_is_since",
        edit=return_instead("since", "True"),
        why="a clinic that was proven later than another has its movements compared twice",
    ),
    Mutant(
        name="a verifier takes any r",
        function="infra.ops.operate.verify.p256:is_signed",
        edit=return_instead("point", "point is not None"),
        why="anyone can sign",
    ),
    Mutant(
        name="what is partly used is voided whole",
        function="chalicelib.credit.void:void",
        edit=remove_if("unapplied amount"),
        why="an invoice stays paid by credit that was never there",
    ),
    Mutant(
        name="a card payment is voided",
        function="chalicelib.credit.void:void",
        edit=remove_if("voidable"),
        why="a patient's money is gone here and stays at Stripe",
    ),
    Mutant(
        name="an account's event of the other mode is followed",
        function="chalicelib.services.clinics.record_account:RecordAccount.__call__",
        edit=remove_if("livemode"),
        why="a test event stops a live clinic's top-ups",
    ),
    Mutant(
        name="an account without its capabilities can be primary",
        function="chalicelib.credit.clinic:Clinic.ineligible",
        edit=assign("checks", "dict({}) | dict([(Ineligible.CAPABILITY_INACTIVE, True)])"),
        why="every top-up of the clinic is refused by Stripe",
    ),
    Mutant(
        name="an account that left can be primary",
        function="chalicelib.credit.clinic:Clinic.ineligible",
        edit=assign("checks", "dict({}) | dict([(Ineligible.DEAUTHORIZED, True)])"),
        why="patients are offered payments that can't be made",
    ),
    Mutant(
        name="an account is given to two clinics",
        function="chalicelib.dynamodb.clinics:DynamoClinics._claim",
        edit=remove_keyword("save", "condition"),
        why="one clinic's patients pay another clinic",
    ),
    Mutant(
        name="open top-ups don't count toward the largest balance",
        function="chalicelib.services.top_ups.limit_balance:LimitBalance._is_far_below",
        edit=return_instead("balance_maximum", "True"),
        why="a patient holds more than the clinic allows",
    ),
    Mutant(
        name="the same key after a failure that Stripe keeps",
        function="chalicelib.stripe_gateway.gateway:StripePayments._key",
        edit=assign("attempt", "[]"),
        why="a patient can't pay for a day",
    ),
    Mutant(
        name="a superseded PaymentIntent closes its top-up",
        function="chalicelib.credit.settle:settle",
        edit=remove_if("PROCESSING"),
        why="the patient at the form pays and the top-up is closed",
    ),
    Mutant(
        name="the currency of existing credit is changed",
        function="chalicelib.services.clinics.provision_clinic:ProvisionClinic.__call__",
        edit=remove_if("currency"),
        why="100 Canadian dollars of credit become 100 US dollars",
    ),
    Mutant(
        name="a receipt is dated by when the charge was learned of",
        function="chalicelib.credit.payment:Payment.paid_at",
        edit=return_instead("charged_at", "self.succeeded_at"),
        why="a payment moves into another tax year",
    ),
    Mutant(
        name="transferred credit is not counted for its receiver",
        function="chalicelib.dynamodb.ledger:DynamoLedger.commit",
        edit=iterate_over("credits", "{}[:1]"),
        why="one patient's credit goes and the other's balance never comes",
    ),
    Mutant(
        name="disputed credit is transferred",
        function="chalicelib.credit.transfer:_check",
        edit=remove_if("disputed"),
        why="a patient moves credit away before the bank takes it",
    ),
    Mutant(
        name="the receiver's cap is ignored",
        function="chalicelib.credit.transfer:transfer",
        edit=remove_if("room"),
        why="a balance exceeds what the clinic allows",
    ),
    Mutant(
        name="a dispute takes what was spent before what is there",
        function="chalicelib.credit.dispute_shares:shares",
        edit=iterate_over("unspent", "(Holder.at_risk,)"),
        why="a patient who spent nothing wrong owes while another keeps disputed credit",
    ),
    Mutant(
        name="goodwill is refunded",
        function="chalicelib.credit.outside_refund:require_refundable",
        edit=remove_if("refundable_to_card refundable_outside"),
        why="the clinic pays out money that it never took",
    ),
    Mutant(
        name="a card that takes refunds is paid back in cash",
        function="chalicelib.credit.outside_refund:require_refundable",
        edit=remove_if("_is_past_refunds"),
        why="a stolen card is turned into cash at the counter",
    ),
    Mutant(
        name="an invoice is written over whatever it is by now",
        function="chalicelib.dynamodb.invoices:keep_invoices",
        edit=remove_keyword("save", "condition"),
        why="two staff apply more than is left of an invoice",
    ),
    Mutant(
        name="an unknown invoice may have been sent meanwhile",
        function="chalicelib.dynamodb.invoices:keep_invoices",
        edit=iterate_over("unsent_invoices", "()"),
        why="credit beside the first PUT of an invoice is not counted, and is paid twice",
    ),
    Mutant(
        name="a new invoice doesn't look at the credit that it was decided on",
        function="chalicelib.dynamodb.invoices:DynamoInvoices.add_invoice",
        edit=remove_keyword("update", "condition"),
        why="credit applied while the invoice was sent is not counted",
    ),
    Mutant(
        name="credit beyond what is left of an invoice is applied",
        function="chalicelib.credit.invoice:Invoice.require",
        edit=remove_if("amount left"),
        why="a patient pays more than is owed",
    ),
    Mutant(
        name="the same revision with another body is taken for a repetition",
        function="chalicelib.credit.invoice:revise",
        edit=remove_if("body_hash"),
        why="the clinic's system believes that its change was stored",
    ),
    Mutant(
        name="the oldest application is given back first",
        function="chalicelib.services.invoices.adjust_invoice:AdjustInvoice._newest_first",
        edit=call_becomes("reversed", "self.ledger.applications(invoice.patient, ids)"),
        why="a patient's history is undone in the wrong order",
    ),
    Mutant(
        name="unapplying leaves no room on the invoice",
        function="chalicelib.services.invoices.unapply_credit:UnapplyCredit._unapply",
        edit=assign("invoice", "None"),
        why="an invoice stays paid by credit that was given back",
    ),
    Mutant(
        name="a refused line does not keep its file out",
        function="chalicelib.services.imports.import_balances:ImportBalances._import",
        edit=remove_if("checked refused"),
        why="half of a clinic's balances are imported, and no one knows which half",
    ),
    Mutant(
        name="a line of a file has the id of what staff recorded under its reference",
        function="chalicelib.credit.opening_balances:OpeningBalance.request",
        edit=constant("opening balance ", ""),
        why="a line is taken for a payment that staff recorded, and is not credited",
    ),
    Mutant(
        name="an import that is committed is undone when it is old",
        function="chalicelib.services.imports.finish_imports:FinishImports.__call__",
        edit=condition_becomes("COMMITTED", "False"),
        why="balances that the clinic was told are imported never are",
    ),
    Mutant(
        name="an import closes when its time is up",
        function="chalicelib.services.imports.post_import:PostImport.__call__",
        edit=return_instead("False", "self.ledger.close_import(found) is None"),
        why="the lines that were not posted in time are lost",
    ),
    Mutant(
        name="lines are staged whatever became of their import",
        function="chalicelib.dynamodb.imports:DynamoImports.stage",
        edit=remove_call("condition_check"),
        why="names of an import that was undone stay in the table",
    ),
    Mutant(
        name="an import commits whatever became of it",
        function="chalicelib.dynamodb.imports:DynamoImports.save_import",
        edit=remove_keyword("save", "condition", "OpenImportItem"),
        why="an import that was undone commits without its lines",
    ),
    Mutant(
        name="an ambiguous date is read day first",
        function="chalicelib.credit.typed_date:read_date",
        edit=condition_becomes("day_first month_first", "day_first"),
        why="credit has another day than in the system before",
    ),
    Mutant(
        name="an ambiguous amount is read as thousands",
        function="chalicelib.credit.typed_amount:_with_one_mark",
        edit=condition_becomes("is_group language None", "False"),
        why="a patient is credited a thousandth, or a thousand times, of what they had",
    ),
    Mutant(
        name="an import fills a patient beyond the maximum",
        function="chalicelib.credit.opening_balances:check_line",
        edit=remove_if("room"),
        why="a typing error becomes a balance that the clinic does not allow",
    ),
    Mutant(
        name="a merged patient's credit can still be posted",
        function="chalicelib.dynamodb.ledger:_count",
        edit=assign("has_left", "unchanged"),
        why="credit is spent under the old id while it moves",
    ),
    Mutant(
        name="an unpaid payment moves to a patient who is no more",
        function="chalicelib.dynamodb.ledger:_count_or_check",
        edit=remove_call("require_unmerged"),
        why="a top-up ends up under an id that no one reads",
    ),
    Mutant(
        name="a forgotten patient takes new things",
        function="chalicelib.credit.forgotten:unforgotten",
        edit=remove_if("erased_at"),
        why="the next import brings the name back that was removed",
    ),
    Mutant(
        name="a forgotten patient is marked in the use case alone",
        function="chalicelib.dynamodb.people:DynamoPeople.save_person",
        edit=remove_keyword("update", "condition"),
        why="a name that arrives while it is removed stays",
    ),
    Mutant(
        name="what was decided before a removal is posted after it",
        function="chalicelib.dynamodb.ledger:_count",
        edit=remove_if("erased_at"),
        why="a payment is recorded or received with the name that was just removed",
    ),
    Mutant(
        name="a removal that stopped half-way waits for the operator",
        function="chalicelib.services.due_work.process_due_item:ProcessDueItem._process",
        edit=remove_if("is_erasure"),
        why="names stay after a process died, until the command is repeated",
    ),
    Mutant(
        name="a removal is marked when it is done",
        function="chalicelib.services.patients.erase_patient:ErasePatient.__call__",
        edit=remove_call("mark_erased"),
        why="a removal that stopped half-way lets the name come back",
    ),
    Mutant(
        name="patients with an invoice of one id are merged",
        function="chalicelib.credit.merge:_require_no_same",
        edit=remove_if("same"),
        why="an invoice that is owed is gone",
    ),
    Mutant(
        name="a merge does not see an invoice that is sent as it begins",
        function="chalicelib.dynamodb.merges:DynamoMerges.begin_merge",
        edit=assign("no_more", "into.does_not_exist()"),
        why="of two invoices of one id that were accepted, one is gone",
    ),
    Mutant(
        name="an invoice that has not moved yet is sent as a new one",
        function="chalicelib.services.invoices.put_invoice:PutInvoice._stored",
        edit=condition_becomes("invoice patient", "False"),
        why="an older revision counts, and the credit that is on the invoice does not",
    ),
    Mutant(
        name="an invoice does not count what the other id applied to it",
        function="chalicelib.services.patients.finish_merge:FinishMerge.__call__",
        edit=remove_call("_count_applications"),
        why="an invoice that was paid is due again",
    ),
    Mutant(
        name="patients are merged in a circle",
        function="chalicelib.credit.merge:begin",
        edit=remove_if("into patient"),
        why="neither id leads to the credit any more",
    ),
    Mutant(
        name="a patient is merged twice",
        function="chalicelib.services.patients.merge_patients:MergePatients._merged_before",
        edit=remove_if("into"),
        why="staff are told of a merge that did not happen",
    ),
    Mutant(
        name="a moved payment forgets its lines and records",
        function="chalicelib.credit.merge:_received",
        edit=assign("earlier", "()"),
        why="a refund or application from before the merge counts no more",
    ),
    Mutant(
        name="what came for a patient amid a merge is left where it is",
        function="chalicelib.services.top_ups.settle_payment:SettlePayment.__call__",
        edit=remove_call("finish_merge"),
        why="money that was paid is never credited",
    ),
    Mutant(
        name="a repeated request under the old id acts again",
        function="chalicelib.credit.merge:require_owner",
        edit=remove_if("patient"),
        why="a key that was used for the old id applies credit a second time for the new one",
    ),
    Mutant(
        name="the cards of a patient that is no more stay on file",
        function="chalicelib.services.patients.finish_merge:FinishMerge._move_cards",
        edit=remove_call("remove_card"),
        why="a card stays at Stripe that no page shows and no patient can remove",
    ),
    Mutant(
        name="an outbox is written over whatever it is by now",
        function="chalicelib.dynamodb.events:_save_outbox",
        edit=remove_keyword("save", "condition"),
        why="an entry is published twice, under two numbers",
    ),
    Mutant(
        name="events are taken for sent before they are queued",
        function="chalicelib.services.events.publish_events:PublishEvents._step",
        edit=remove_keyword("replace", "unsent"),
        why="an event whose function dies after the commit is never delivered",
    ),
    Mutant(
        name="a record is published each time it is delivered",
        function="chalicelib.services.events.publish_events:PublishEvents._unpublished",
        edit=assign("done", "frozenset()"),
        why="a refund is told of again by every repeated batch, or blocks it",
    ),
    Mutant(
        name="an endpoint's address is checked only when it is made",
        function="chalicelib.webhooks.checked_http:CheckedHttp._checked",
        edit=condition_becomes("allowed", "False"),
        why="a name that resolves inside later reads the metadata of the function's own network",
    ),
    Mutant(
        name="a failed event is not tried again",
        function="chalicelib.services.events.deliver_event:DeliverEvent._call",
        edit=assign("pause", "None"),
        why="an event is lost with its first response",
    ),
)
