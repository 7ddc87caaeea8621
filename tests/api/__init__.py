"""Tests of `api/`: real databases, real applications."""
