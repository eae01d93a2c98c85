"""The administrator's desk: units, sections, accounts. It sees no evidence and touches no score."""
