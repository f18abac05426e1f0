export default {
  "accessibility": "Accessibility of these pages",
  "notices.explain": "Notices only state what happened and link to this page. Open My Account to see amounts and receipts.",
  "notices.email": "Your e-mail address",
  "notices.email-hint": "Leave it empty to get no notices.",
  "notices.which": "Send me a notice when",
  "notices.receipt": "A payment is received",
  "notices.receipt-hint": "Its receipt is under Payments and receipts.",
  "notices.refund": "A refund is sent or fails",
  "notices.refund-hint": "A bank can take up to 10 days to show a refund.",
  "notices.credit_applied": "Credit is applied to an invoice",
  "notices.credit_applied-hint": "By your clinic or by you.",
  "notices.bounced": "Notices to this address came back on {date}, so none are sent to it. Check the address and enter it correctly.",
  "notices.complained": "A notice to this address was reported as spam on {date}, so none are sent to it. Enter another address to get notices.",
  "notices.save": "Save",
  "notices.saving": "Saving…",
  "notices.saved": "Your choices were saved.",
  "problem.field.email": "Enter one e-mail address, such as ana@example.com."
}
