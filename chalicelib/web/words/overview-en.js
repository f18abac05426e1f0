export default {
  "overview.attention": "Needs attention",
  "overview.today": "Today",
  "overview.held": "Credit held for patients",
  "overview.by-location": "By location",
  "overview.by-account": "By payments account",
  "overview.no-account": "No payments account",
  "overview.card_online": "Paid online",
  "overview.recorded": "Recorded by staff",
  "overview.applied": "Applied to invoices",
  "overview.refunded": "Refunded",
  "overview.payments-today": "View today's payments",
  "overview.disputes": "Open disputes: {count}",
  "overview.top-ups-off": "Patients can't add account credit now",
  "overview.account": "Stripe needs information about {name}",
  "overview.nothing": "Nothing needs attention.",
  "overview.over-time": "View credit over time"
}
