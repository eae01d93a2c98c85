"""The demo: Dazhou, 2012 judged and published, 2013 in reporting. Made through the services, as
people would make it; running it again changes nothing."""

from portal.demo.making import STAGES, make
from portal.demo.people import account_lines

__all__ = ["STAGES", "account_lines", "make"]
