"""Signing in and out, setting one's password."""
