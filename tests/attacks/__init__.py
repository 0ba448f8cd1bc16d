"""Attacks on a running server. Those that others of tests/ make already are not made again: docs/security.md
says where each is."""
