"""PaymentIntents from creation to settlement: https://docs.stripe.com/api/payment_intents."""
