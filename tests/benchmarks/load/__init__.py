"""Tests of load testing; only `test_running` starts a server."""
