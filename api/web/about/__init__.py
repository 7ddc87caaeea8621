"""Pages about the service itself: its card, its reference, a text to try."""
