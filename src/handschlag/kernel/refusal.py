"""What a verb says when it cannot do what was asked."""


class Refused(Exception):  # noqa: N818 – it is no error, and reads so: raise Refused
    """A request that is understood and turned down; ``str(refusal)`` is a sentence for the person who asked.

    Pages show it as a message, the API answers 409 with it. Nothing has been written when it is raised.
    """
