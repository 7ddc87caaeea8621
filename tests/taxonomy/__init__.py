"""Tests of `taxonomy`."""
