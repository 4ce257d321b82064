"""The web chat: a channel like the others, on the province's own server.

What a person types or presses is kept like an update of any platform; what is said to them is a row of a table, written
in the transaction that ends its outbox row, and read by the browser as server-sent events.
"""
