"""Terms into YAML: fresh, or into the text that somebody wrote before."""

from __future__ import annotations

from handschlag.agreement.core.problems import Unreadable
from handschlag.agreement.core.terms import GRAMMAR, Terms
from handschlag.agreement.core.terms.grammars import SAID_OTHERWISE_BEFORE
from handschlag.agreement.core.yaml_form.dumping import dump
from handschlag.agreement.core.yaml_form.keeping import rewritten
from handschlag.agreement.core.yaml_form.reading import parsed, read


def write(terms: Terms, like: str | None = None) -> str:
    """The terms as YAML in the order of the grammar; what is not said is left out. ``read`` gives back equal terms with the same hash.

    ``like`` is a text somebody wrote. Where it says the same it is given back as it is; where not, what changed is written into
    it, and its comments, order and style stay at every place that still exists. A text that cannot be read is not followed.
    """
    fresh = dump(terms.plain())
    if like is None:
        return fresh
    try:
        before = read(like)
        if before == terms:
            return like
        root, written = parsed(like)
        plain = before.plain()
        otherwise = SAID_OTHERWISE_BEFORE.get(written.get("grammar", GRAMMAR), ())
        plain |= {name: written[name] for name in otherwise if name in written}
        followed = rewritten(like.removeprefix("\ufeff"), root, plain, terms.plain())
        return followed if read(followed) == terms else fresh
    except Unreadable:
        return fresh
