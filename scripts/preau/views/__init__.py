"""Model values to what people read: HTML fragments, feeds, reports; knows no generator."""
