"""What became of each line or row of a source, for who writes a profile by trial."""

from dataclasses import dataclass

from pipeline.ingest.common.reading import ReadResult

# What a statement says beside its text, in the order in which it is shown.
_FACTS = (
    "kind", "round", "category_given", "mentioned", "effect", "respondent", "speaker", "organisation", "question",
)  # fmt: skip
UNKNOWN = ("titelblad", "overig")  # reasons for lines of which the profile knows nothing
# And for text in which it saw no statement.
UNREAD = (*UNKNOWN, "verslag", "geen_oordeel", "losse_tekst", "naslag", "toelichting")


@dataclass(frozen=True)
class Outcome:
    """One line or row.

    Attributes
    ----------
    number : of the line or row, 1-based.
    what : "statement 3", "statement 4-6" for an answer split into sentences; else the reason why
        it is in none.
    said : what is known of the statement, or of the heading.
    kept : whether it is in a statement.
    """

    number: int
    what: str
    said: str
    text: str
    kept: bool


def outcomes(reading: ReadResult) -> list[Outcome]:
    """An outcome per line or row, in order; a row, which has no text of its own, shows its statement."""
    statements = reading.statements
    facts = [
        " · ".join(value for value in row if value)
        for row in statements[list(_FACTS)].itertuples(index=False, name=None)
    ]
    starting = statements.groupby("line_start").indices
    found: list[Outcome] = []
    now = ""
    for unit in reading.incoming:
        number = int(unit.rsplit(":", 1)[1])
        what, text = reading.dropped.get(unit, ""), reading.texts.get(unit, "")
        said = reading.headings.get(unit, "")
        kept = not what
        places = list(starting.get(str(number), ())) if kept else []
        if places:
            now = f"statement {places[0] + 1}" + (f"-{places[-1] + 1}" if len(places) > 1 else "")
            said = facts[places[0]]
            text = text or " ".join(statements["text"].iloc[place] for place in places)
        elif kept:
            said = "(goes on)"
        found.append(Outcome(number, what or now, said, text, kept=kept))
    return found
