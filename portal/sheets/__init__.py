"""Spreadsheets that come in and go out: read within limits, written so that nothing in them is a formula."""
