"""What several roles read: a scorecard with its reasons, an evidence file, the audit trail."""
