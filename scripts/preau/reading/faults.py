"""The rules about single values: keys, lengths, words, days and numbers of a head or a registry file."""

from __future__ import annotations

from preau.findings import Severity, declare
from preau.i18n import N_

SHAPE_SLUG = N_("small letters without accents, digits and hyphens, as in river-banks")
SHAPE_TERRITORY = N_("the code of a territory, as in 34, 2A, 75-18 or r-76, between quotes")
SHAPE_ADDRESS = N_("the e-mail address of a role, as in herault@preau.example")
SHAPE_URL = N_("an address that begins with https://")
SHAPE_REVISION = N_("the 8 signs by which `preau translations` names the text that is translated")
SHAPE_IDENTIFIER = N_('an identifier of 36 signs, as python3 -c "import uuid; print(uuid.uuid4())" makes one')
SHAPE_KEY = N_("a public key that begins with ssh-ed25519")
SHAPE_RECORD = N_("a territory and the short name of an initiative, as in 34/river-banks")
SHAPE_STEM = N_("two digits and the name of the file without its ending, as in 01-first-steps")
SHAPE_DECISION = N_("the year and four digits, as in 2026-0001, or the year and words")
SHAPE_COMMIT = N_("the name of a commit: 40 signs among 0-9 and a-f")
SHAPE_PICTURE = N_("the name of a picture beside this file, in small letters, as in river-banks.jpg")
SHAPE_VIDEO = N_("the name of a video beside this file, in small letters, as in river-banks.mp4 or .webm")
SHAPE_CAPTIONS = N_("the name of a file of captions, in small letters, as in river-banks.vtt")
SHAPE_QUANTITY = N_("a number, with a comma before its decimals, as in 12 or 0,5")
SHAPE_OTHER = N_("the form shown in the schema of this kind of file (preau schema)")

UNKNOWN_KEY = declare(
    "PR110", Severity.ERROR, N_("A key that is not known"),
    N_("unknown key: {key}"),
    N_("Keys allowed here: {allowed}."),
    N_("A key that no program reads would be lost in silence, such as a title typed with a fault."),
    key="titel", allowed="title, summary, territory",
)  # fmt: skip
MISSING = declare(
    "PR111", Severity.ERROR, N_("A key that is missing"),
    N_("the key {key} is missing"),
    N_("Add a line “{key}: …” here."),
    N_("The page of the site is drawn from these facts: without it the page would have a hole."),
    key="title",
)  # fmt: skip
EMPTY_VALUE = declare(
    "PR112", Severity.ERROR, N_("A key without a value"),
    N_("the key {key} has no value"),
    N_("Give it a value, or remove the line if the key is optional."),
    N_("Nobody can tell an oversight from a wish to say nothing."),
    key="place",
)  # fmt: skip
TOO_SHORT = declare(
    "PR113", Severity.ERROR, N_("A text that is too short"),
    N_("{size} characters, at least {least} are needed"),
    N_("Say a little more."),
    N_("A title of two letters tells a reader nothing."),
    size="3", least="5",
)  # fmt: skip
TOO_LONG = declare(
    "PR114", Severity.ERROR, N_("A text that is too long"),
    N_("{size} characters, at most {most} are allowed"),
    N_("Shorten it; details belong in the text below."),
    N_("Titles and summaries are read in lists, on telephones."),
    size="95", most="80",
)  # fmt: skip
NOT_ALLOWED = declare(
    "PR115", Severity.ERROR, N_("A word outside the allowed ones"),
    N_("unknown value: {value}"),
    N_("Allowed: {allowed}."),
    N_("Filters and counts need everyone to use the same words."),
    value="open", allowed="seeking, underway, realised, abandoned",
)  # fmt: skip
MALFORMED = declare(
    "PR116", Severity.ERROR, N_("A value of another form than expected"),
    N_("this value does not have the form expected: {value}"),
    N_("Expected: {shape}."),
    N_("Addresses, codes and identifiers are read by programs as well as by people."),
    value="River Banks", shape=SHAPE_SLUG,
)  # fmt: skip
NOT_A_DAY = declare(
    "PR117", Severity.ERROR, N_("A day that does not exist or is written otherwise"),
    N_("{value} is not a day of the calendar"),
    N_("Write the year, the month and the day, as in 2026-11-23."),
    N_("Days written in other orders are read differently from one country to another."),
    value="30/02/2026",
)  # fmt: skip
NOT_A_DURATION = declare(
    "PR118", Severity.ERROR, N_("A duration written otherwise"),
    N_("{value} is not a duration"),
    N_("Write PT25M for 25 minutes, PT1H for one hour, PT1H30M for an hour and a half."),
    N_("Durations are added up to tell learners how long a week takes."),
    value="25 min",
)  # fmt: skip
NOT_A_NUMBER = declare(
    "PR119", Severity.ERROR, N_("A number written otherwise"),
    N_("{value} is not a whole number"),
    N_("Write digits only, as in 12."),
    N_("Numbers are compared and added."),
    value="a dozen",
)  # fmt: skip
NOT_A_TRUTH = declare(
    "PR120", Severity.ERROR, N_("Yes or no, written otherwise"),
    N_("{value} is neither true nor false"),
    N_("Write true or false."),
    N_("Words such as “on” or “yes” are read differently from one program to another."),
    value="yes",
)  # fmt: skip
COUNT = declare(
    "PR122", Severity.ERROR, N_("Too few or too many items"),
    N_("{size} items here; allowed: {sign} {limit}"),
    N_("Keep the most important ones, or add what is missing."),
    N_("An initiative with ten themes is found under none."),
    size="5", sign="≤", limit="3",
)  # fmt: skip
MARKUP_IN_FIELD = declare(
    "PR123", Severity.ERROR, N_("Markup in a plain text"),
    N_("signs of markup in a plain text: {found}"),
    N_("Write the sentence without < and &…; markup belongs in the text below the head, as Markdown."),
    N_("Titles are shown on many pages: a title with markup could change or attack all of them."),
    found="<b",
)  # fmt: skip
IDENTITY = declare(
    "PR124", Severity.ERROR, N_("A file whose name and content disagree"),
    N_("{key} says {value}, but the file is in {folder}"),
    N_("Change one of the two, so that both say the same."),
    N_("The place of a file says who decides about it: it cannot say another thing than the file itself."),
    key="territory", value="81", folder="initiatives/34/river-banks.md",
)  # fmt: skip
BOUNDS = declare(
    "PR125", Severity.ERROR, N_("A number outside its bounds"),
    N_("{value} is out of bounds"),
    N_("Allowed: {sign} {limit}."),
    N_("A quorum of 0 would let anyone decide; a duration of a year is a mistake."),
    value="0", sign="≥", limit="1",
)  # fmt: skip
