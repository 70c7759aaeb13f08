"""What a contributor asks for, as pure values: change, statement, policy, verdict (they come with the signed trail)."""
