"""What is drawn and written out: after the commit, away from the transactions."""
