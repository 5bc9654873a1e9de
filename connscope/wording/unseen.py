"""What only the kernel saw, in one sentence: nobody is to take what is shown for all that there was."""

from connscope.picture import Picture
from connscope.units import amount

ADVICE = {"uvloop": "connscope run --without uvloop … shows them"}
"""By the name of the library how it is avoided."""
MOST_REASONS = 2


def advice(picture: Picture) -> str:
    """What can be done so that it is seen; empty if nothing can."""
    reasons = {fact.why for fact in picture.unseen.values()}
    return "".join(said for name, said in ADVICE.items() if any(name in reason for reason in reasons))


def unseen_bytes(picture: Picture) -> int:
    """How much, in and out together."""
    return sum(fact.bytes_in + fact.bytes_out for fact in picture.unseen.values())


def unseen_sentence(picture: Picture) -> str:
    """How much no call has told of, why, and what can be done; empty if nothing is missing."""
    facts = list(picture.unseen.values())
    if not facts:
        return ""
    into, out = sum(fact.bytes_in for fact in facts), sum(fact.bytes_out for fact in facts)
    conns = sum(1 for fact in facts if fact.conn)
    where = f" on {conns:,} connection{'s' if conns > 1 else ''}" if conns else ""
    reasons = list(dict.fromkeys(fact.why for fact in facts))
    more = " …" if len(reasons) > MOST_REASONS else ""
    size = f"{amount(into)} in, {amount(out)} out unseen" if into + out else "Not all is seen"
    told = f"{size}{where}: {'; '.join(reasons[:MOST_REASONS])}{more}"
    return " · ".join(filter(None, (told, advice(picture))))
