export default {
  "title": "My Account",
  "welcome": "Sign in to view and add account credit.",

  "nav.credit": "Available Credit",
  "nav.add": "Add Account Credit",
  "nav.payments": "Payments and receipts",
  "nav.cards": "Cards on file",
  "nav.notices": "E-mail notices",

  "home.now": "Available credit",
  "home.balance": "Your balance",
  "home.explain": "Your clinic applies it to your invoices. It never expires.",
  "home.explain-own": "Use it for your invoices. It never expires.",
  "home.negative": "Your bank reversed one of your payments. Please contact the clinic to settle your balance.",
  "home.recent": "Recent payments",
  "home.nothing": "No payments yet. Your receipts will appear here.",
  "home.all": "View all payments and receipts",

  "unfinished.title": "You started adding {amount}.",
  "unfinished.pending": "The payment isn't complete, and nothing has been charged.",
  "unfinished.continue": "Continue",
  "unfinished.drop": "Not now",
  "unfinished.paid": "Your payment of {amount} went through and is now in your available credit.",
  "unfinished.processing": "Your payment of {amount} is still processing. There is nothing you need to do.",
  "unfinished.see": "View payment",

  "off.account_credit_disabled": "This clinic isn't accepting account credit online at the moment.",
  "off.clinic_not_supported": "Account credit isn't available online in this clinic's country.",
  "off.no_primary_account": "This clinic doesn't accept online payments yet. Please contact the clinic.",
  "off.primary_account_not_eligible": "This clinic can't accept online payments at the moment. Please contact the clinic.",
  "off.no_active_location": "None of this clinic's locations accept account credit at the moment. Please contact the clinic.",
  "off.other": "You can't add account credit online at the moment. Please contact the clinic.",

  "status.pending": "Incomplete",
  "status.processing": "Processing",
  "status.canceled": "Canceled",
  "status.refunded": "{amount} refunded",

  "problem.forbidden": "This page is for patients. Sign out, then sign in with a patient account.",
  "problem.not_paid": "Your receipt will be available once the payment is complete.",
  "home.history": "How is my balance calculated?",

  "statement": "Statement",
  "receipt.downloading": "Your receipt is downloading.",
  "receipt.later": "Your receipt is taking longer than usual. You'll find it under Payments and receipts.",
  "receipt.number-soon": "Not issued yet",
  "problem.network": "We couldn't connect. Check your internet connection, then try again. You won't be charged twice.",
  "problem.temporarily_unavailable": "The service is temporarily unavailable. Please try again in a moment. You won't be charged twice.",
  "problem.unexpected": "Something went wrong on our end. Please try again in a moment. You won't be charged twice.",
  "problem.too_many_requests": "You've made too many requests in a short time. Nothing was charged. Please try again {when}.",
  "problem.unauthenticated": "We couldn't verify your sign-in. Sign out, then sign in again.",
  "problem.not_found": "We couldn't find this page. The address may be wrong."
}
