export default {
  "title": "Account credit",
  "welcome": "Sign in to see your clinic's payments and settings.",

  "nav.payments": "Payments",
  "nav.patients": "Patients",
  "nav.settings": "Settings",
  "nav.accounts": "Payments accounts",
  "nav.billing": "Billing Settings",

  "actor.you": "You",
  "actor.staff": "Staff member {id}",
  "actor.patient": "The patient",
  "actor.stripe": "Stripe",
  "actor.service": "Automatic",

  "filter.title": "Payments shown",
  "filter.show": "Show",
  "filter.unapplied": "Unapplied",
  "filter.all": "All payments",
  "filter.location": "Location",
  "filter.all-locations": "All locations",
  "filter.account": "Payments account",
  "filter.all-accounts": "All accounts",
  "filter.changed": "The list was updated.",

  "payments.none": "No payments here.",
  "payments.none-unapplied": "No unapplied payments here. Everything has been used.",
  "row.of": "unapplied of {amount}",
  "row.applied": "{amount} applied",
  "row.refunded": "{amount} refunded",
  "row.disputed": "{amount} disputed",

  "cancel": "Cancel",
  "yes": "Yes",
  "no": "No",
  "field.amount-needed": "Enter an amount.",
  "field.amount-strange": "Enter the amount in numbers, like 50 or 50.00.",
  "field.amount-low": "At least {minimum}.",
  "field.amount-high": "At most {maximum}.",

  "problem.network": "The service couldn't be reached. Check your connection, then try again. Nothing is ever done twice.",
  "problem.temporarily_unavailable": "The service is busy. Please try again in a moment.",
  "problem.unexpected": "Something went wrong on our side. Please try again in a moment.",
  "problem.unauthenticated": "Your sign-in wasn't accepted. Please sign out, then sign in again.",
  "problem.forbidden": "You may not see this. This page is for the clinic's staff; settings are for those with full access.",
  "problem.not_found": "There is nothing here: no such patient or payment in your clinic. Check the id."
}
