export default {
  "proofs.heading": "Settings › Nightly audit",
  "proofs.explain": "Every night, this clinic's ledger is compared with Stripe's records. Each result is signed and can't be changed afterwards.",
  "proofs.none": "No audit yet. The first one will appear here tomorrow morning.",
  "proofs.agrees": "No differences",
  "proofs.one": "1 difference",
  "proofs.many": "{number} differences",
  "proofs.liability": "Unapplied credit",
  "proofs.booked": "Received, according to the ledger",
  "proofs.at-stripe": "Received, according to Stripe",
  "proofs.transactions": "Stripe transactions compared",
  "proofs.differences": "Differences",
  "proofs.since": "Since {when}",
  "proofs.on-account": "Payments account {id}",
  "proofs.payment": "Payment {id}",
  "proofs.download": "Download signed file",
  "proofs.download-one": "Download signed file of {date}",
  "proofs.preparing": "Preparing…",

  "difference.stripe_only": "In Stripe only",
  "difference.ours_only": "In the ledger only",
  "difference.amount": "Amounts differ",
  "difference.late": "Recorded late"
}
