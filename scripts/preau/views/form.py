"""The form of an initiative: its questions, what the model and the movement ask of each, and what a file looks like."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from preau.findings import RULES
from preau.model.initiative import SECTION_LIMITS, SECTIONS
from preau.model.schemas import schema
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots
from preau.views.places import opening_address

WORDS_OF = {"purpose": "purposes", "themes": "themes", "beneficiaries": "beneficiaries"}
"""The keys of an initiative that hold words of a vocabulary."""
CODES = (
    "PR012", "PR112", "PR113", "PR114", "PR115", "PR116", "PR117", "PR119", "PR122", "PR123", "PR125", "PR204",
    "PR206", "PR207", "PR213", "PR215", "PR301", "PR308", "PR311", "PR401", "PR402", "PR403", "PR404", "PR605",
)  # fmt: skip
"""The rules of `preau check` that the form applies while one writes (assets/form/rules.js), explained under it."""


def form(frame: Frame) -> tuple[Page, str]:
    """Propose an initiative, or change one that stands (`?initiative=34/name`)."""
    title, registry = frame.say("Propose an initiative"), frame.registry
    page = Page(
        title, frame.at.section("contribute", "propose"), "contribute", "form", robots=robots(frame),
        scripts=("form.js",), connect=origin_of(frame),
        crumbs=frame.crumbs((frame.say("Contribute"), frame.at.section("contribute")), (title, "")),
    )  # fmt: skip
    opened = [place for place in registry.territories.values() if place.open_on(frame.site.date)]
    territory = next((place.code for place in [*opened, *registry.territories.values()]), "fr")
    return page, frame.draw(
        "form.html", page, criteria=registry.criteria, answer_within=registry.movement.answer_within,
        contact=registry.movement.contact, forge=registry.movement.forge, model_file=_model_file(territory, frame),
        model_path=f"initiatives/{territory}/{frame.say('my-initiative')}.md",
        open_territories=[
            {"code": one.code, "name": one.name, "contact": registry.contact(one.code)}
            for one in sorted(opened, key=lambda one: cards.alphabetical(one.name))
        ],
        opening_address=opening_address(frame), codes=_codes(frame), form_data=form_data(page, frame),
        form_schema=form_schema(frame),
    )  # fmt: skip


def origin_of(frame: Frame) -> str:
    """The origin of the server that receives proposals, empty when the movement tells none."""
    parts = urlsplit(frame.registry.movement.doors.serve or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def form_schema(frame: Frame) -> Context:
    """The published schema of an initiative, completed by the words of the movement: the form knows no other."""
    made = schema("initiative") or {}
    properties: dict[str, Any] = dict(made["properties"])
    for key, name in WORDS_OF.items():
        words = [term.id for term in frame.registry.vocabularies.get(name, {}).values()]
        properties[key] = {**properties[key], "items": {**properties[key]["items"], "enum": words}}
    return {**made, "properties": properties}


def form_data(page: Page, frame: Frame) -> Context:
    """What the scripts of the form know of the movement; the shape is told in assets/form/page.js."""
    registry, lang, url = frame.registry, frame.site.lang, frame.url
    forge = registry.movement.forge
    return {
        "language": lang, "territories": _places(frame), "contact": registry.movement.contact,
        "answerWithin": registry.movement.answer_within, "serve": registry.movement.doors.serve or "",
        "forge": {"kind": forge.kind, "url": forge.url, "branch": forge.branch} if forge else None,
        "sections": SECTIONS[lang],
        "vocabularies": {
            name: sorted(
                ({"id": term.id, "label": term.label(lang)} for term in terms.values() if not term.replaced_by),
                key=lambda one: cards.alphabetical(one["label"]),
            )
            for name, terms in registry.vocabularies.items()
        },
        "addresses": sorted(registry.role_addresses()),
        "paths": {
            "data": url(frame.at.section("data")), "initiatives": url(frame.at.section("initiatives")),
            "follow": url(frame.at.section("contribute", "follow")),
        },
    }  # fmt: skip


def _places(frame: Frame) -> list[Context]:
    """The territories where one may live, the region of each, and who answers."""
    registry, places = frame.registry, []
    for place in sorted(registry.territories.values(), key=lambda one: one.code):
        if place.kind in {"country", "region"}:
            continue
        group = next((one.name for one in registry.line_of(place.code)[1:] if one.kind == "region"), "")
        places.append({
            "code": place.code, "name": place.name, "open": place.open_on(frame.site.date),
            "contact": registry.contact(place.code), "group": group,
        })  # fmt: skip
    return places


def _codes(frame: Frame) -> list[Context]:
    """What each code means, in the words of `preau explain`; a remedy that needs facts is told beside the question."""
    say = frame.say
    return [
        {
            "code": rule.code, "title": say(rule.title), "reason": say(rule.reason),
            "help": say(rule.help) if "{" not in rule.help else "",
        }
        for rule in (RULES[code] for code in CODES if code in RULES)
    ]  # fmt: skip


def _model_file(territory: str, frame: Frame) -> str:
    say, names = frame.say, SECTIONS[frame.site.lang]
    head = [
        ("title", say('"A title of 5 to 80 characters"')),
        ("summary", say('"One sentence of 20 to 200 characters: what it changes, for whom."')),
        ("territory", f'"{territory}"'),
        *((key, f"[{next(iter(frame.registry.vocabularies.get(name, {})), '')}]") for key, name in WORDS_OF.items()),
        ("place", say('"The town or the district, without the street"')),
    ]
    lines = [f"{key}: {value}" for key, value in head]
    lines += ["carrier:", f"  name: {say('A first name or a pseudonym')}", "  consent: pseudonym", "status: seeking"]
    body = "".join(
        f"\n## {names[key]}\n\n{say('At most {n} characters.').format(n=most)}\n"
        for key, most in SECTION_LIMITS.items()
    )
    return "---\n" + "\n".join(lines) + "\n---\n" + body
