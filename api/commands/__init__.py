"""Commands of `immerse`, one noun per module."""
