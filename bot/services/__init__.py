"""What can be done: plain functions of one transaction, each checking who may."""
