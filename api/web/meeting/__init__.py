"""One person on one screen."""
