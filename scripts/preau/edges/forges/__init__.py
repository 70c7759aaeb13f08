"""The window on forges: reviews by numeric account and commit, one status and one comment, a robot that merges."""
