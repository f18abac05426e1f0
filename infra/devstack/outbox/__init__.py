"""The outbox of one machine: it takes e-mails as SES does, keeps them, and shows them on a page."""
