export default {
  "disputes.explain": "A cardholder's bank opens a dispute to question a payment. Your administrator responds in Stripe: send them your evidence before the due date.",
  "disputes.show": "Disputes shown",
  "disputes.open": "Open",
  "disputes.all": "All disputes",
  "disputes.none-open": "No open disputes.",
  "disputes.none": "No disputes yet.",
  "disputes.due": "Respond by {date} ({left})",
  "disputes.overdue": "Response was due {date}",
  "disputes.withdrawn": "{amount} withdrawn",
  "disputes.reinstated": "{amount} reinstated",
  "disputes.fee": "{amount} Stripe fee",
  "disputes.download": "Download CSV",
  "disputes.preparing": "Preparing…"
}
