export default {
  "sign-in": "Sign in",
  "sign-in.failed": "Signing in didn't work. Nothing was changed. Please try again.",
  "sign-out": "Sign out",
  "embed.no-token": "The page around this one didn't say who you are. Please sign in there, then try again.",
  "skip": "Skip to content",
  "language.other": "Français",
  "loading": "Loading…",
  "more": "Show more",
  "again": "Try again",
  "failed.title": "We couldn't show this page",

  "card.other": "Card",
  "card.name": "{brand} ending in {last4}",
  "card.expires": "Expires {date}",
  "card.expired": "Expired {date}",

  "receipt.download": "Download receipt",
  "receipt.short": "Receipt",
  "receipt.download-one": "Receipt for {amount}, {date}: download",
  "receipt.preparing": "Preparing…"
}
