export default {
  "sign-in": "Sign in",
  "sign-in.no-storage": "Your browser keeps no data for this site, so we can't sign you in. Allow cookies and site data, then try again.",
  "sign-in.failed": "We couldn't sign you in. Please try again.",
  "sign-out": "Sign out",
  "embed.no-token": "We couldn't sign you in from the clinic's portal. Sign in to the portal, then try again.",
  "skip": "Skip to content",
  "language.other": "Français",
  "loading": "Loading…",
  "more": "Show more",
  "again": "Try again",
  "failed.title": "We couldn't load this page",
  "later": "later",
  "owed": "{amount} owed",

  "card.other": "Card",
  "card.name": "{brand} ending in {last4}",
  "card.expires": "Expires {date}",
  "card.expired": "Expired {date}",

  "receipt.download": "Download receipt",
  "receipt.short": "Receipt",
  "receipt.download-one": "Download receipt for {amount}, {date}",
  "receipt.preparing": "Preparing…"
}
