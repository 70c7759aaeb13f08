"""`python -m preau`: the command, where no script can be put on the path (Windows, shared computers)."""

from preau.cli import main

main(prog_name="preau")
