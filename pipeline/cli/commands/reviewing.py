"""What ``thermometer review`` does: try a returned file, ask for more to review, say how far it is.

Reads   what stage review reads and wrote and reports/<corpus>/metrics.json.
Writes  nothing, but for ``more``: the files that were asked for, beside the corpus's folder in reports/.
"""

import json
from collections import Counter
from pathlib import Path

from pipeline.core.corpus import REPORTS, Corpus, corpus_named
from pipeline.core.counting import is_codable
from pipeline.core.errors import InputError, InputErrors, several
from pipeline.core.files import read_bytes, write_bytes
from pipeline.core.params import ReviewParams, load_params
from pipeline.core.tables import CODINGS, LABELS, ORPHANS, REJECTED, REVIEW, read_table, write_table
from pipeline.language_model.mixed import together
from pipeline.language_model.mixing import said_of
from pipeline.review.common.issues import APPLIED, as_errors, as_table, read_messages
from pipeline.review.common.resolutions import DECIDED, DISPUTED, UNSURE, Resolution, aggregate
from pipeline.review.common.review_rows import SHOWN, review_rows
from pipeline.review.common.texts import Texts
from pipeline.review.labels.corrections import drawn
from pipeline.review.labels.labelling import effects
from pipeline.review.metrics.pace import Pace, pace
from pipeline.review.outgoing.outgoing import asked_for, beside_audit, left_to_do, may_be_drawn, rendered
from pipeline.review.outgoing.workbook import workbook
from pipeline.review.page.page import AboutFile, review_page
from pipeline.review.returned.hand_in import read_predictions, returned_files, today
from pipeline.review.returned.reading import SAMPLE, may_be_review, read_returned

MOST_CHANGES = 20  # of labels, shown by `check`


def check(file: Path, name: str | None, *, strict: bool, out: Path | None) -> tuple[str, InputError | None]:
    """What would become of a file if it were handed in now, beside those that are; nothing is applied.

    Gives the report, and the mistakes that end the command: with ``strict`` any, else a file that is no table.
    """
    corpus, params = corpus_named(name), load_params()
    if not may_be_review(file.name):
        raise InputError(
            "a file of this name is passed over",
            where=str(file),
            todo="save it as .xlsx or .csv under another name",
        )
    predictions, handed_in = read_predictions(corpus), returned_files(corpus.reviews)
    texts = Texts.of(predictions)
    before = read_returned(handed_in, texts, corpus.codebook)
    content = b"" if file.is_file() and not file.stat().st_size else read_bytes(file)  # said as of a returned file
    files = {**handed_in, file.name: content}
    returned = read_returned(files, texts, corpus.codebook, today=today())
    issues = [issue for issue in returned.issues if issue.file == file.name]
    (found,) = (one for one in returned.receipts if one.file == file.name)
    if out is not None:
        write_table(out, as_table(issues), REJECTED)
    resolutions = aggregate(returned.reviews)
    second, now = said_of(corpus), corpus.reports / "labels.csv"
    if len(second) and now.is_file():  # what stands now are the labels of both coders
        predictions, _ = together(predictions, second, read_table(now, LABELS), corpus.codebook)
    changed = effects(predictions, aggregate(before.reviews), resolutions, file.name, corpus.codebook)
    # Of statements that are coded blind no change is told: it would show what the machine thinks of them to who
    # is half-way.
    blind = {one.statement_id for one in (*before.reviews, *returned.reviews) if one.blind}
    report = rendered(
        "check.txt.j2",
        name=corpus.name,
        found=found,
        changed=changed,
        labels=[one for one in changed if one.column != "status" and one.statement_id not in blind],
        columns=SHOWN,
        unseen=len({one.statement_id for one in changed} & blind),
        gone=len({one.statement_id for one in changed if not one.rows}),
        most=MOST_CHANGES,
        disputes=_disputes(resolutions, file.name),
    )
    errors = as_errors(issues, folder=str(file.parent))
    if any(issue.message.stops for issue in issues) and (strict or params.review.strict or found.rows is None):
        return report, InputErrors.of(errors)
    return "\n".join([report, *map(str, errors)]), None


def _disputes(resolutions: dict[str, Resolution], file: str) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """The statements that a file disputes: about what, and with whom."""
    found = []
    for one, resolution in sorted(resolutions.items()):
        if resolution.disputed and any(review.file == file for review in resolution.reviews):
            others = {f"{r.reviewer} ({r.file} row {r.row})" for r in resolution.reviews if r.file != file}
            found.append((one, resolution.disputed, sorted(others)))
    return found


def more(name: str | None, *, theme: str, size: int | None, second: bool, out: Path | None) -> str:
    """Write files with more statements to review, of a theme where one is named; gives the summary line.

    With ``second`` these are statements of the audit that one reviewer coded, blind, for another to code.
    """
    corpus, params = corpus_named(name), load_params()
    codebook = corpus.codebook
    labels = read_table(corpus.reports / "labels.csv", LABELS)
    wanted = params.review.doubtful_size if size is None else size
    audit = drawn(returned_files(corpus.reviews).get(SAMPLE))
    chosen = codebook.resolve("themes", theme, where="--theme") if theme else ""
    if second:
        coded = Counter(read_table(corpus.reports / "codings.csv", CODINGS)["statement_id"])
        once = labels["statement_id"].map(lambda one: coded[one] == 1 and one in audit)
        rows = review_rows(labels[once].head(wanted), audit, {})
    else:
        rows = review_rows(asked_for(labels, wanted, audit, chosen), (), {})
    if rows.empty:
        raise _nothing(corpus.name, second=second, beside=beside_audit(labels))
    suffix = "tweede" if second else chosen or "twijfel"
    target = out or REPORTS / f"meer-{corpus.name}-{suffix}.csv"
    book, page = target.with_suffix(".xlsx"), target.with_suffix(".html")
    for path in (target, book, page):
        if path.exists():
            raise InputError(
                "this file is there already; answers in it would be lost",
                where=str(path),
                todo="move it away, or name another file with --out",
            )
    write_table(target, rows, REVIEW)
    write_bytes(book, workbook(rows, codebook))
    about = AboutFile(target.stem, corpus.name, corpus.config.title, _pace(corpus, params.review).seconds)
    write_bytes(page, review_page(rows, codebook, about))
    return f"review more {corpus.name}: {several(len(rows))} → {target}, {book}, {page}"


def _pace(corpus: Corpus, tuned: ReviewParams) -> Pace:
    return pace(read_table(corpus.reports / "codings.csv", CODINGS), tuned.seconds_per_statement)


def _nothing(name: str, *, second: bool, beside: int) -> InputError:
    """Why there is nothing more to review; ``beside`` as :func:`beside_audit` counts."""
    problem = f"there is nothing more to review of this kind; outside the blind sample: {several(beside)}"
    todo = "ask for another theme"
    if second:
        problem = "no statement of the blind audit was coded by one reviewer and not yet by another"
        todo = "hand in a coded blind file first, and run dvc repro"
    elif not beside:
        problem = "all statements are in the blind sample, which teaches the coder nothing: none is left besides"
        todo = "code review/blind-*; that is the measure"
    return InputError(problem, where=f"review more {name}", todo=todo)


def status(name: str | None) -> str:
    """How far reviewing is, and how many minutes of blind coding are left."""
    corpus, tuned = corpus_named(name), load_params().review
    folder = corpus.reports
    labels = read_table(folder / "labels.csv", LABELS)
    metrics = json.loads(read_bytes(folder / "metrics.json", todo="run dvc repro"))
    reviewed = labels[labels["review_status"] != ""]
    # Coded without sight of labels, in the audit or not, and it stands: no dispute, nor settled by a decision.
    # Such codings correct nothing: nobody saw the labels that they differ from.
    coded_blind = read_table(folder / "codings.csv", CODINGS)["statement_id"]
    unseen = (reviewed["audit"] == "ja") | reviewed["statement_id"].isin(coded_blind)
    is_blind = unseen & ~reviewed["review_status"].isin((DISPUTED, DECIDED))
    blind = reviewed[is_blind]
    content = blind[is_codable(blind["themes_status"])]
    rejected = read_table(folder / "review" / "afgewezen.csv", REJECTED)["probleem"]
    remarks = int(rejected.isin([read_messages()[code].nl for code in APPLIED]).sum())
    in_audit = int((labels["audit_probability"] != "").sum())
    measured, figure = metrics["audit"]["themes"]["n"], metrics["audit"]["themes"]["micro_f1"]
    coded, width = (0, None) if figure["value"] is None else (measured, figure["high"] - figure["low"])
    wanted, speed = tuned.interval_width, _pace(corpus, tuned)
    uncoded = int((may_be_drawn(labels)["audit"] != "ja").sum())  # drawn for the audit or not
    left = left_to_do(coded, width, wanted, speed.seconds, coded + uncoded)
    return rendered(
        "status.txt.j2",
        name=corpus.name,
        reviewed=len(reviewed),
        statements=len(labels),
        blind=len(blind),
        alike=(content["category"] == content["predicted_category"]).sum(),
        unsure=(blind["review_status"] == UNSURE).sum(),
        by_status=Counter(reviewed.loc[~is_blind, "review_status"]),
        orphans=len(read_table(folder / "review" / "zonder-uitspraak.csv", ORPHANS)),
        problems=len(rejected) - remarks,  # what is odd in rows that count is no problem of them
        remarks=remarks,
        audited=(labels["audit"] == "ja").sum(),
        drawn=in_audit,
        reviewers=metrics.get("reviewers", {}),
        left=left,
        coded=coded,
        width=width,
        wanted=wanted,
        seconds=f"{speed.seconds:.0f}",
        timed=speed.timed,
        all_blind=in_audit and not beside_audit(labels),
        # Rounds that are coded whole are more than their part.
        to_draw=left.needed if left.needed > max(tuned.audit_size, in_audit) else 0,
    )
