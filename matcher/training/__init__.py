"""Adapts the encoder to ESCO: pairs of texts, the network in torch, and the loop (extra `train`)."""
