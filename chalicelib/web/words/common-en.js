export default {
  "sign-in": "Sign in",
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

  "amount.strange": "Enter the amount in numbers, such as 50 or 50.00.",
  "amount.currency": "Enter the amount in {currency}. Other currencies can't be used here.",
  "amount.negative": "Enter an amount greater than zero.",
  "amount.decimals": "Enter at most {decimals} decimal places, such as 50.25.",
  "amount.unclear": "This could mean two different amounts. Enter it without a thousands separator, such as 1000 or 1000.00.",
  "amount.large": "This amount is too large.",

  "card.other": "Card",
  "card.name": "{brand} ending in {last4}",
  "card.expires": "Expires {date}",
  "card.expired": "Expired {date}",

  "receipt.download": "Download receipt",
  "receipt.short": "Receipt",
  "receipt.download-one": "Download receipt for {amount}, {date}",
  "receipt.preparing": "Preparing…"
}
