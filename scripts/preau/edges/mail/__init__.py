"""Mail: proposals that arrive in a mailbox, the answers to their authors, and what is told to those who decide."""
