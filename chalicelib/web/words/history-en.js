export default {
  "history.title": "Credit history",
  "history.explain": "Every change of the credit, newest first, with the balance after it. Nothing is ever removed from this list.",
  "history.none": "Nothing has happened yet.",
  "history.after": "Balance {amount}",
  "history.top_up": "Paid in",
  "history.applied": "Applied to an invoice",
  "history.unapplied": "Unapplied from an invoice",
  "history.refunded": "Refunded to the card",
  "history.refund_failed": "Refund failed, credit back",
  "history.disputed": "Taken back by the bank",
  "history.dispute_won": "Given back by the bank",
  "history.other": "Other change",
  "history.payment": "See the payment"
}
