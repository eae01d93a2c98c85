"""Every read, named for what it gives. Always ordered; who may see what is decided here."""
