"""`crowd reindex` and `crowd search`: making the index anew, and judging what it finds."""

import json
from functools import partial
from pathlib import Path

import click
from flask.cli import with_appcontext

from crowd.search import evaluation, meaning
from crowd.search.actions import rebuild

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@with_appcontext
def reindex() -> None:
    """Make a fresh search index; the old one serves until it is ready."""
    click.echo(f"{rebuild()} documents are indexed.")


@click.group()
def search() -> None:
    """How well search finds what it should."""


@search.command()
@click.option("--docs", required=True, type=FILE, help="JSON Lines: id, title, body.")
@click.option(
    "--queries",
    required=True,
    type=FILE,
    help="JSON Lines: id, title, body, relevant, [candidates], [exclude].",
)
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl", show_default=True)
@click.option(
    "--mode",
    type=click.Choice(["lexical", "hybrid"]),
    help="By words alone, or by meaning as well; as installed when not given.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@click.option("--rankings", type=FILE, help="Write the first 50 ids of each query to this file.")
def evaluate(
    docs: Path,
    queries: Path,
    language: str,
    mode: str | None,
    as_json: bool,
    rankings: Path | None,
) -> None:
    """Ask a scratch index of DOCS for what is similar, and tell how good and how quick that is.

    Shares run from 0 to 1, times are in milliseconds.
    """
    encoder = meaning.encoder() if mode != "lexical" else None
    if mode == "hybrid" and encoder is None:
        raise click.ClickException(
            "The extra `meaning` is not installed (requirements-meaning.txt)."
        )
    try:
        documents = evaluation.documents_in(docs, language)
        asked = evaluation.queries_in(queries, documents)
        given = evaluation.answers(
            documents, asked, language, partial(click.echo, err=True), encoder
        )
        if rankings:
            rankings.write_text("".join(f"{line}\n" for line in evaluation.rankings(given)))
    except (evaluation.BadFile, OSError) as error:
        raise click.ClickException(str(error)) from error
    figures = {
        "documents": len(documents),
        "queries": len(asked),
        "language": language,
        "mode": "hybrid" if encoder else "lexical",
        **{name: round(value, 4) for name, value in evaluation.figures(given).items()},
    }
    if as_json:
        click.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            click.echo(f"{name:<10} {value}")
