"""Objects of Stripe as its specification has them, with what this business uses of them."""
