export default {
  "history.title": "Credit history",
  "history.explain": "Every change to the credit, newest first, with the balance after it. Nothing is ever removed from this list.",
  "history.none": "No activity yet.",
  "history.after": "Balance {amount}",
  "history.top_up": "Top-up",
  "history.applied": "Applied to an invoice",
  "history.unapplied": "Unapplied from an invoice",
  "history.applied-invoice": "Applied to invoice {invoice}",
  "history.unapplied-invoice": "Unapplied from invoice {invoice}",
  "history.refunded": "Refunded to the card",
  "history.refund_failed": "Refund failed, credit restored",
  "history.disputed": "Disputed",
  "history.dispute_won": "Dispute won",
  "history.other": "Other change",
  "history.payment": "View payment"
}
