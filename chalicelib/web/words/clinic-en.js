export default {
  "title": "Account credit",
  "welcome": "Sign in to view your clinic's payments and settings.",

  "nav.home": "Overview",
  "nav.payments": "Payments",
  "nav.patients": "Patients",
  "nav.disputes": "Disputes",
  "nav.reports": "Reports",
  "nav.open": "open",
  "nav.settings": "Settings",
  "nav.accounts": "Payments accounts",
  "nav.billing": "Billing Settings",
  "nav.locations": "Locations",
  "nav.proofs": "Nightly audit",
  "nav.webhooks": "Webhooks",

  "actor.you": "You",
  "actor.staff": "Staff member {id}",
  "actor.patient": "Patient",
  "actor.stripe": "Stripe",
  "actor.service": "System",

  "payments.none": "No payments found.",

  "cancel": "Cancel",
  "yes": "Yes",
  "no": "No",

  "problem.network": "We couldn't connect. Check your internet connection, then try again. Your changes won't be applied twice.",
  "problem.temporarily_unavailable": "The service is temporarily unavailable. Please try again in a moment.",
  "problem.unexpected": "Something went wrong on our end. Try again in a moment, or reload the page.",
  "problem.too_many_requests": "Too many requests in a short time. Please try again {when}.",
  "problem.unauthenticated": "We couldn't verify your sign-in. Sign out, then sign in again.",
  "problem.forbidden": "You don't have permission to view this page.",
  "problem.not_found": "Patient or payment not found. Check the ID.",
  "problem.invalid_request": "Some of the information isn't valid. Nothing was changed."
}
