"""The word of `preau` that puts the site where people read it: publish."""

from __future__ import annotations

from pathlib import Path

import click

from preau.cli.options import LANGUAGE, ROOT, main


@main.command()
@click.argument("target", envvar="PREAU_PUBLISH", required=False)
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of the site (default: site/).",
)
@click.option("--dry-run", "dry", is_flag=True, help="List what would be sent and removed, and change nothing.")
@click.option("--rollback", is_flag=True, help="Put the version before back.")
@click.option("--forget", is_flag=True, help="Forget the version before, once a text was withdrawn.")
@click.option("--full", is_flag=True, help="Read back every file of the target, and mend what something else changed.")
@click.option("--moved", is_flag=True, help="The site has a new address: replace the one of the old address.")
@click.option(
    "--precompress/--no-precompress",
    default=None,
    help="With or without compressed texts (default: where the host can use them).",
)
@click.option("--branch", default=None, help="Branch of the Pages (default: gh-pages at GitHub, else pages).")
@click.option(
    "--endpoint", default=None, envvar=["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"], help="Address of the storage."
)
@click.option("--public", is_flag=True, help="Storage: make each file public, where no rule of the bucket does.")
@click.option(
    "--fetch",
    type=click.IntRange(0, 3600),
    default=0,
    metavar="SECONDS",
    help="Then read what changed at the address of the site, as visitors do; wait for it so long at most.",
)
@click.option("--nginx", is_flag=True, help="Print what nginx needs to show the site; publish nothing.")
@LANGUAGE
@ROOT
def publish(
    target: str | None, site_dir: Path | None, dry: bool, rollback: bool, forget: bool, full: bool, moved: bool,
    precompress: bool | None, branch: str | None, endpoint: str | None, public: bool,
    fetch: int, nginx: bool, lang: str | None, root: Path,
) -> None:  # fmt: skip
    """Put the built site where people read it.

    TARGET is a folder, ssh://user@host/path, s3://bucket/prefix, pages:remote or gitlab:public (or PREAU_PUBLISH).
    """
    from preau.edges.misuse import misuse
    from preau.edges.plainly import in_words
    from preau.edges.publishing.command import Wish, run_forget, run_nginx, run_publish, run_rollback
    from preau.edges.publishing.targets import WRITTEN, Asked
    from preau.i18n import N_

    asked = Asked(branch, endpoint, public)
    with in_words(root) as spoken:
        if nginx:
            said = run_nginx(root).rstrip()
        elif target is None:
            raise misuse(N_("Where should the site go? Write one of {allowed}."), allowed=WRITTEN)
        elif forget:
            said = run_forget(root, target, site_dir, asked, spoken)
        elif rollback:
            said = run_rollback(root, target, site_dir, asked, dry, spoken)
        else:
            said = run_publish(root, target, site_dir, asked, Wish(dry, full, moved, precompress, fetch), spoken)
        click.echo(said)
