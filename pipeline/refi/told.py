"""What is told in Dutch of a project that came in: all that was not taken over, with its number."""

from collections.abc import Iterator, Mapping

from pipeline.refi.words import WORDS


def left_aside(aside: Mapping[str, int], new_codes: Mapping[str, int]) -> str:
    """The list of what was not taken over; "" when all was.

    Parameters
    ----------
    aside : by what it is, a key of ``aside`` in refi.yaml, how many there are.
    new_codes : by the name of a code that the codebook has not, how often it was used.
    """
    lines = [f"- {line}" for line in _lines(aside, new_codes)]
    return "\n".join([WORDS["told"]["aside"], *lines]) if lines else ""


def _lines(aside: Mapping[str, int], new_codes: Mapping[str, int]) -> Iterator[str]:
    words = WORDS["told"]
    for name, n in sorted(new_codes.items(), key=lambda pair: (-pair[1], pair[0])):
        yield words["new_code"].format(name=name, n=n)
    for what, (one, more) in WORDS["aside"].items():
        if n := aside.get(what, 0):
            yield words["one"].format(n=n, what=one if n == 1 else more)
