export default {
  "title": "My Account",
  "welcome": "Sign in to see your available credit and to add to it.",

  "nav.credit": "Available Credit",
  "nav.add": "Add Account Credit",
  "nav.payments": "Payments and receipts",
  "nav.cards": "Cards on file",

  "home.now": "You have",
  "home.balance": "Your balance",
  "home.explain": "The clinic applies it to your invoices. It never expires.",
  "home.negative": "A payment of yours was taken back by your bank. The clinic will help you settle this.",
  "home.recent": "Latest payments",
  "home.nothing": "No payments yet. Your receipts will be here.",
  "home.all": "All payments and receipts",

  "unfinished.title": "You started to add {amount}.",
  "unfinished.pending": "It isn't paid yet, and nothing has been charged.",
  "unfinished.continue": "Continue",
  "unfinished.drop": "Not now",
  "unfinished.paid": "Your payment of {amount} went through. It is in your available credit.",
  "unfinished.processing": "Your bank is still working on your payment of {amount}. There is nothing for you to do.",
  "unfinished.see": "See the payment",

  "off.account_credit_disabled": "This clinic isn't taking account credit online at the moment.",
  "off.clinic_not_supported": "Account credit isn't available online in this clinic's country.",
  "off.no_primary_account": "This clinic can't take payments online yet. Please ask at the front desk.",
  "off.primary_account_not_eligible": "This clinic can't take payments online at the moment. Please ask at the front desk.",
  "off.no_active_location": "This clinic has no location that takes account credit at the moment. Please ask at the front desk.",
  "off.other": "Credit can't be added online at the moment. Please ask at the front desk.",

  "status.pending": "Not finished",
  "status.processing": "At the bank",
  "status.canceled": "Not paid",
  "status.refunded": "{amount} refunded",

  "problem.forbidden": "This page is for patients. Please sign out, then sign in as a patient.",
  "problem.not_paid": "There is a receipt once the payment is complete.",
  "home.history": "Why is my balance this?",

  "receipt.downloading": "Your receipt is downloading.",
  "receipt.later": "Your receipt is taking longer than usual. It will be under Payments and receipts.",
  "receipt.number-soon": "Being prepared",
  "problem.network": "We couldn't reach the clinic's service. Check your connection, then try again. You won't be charged twice.",
  "problem.temporarily_unavailable": "The service is busy. Please try again in a moment. You won't be charged twice.",
  "problem.unexpected": "Something went wrong on our side. Please try again in a moment. You won't be charged twice.",
  "problem.unauthenticated": "Your sign-in wasn't accepted. Please sign out, then sign in again.",
  "problem.not_found": "We couldn't find this."
}
