"""The general office's desk: year, progress, ranking, veto, notice, publication."""
