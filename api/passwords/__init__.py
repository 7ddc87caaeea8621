"""Passwords: which ones will do, and Argon2id hashes of them."""
