"""How a Screen reaches a phone, and how a touch comes back."""
