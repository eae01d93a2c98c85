"""Every change: one imperative verb each, keyword-only, one transaction, one audit row."""
