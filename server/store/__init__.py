"""Remembering reports in Redis: what it may hold, how it is found, and doing without it."""

from server.store.entries import Entry, Place, Vault
from server.store.store import Store, Unavailable

__all__ = ["Entry", "Place", "Store", "Unavailable", "Vault"]
