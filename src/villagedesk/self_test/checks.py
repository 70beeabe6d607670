"""How a step of the self-test says that it failed. Imports nothing, for anything may be what is missing."""


class FailedError(Exception):
    """A step found that something is not as it must be; the text says what, in English, for whoever helps."""


def check(right: object, what: str) -> None:
    """Go on when it is right.

    Raises:
        FailedError: it is not; ``what`` names it.
    """
    if not right:
        raise FailedError(what)
