"""Deliberate bugs of what is written to DynamoDB, and on which condition."""

from __future__ import annotations

from tests.mutants.edits import (
    assign,
    call_instead,
    condition_becomes,
    iterate_over,
    keep_operand,
    remove_call,
    remove_if,
    remove_keyword,
    return_instead,
)
from tests.mutants.mutant import Mutant

STORES = (
    Mutant(
        name="a payment is written over whatever it is by now",
        function="chalicelib.dynamodb.ledger:_keep_payment",
        edit=remove_keyword("save", "condition"),
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
        name="an account is given to two clinics",
        function="chalicelib.dynamodb.clinics:DynamoClinics._claim",
        edit=remove_keyword("save", "condition"),
        why="one clinic's patients pay another clinic",
    ),
    Mutant(
        name="transferred credit is not counted for its receiver",
        function="chalicelib.dynamodb.ledger:DynamoLedger.commit",
        edit=iterate_over("credits", "{}[:1]"),
        why="one patient's credit goes and the other's balance never comes",
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
        name="a merge does not see an invoice that is sent as it begins",
        function="chalicelib.dynamodb.merges:DynamoMerges.begin_merge",
        edit=assign("no_more", "into.does_not_exist()"),
        why="of two invoices of one id that were accepted, one is gone",
    ),
    Mutant(
        name="an outbox is written over whatever it is by now",
        function="chalicelib.dynamodb.events:_save_outbox",
        edit=remove_keyword("save", "condition"),
        why="an entry is published twice, under two numbers",
    ),
    Mutant(
        name="an operator's act is decided on any version",
        function="chalicelib.dynamodb.clinics:_save_profile",
        edit=remove_keyword("save", "condition", "unchanged"),
        why="of two operators at once, one undoes the other's act without a trace of it before",
    ),
)
