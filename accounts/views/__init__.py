"""Pages of accounts: signing in, the second factor, the mailbox of the demo."""
