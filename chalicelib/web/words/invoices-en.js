export default {
  "invoices.title": "Invoices",
  "invoices.left": "{amount} left",
  "invoices.of": "of {amount}",
  "status.open": "Open",
  "status.paid": "Paid",
  "status.void": "Void",
  "invoices.apply": "Apply",
  "invoices.apply-one": "Apply credit to invoice {number}",
  "invoices.find": "Find an invoice",
  "invoices.find-hint": "Number, label, or amount",
  "invoices.none-open": "This patient has no open invoice.",
  "invoices.none-found": "No open invoice matches.",
  "invoices.other": "Another invoice",
  "invoices.other-hint": "Enter its number.",
  "invoices.choose": "Choose an invoice.",

  "problem.exceeds_invoice": "Less than this amount is left of the invoice. Close this window to see what is left.",
  "problem.invoice_void": "This invoice is void. Choose another invoice.",
  "problem.invoice_unknown": "This invoice isn't in the clinic's records. Choose one of the patient's invoices."
}
