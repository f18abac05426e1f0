"""Deliberate bugs where requests, Stripe and files come in, and where events go out."""

from __future__ import annotations

from tests.mutants.edits import assign, call_becomes, condition_becomes, remove_keyword, return_instead, swallow
from tests.mutants.mutant import Mutant

RANDOM = "__import__('uuid').uuid4().hex"

EDGES = (
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
        name="an event whose payment isn't there is acknowledged",
        function="chalicelib.api.endpoints.stripe_webhook:stripe_event",
        edit=swallow("NotFound"),
        why="a dispute that overtakes its payment is lost",
    ),
    Mutant(
        name="a proof is written over",
        function="chalicelib.aws.proof_files:S3Proofs.keep",
        edit=remove_keyword("keep", "IfNoneMatch"),
        why="last night's figures can be changed tonight",
    ),
    Mutant(
        name="a verifier takes any r",
        function="infra.ops.operate.verify.p256:is_signed",
        edit=return_instead("point", "point is not None"),
        why="anyone can sign",
    ),
    Mutant(
        name="the same key after a failure that Stripe keeps",
        function="chalicelib.stripe_gateway.gateway:StripePayments._key",
        edit=assign("attempt", "[]"),
        why="a patient can't pay for a day",
    ),
    Mutant(
        name="an endpoint's address is checked only when it is made",
        function="chalicelib.webhooks.checked_http:CheckedHttp._checked",
        edit=condition_becomes("allowed", "False"),
        why="a name that resolves inside later reads the metadata of the function's own network",
    ),
    Mutant(
        name="the deployment's identity provider speaks for every clinic",
        function="chalicelib.api.auth.tokens:Tokens.principal",
        edit=condition_becomes("_providers", "False"),
        why="a clinic that left the shared provider is still open to its tokens",
    ),
    Mutant(
        name="a clinic is looked for in any claim of its issuer",
        function="chalicelib.api.auth.tokens:Tokens._clinic_s_own",
        edit=condition_becomes("claim_clinic", "found"),
        why="one clinic's provider mints tokens for another clinic",
    ),
    Mutant(
        name="any named portal frames every clinic",
        function="chalicelib.api.core.framing:Framing.require_own",
        edit=condition_becomes("_is_open", "False"),
        why="another clinic's portal shows a patient's credit, and what is pressed there is done here",
    ),
)
