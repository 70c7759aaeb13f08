"""What one value cannot know: rules across files, each beside its reason, gathered in `run`."""
