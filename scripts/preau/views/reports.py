"""Findings in every voice: for a terminal, as JSON, and as annotations of a forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from preau.findings import RULES, Finding, Severity, printable
from preau.i18n import N_, say_in

LineOf = Callable[[str, int], str]
"""The text of a line of a file, empty when there is none."""
_WORDS = {Severity.ERROR: N_("error"), Severity.WARNING: N_("warning"), Severity.NOTICE: N_("notice")}


def as_text(findings: Sequence[Finding], line_of: LineOf, lang: str, day: str) -> str:
    """`path:line:column: CODE message`, the culprit underlined, then how to mend it; and a line that counts."""
    blocks = [_block(finding, line_of, lang) for finding in findings]
    return "\n".join([*blocks, summary(findings, lang, day)]) + "\n"


def _block(finding: Finding, line_of: LineOf, lang: str) -> str:
    say = say_in(lang).gettext
    severity = "" if finding.severity is Severity.ERROR else f" {say(_WORDS[finding.severity])}:"
    place = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    lines = [f"{place}: {finding.code}{severity} {finding.message(say)}"]
    source = line_of(finding.path, finding.line)
    if source.strip():
        lines += _underlined(source, finding)
    lines.append(f"  {say(N_('help'))}: {finding.help(say)} ({say(N_('more'))}: preau explain {finding.code})")
    return "\n".join(lines) + "\n"


def _underlined(source: str, finding: Finding) -> list[str]:
    """The line and, under it, signs at the culprit; a long line is shown around it. Personal data stays hidden."""
    start = finding.column - 1
    if finding.code in {"PR401", "PR402", "PR403", "PR404"}:
        source = source[:start] + "•" * finding.length + source[start + finding.length :]
    first = max(0, start - 50)
    shown = printable(source[first : first + 100].replace("\t", " "), 100)
    mark = " " * (start - first) + "^" * max(1, min(finding.length, len(shown) - (start - first)))
    number = str(finding.line)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {mark}"]


def summary(findings: Sequence[Finding], lang: str, day: str) -> str:
    """How many errors, warnings and notices, in one line."""
    words = say_in(lang)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    if not findings:
        return words.gettext("No fault found (on {day}).").format(day=day)
    parts = [
        words.ngettext("{n} error", "{n} errors", counts[Severity.ERROR]).format(n=counts[Severity.ERROR]),
        words.ngettext("{n} warning", "{n} warnings", counts[Severity.WARNING]).format(n=counts[Severity.WARNING]),
        words.ngettext("{n} notice", "{n} notices", counts[Severity.NOTICE]).format(n=counts[Severity.NOTICE]),
    ]
    return ", ".join(part for part in parts if not part.startswith("0 ")) + "."


def as_json(findings: Iterable[Finding], lang: str) -> str:
    """An array of {code, severity, path, line, column, message, help}."""
    say = say_in(lang).gettext
    return json.dumps(
        [
            {
                "code": finding.code, "severity": finding.severity.word, "path": printable(finding.path),
                "line": finding.line, "column": finding.column,
                "message": finding.message(say), "help": finding.help(say),
            }
            for finding in findings
        ],
        ensure_ascii=False, indent=2,
    ) + "\n"  # fmt: skip


def as_github(findings: Iterable[Finding], lang: str) -> str:
    """One workflow command a finding; a stranger's text can neither end the command nor begin another."""
    say = say_in(lang).gettext
    lines = []
    for finding in findings:
        where = f"file={_property(finding.path)},line={finding.line},col={finding.column},title={finding.code}"
        lines.append(f"::{finding.severity.word} {where}::{_data(finding.message(say) + ' ' + finding.help(say))}")
    return "".join(line + "\n" for line in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def explain(code: str, lang: str) -> str | None:
    """What a rule asks, why, and how to mend a file; None for a code that no rule bears."""
    rule = RULES.get(code.upper())
    if rule is None:
        return None
    say = say_in(lang).gettext
    word = say(_WORDS[rule.severity])
    return (
        f"{rule.code} · {say(rule.title)} ({word})\n\n"
        f"{say(N_('What is said'))}: {say(rule.message)}\n"
        f"{say(N_('How to mend it'))}: {say(rule.help)}\n"
        f"{say(N_('Why'))}: {say(rule.reason)}\n"
    )
