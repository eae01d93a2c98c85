"""How a fact is named in a line of the scorecard."""

from portal.scoring.facts import Fact
from portal.scoring.text import Text, number


def fact_text(fact: Fact, kind_title: str) -> Text:
    """Kind, title, date, document number and quantity of a fact, as far as it has them."""
    about = [part for part in (fact.on.isoformat() if fact.on else "", fact.document) if part]
    zh = f"{kind_title}：{fact.title}" if fact.title else kind_title
    en = f"“{kind_title}”: {fact.title}" if fact.title else f"“{kind_title}”"
    if fact.quantity != 1:
        zh, en = f"{zh} × {number(fact.quantity)}", f"{en} × {number(fact.quantity)}"
    if about:
        zh, en = f"{zh}（{'，'.join(about)}）", f"{en} ({', '.join(about)})"
    return Text(zh, en)
