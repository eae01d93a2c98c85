"""The unit's desk: self-assessment, sign-off, answers, its own scorecard."""
