"""Files to values: every fault becomes a finding with its place; nothing here raises on bad content."""
