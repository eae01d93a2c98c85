"""Measures a printed circular against the thirty rules of its format: value, limit and verdict for each.

It reads the PDF back and knows nothing of the code that set it: only the numbers of the standard
(GB/T 9704-2012, GB/T 33476.2-2016, GB/T 15834). So it judges any circular, also one finished in WPS.
"""

from portal.documents.checking.check import Report, Unreadable, check, examine, faults
from portal.documents.checking.expected import AnAnnex, Expected
from portal.documents.checking.verdict import Outcome, Verdict

__all__ = ["AnAnnex", "Expected", "Outcome", "Report", "Unreadable", "Verdict", "check", "examine", "faults"]
