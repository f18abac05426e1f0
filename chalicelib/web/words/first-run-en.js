export default {
  "first.title": "Get ready for the first payment",
  "first.explain": "This list disappears once a patient has added account credit.",
  "first.account": "Make a payments account primary",
  "first.location": "Add a location",
  "first.billing": "Turn on Enable Add Account Credit",
  "first.portal": "Open My Account as your patients see it",
  "first.done": "Done"
}
