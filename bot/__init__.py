"""The chat bot with which the officials of Khánh Hòa log their work and their leaders judge it."""
