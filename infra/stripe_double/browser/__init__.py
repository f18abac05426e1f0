"""Files that a browser loads: Stripe.js, the Payment Element and the 3-D Secure page."""
