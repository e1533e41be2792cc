"""Proposing, collecting and comparing annotations; nothing here needs torch."""
