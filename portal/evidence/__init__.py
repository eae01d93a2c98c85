"""Evidence files: what kinds may come in, and where their bytes lie."""
