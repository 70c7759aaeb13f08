"""Findings in every voice: for a terminal, as JSON, and as annotations of a forge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from preau.findings import Finding, Rule, Severity, printable
from preau.i18n import N_, say_in

LineOf = Callable[[str, int], str]
"""The text of a line of a file, empty when there is none."""
_WORDS = {Severity.ERROR: N_("error"), Severity.WARNING: N_("warning"), Severity.NOTICE: N_("notice")}
NOTHING_FOUND = N_("No fault found (on {day}).")
_PERSONAL = frozenset({"PR401", "PR402", "PR403", "PR404"})


def as_text(findings: Sequence[Finding], line_of: LineOf, lang: str, day: str, clean: str = NOTHING_FOUND) -> str:
    """`path:line:column: CODE message`, the culprit underlined, then how to mend it; and a line that counts.

    `clean` is said when nothing is found.
    """
    shown = masked(findings, line_of)
    blocks = [_block(finding, shown, lang) for finding in findings]
    return "\n".join([*blocks, summary(findings, lang, day, clean)]) + "\n"


def masked(findings: Iterable[Finding], line_of: LineOf) -> LineOf:
    """Shows lines without what is personal in them."""
    hidden: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for finding in findings:
        if finding.code in _PERSONAL:
            hidden.setdefault((finding.path, finding.line), []).append((finding.column, finding.length))

    def shown(path: str, line: int) -> str:
        source = line_of(path, line)
        for column, length in hidden.get((path, line), ()):
            source = source[: column - 1] + "•" * length + source[column - 1 + length :]
        return source

    return shown


def _block(finding: Finding, line_of: LineOf, lang: str) -> str:
    say = say_in(lang).gettext
    severity = "" if finding.severity is Severity.ERROR else f"{say(_WORDS[finding.severity])}, "
    place = f"{printable(finding.path)}:{finding.line}:{finding.column}"
    lines = [f"{place}: {finding.code} {severity}{finding.message(say)}"]
    source = line_of(finding.path, finding.line)
    if finding.length and source.strip():
        lines += _underlined(source, finding)
    told = say(N_("to mend it: {help} (more: preau explain {code})"))
    lines.append("  " + told.format(help=finding.help(say), code=finding.code))
    return "\n".join(lines) + "\n"


def as_letter(findings: Sequence[Finding], line_of: LineOf, lang: str, page_of: Callable[[str], str]) -> list[str]:
    """A paragraph a fault, for who has no program to run: what is wrong, where, how to mend it, the page about it.

    `page_of` gives the address where a code is explained, empty when there is none.
    """
    say, shown, parts = say_in(lang).gettext, masked(findings, line_of), []
    for finding in findings:
        source = printable(shown(finding.path, finding.line).strip(), 200) if finding.length else ""
        lines = [f"- {finding.message(say)}"]
        lines += [say(N_("It is in this line: {line}")).format(line=source)] if source else []
        lines += [finding.help(say)]
        page = page_of(finding.code)
        lines += [say(N_("Why: {text}")).format(text=page)] if page else []
        parts.append("\n  ".join(lines))
    return parts


def _underlined(source: str, finding: Finding, width: int = 100) -> list[str]:
    """The line and, under it, signs at the culprit; of a long line, what is around it."""
    start = min(finding.column - 1, len(source))
    first = max(0, start - width // 2)
    before, culprit, after = (
        source[first:start],
        source[start : start + finding.length],
        source[start + finding.length :],
    )
    shown = ["…" if first else "", *(printable(part.replace("\t", " "), width) for part in (before, culprit, after))]
    mark = " " * (len(shown[0]) + len(shown[1])) + "^" * max(1, min(len(shown[2]), width))
    text = "".join(shown)
    number = str(finding.line)
    cut = text[:width] + "…" if len(text) > width + 1 else text
    return [f"  {number} | {cut}", f"  {' ' * len(number)} | {mark[: width + 1]}"]


def summary(findings: Sequence[Finding], lang: str, day: str, clean: str = NOTHING_FOUND) -> str:
    """How many errors, warnings and notices, in one line."""
    words = say_in(lang)
    counts = {severity: sum(finding.severity is severity for finding in findings) for severity in Severity}
    if not findings:
        return words.gettext(clean).format(day=day)
    errors, warnings, notices = (counts[severity] for severity in Severity)
    parts = [
        (errors, words.ngettext("{n} error", "{n} errors", errors)),
        (warnings, words.ngettext("{n} warning", "{n} warnings", warnings)),
        (notices, words.ngettext("{n} notice", "{n} notices", notices)),
    ]
    return ", ".join(part.format(n=count) for count, part in parts if count) + "."


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


def explain(rule: Rule, lang: str) -> str:
    """What a rule asks, why, and how to mend a file."""
    say = say_in(lang).gettext
    parts = (
        (N_("What is said, for example: {text}"), rule.message),
        (N_("How to mend it: {text}"), rule.help),
        (N_("Why: {text}"), rule.reason),
    )
    lines = [say(lead).format(text=rule.told(template, rule.example, say)) for lead, template in parts]
    return "\n".join([f"{rule.code} · {say(rule.title)} ({say(_WORDS[rule.severity])})", "", *lines]) + "\n"
