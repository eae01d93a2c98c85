"""How a holiday notice writes its days: 元旦：1月1日至3日放假; 2月4日（星期六）、2月18日上班; 2028-01-01."""

import re

ONE = r"(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?"
DAY = re.compile(ONE)
ORDINAL = re.compile(r"^[一二三四五六七八九十]+、")
TAIL = re.compile(r"[\s，。；]*(?:放假.*)?")
SPAN = re.compile(rf"{ONE}(?:\s*(?:至|到|—+|–|~|～)\s*(?:{ONE}|(\d{{1,2}})日))?")
BETWEEN = re.compile(r"[、，,；;。\s]|[（(][^）)]*[）)]|上班")
