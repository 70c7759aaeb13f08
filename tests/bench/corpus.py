"""A large movement, made up from a seed: the same initiatives and courses written for Préau, for Hugo or for MkDocs.

    python tests/bench/corpus.py DIR [--for preau|hugo|mkdocs] [--initiatives N] [--courses C] [--seed S]

Initiative k depends only on (seed, k): a larger corpus holds the smaller one.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import unicodedata
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "content"
CHAPTERS = 10
WHAT = """Jardin partagé|Atelier vélo|Épicerie solidaire|Aide aux devoirs|Café des aidants|Ressourcerie|Pédibus
Cours de français|Permanence numérique|Potager d'insertion|Cantine de quartier|Accompagnement aux soins
Nettoyage des berges|Garage solidaire|Bourse aux livres|Sorties en montagne|Verger commun|Atelier d'écriture"""
WHERE = """de la gare|du vieux port|des Tilleuls|du canal|de la halle|des Coteaux|du moulin|de la Butte|du lavoir
de l'ancienne école|du faubourg|des bords de l'eau|du plateau|de la vallée|des Glycines|du pont neuf"""
WHO = """Les voisins|Une dizaine de bénévoles|Le centre social|Trois familles du quartier|Des retraités|Les parents
Des jeunes en recherche d'emploi|Les habitants isolés|Une équipe d'infirmières|Des étudiants|Les artisans du bourg"""
DO = """se retrouvent chaque semaine pour|proposent sans rendez-vous|préparent avec la mairie|ont ouvert au centre
entretiennent à tour de rôle|cherchent à étendre|animent le samedi matin|réparent et prêtent|racontent aux écoles"""
THING = """un repas ouvert à tous|des outils de jardin|une collecte de meubles|un trajet vers l'hôpital|des jeux
une lecture à voix haute|des papiers difficiles à remplir|un four à pain|une carte des lieux utiles|des vélos d'occasion
un accueil au chaud|des plants de légumes|une fête de printemps|des ordinateurs donnés|une marche de deux heures"""
WHY = """pour rompre la solitude|sans condition de ressources|avec l'appui d'une association voisine|depuis l'automne
malgré un budget modeste|dans une salle prêtée|afin que chacun trouve sa place|en lien avec l'assistante sociale
à raison de deux heures par semaine|après une enquête menée porte à porte|et les résultats sont affichés chaque mois"""
SYLLABLES = ["ba", "ra", "mon", "ti", "lo", "ver", "cha", "nel", "sau", "gri", "pel", "dou", "fa", "mar", "quin", "bre"]
NEEDS = ("volunteers", "equipment", "place", "funding", "institution", "skill")
STATUSES = ("seeking", "seeking", "underway", "underway", "realised", "abandoned")
START = date(2026, 1, 15)
OPENED = f"""
opened: {START}
contact: bonjour@preau.example
referents:
  - {{id: camille, name: Camille Mesure, fictional: true, from: {START}, until: 2027-12-31}}
"""
SETTINGS = f"""site_name: Mesure
site_url: https://preau.example/
docs_dir: content/pages
theme: {{name: material, custom_dir: "{ROOT / "overrides"}", language: fr, font: false}}
plugins: [preau]
"""
HOME = "---\ntitle: Un grand mouvement\ndescription: Un mouvement composé pour mesurer.\n---\n\nBienvenue.\n"


def words(text: str) -> list[str]:
    """The phrases of one of the lists above."""
    return re.split(r"[|\n]", text)


def slug(text: str) -> str:
    """An ASCII name for an address."""
    plain = unicodedata.normalize("NFD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def rare(dice: random.Random) -> str:
    """The name of somebody or of somewhere: a few come back all the time, most of them once (Zipf's law)."""
    rank, name = 300 + int(dice.paretovariate(0.35)) % 500_000, ""
    while rank or not name:
        rank, syllable = divmod(rank, len(SYLLABLES))
        name += SYLLABLES[syllable]
    return name.capitalize()


def sentence(dice: random.Random) -> str:
    """A plain French sentence that is roughly true of any initiative, often about somebody or somewhere."""
    parts = [dice.choice(words(WHO)), dice.choice(words(DO)), dice.choice(words(THING))]
    if dice.random() < 0.4:
        parts.append(dice.choice(("chez", "près de", "avec l'équipe de", "au lieu-dit")) + " " + rare(dice))
    if dice.random() < 0.7:
        parts.append(dice.choice(words(WHY)))
    if dice.random() < 0.1:
        parts[2] = f"**{parts[2]}**"
    return " ".join(parts) + "."


def prose(dice: random.Random, most: int) -> str:
    """Paragraphs of a few sentences, `most` characters at most."""
    paragraphs: list[list[str]] = [[]]
    length = 0
    while length + len(said := sentence(dice)) + 2 < most:
        if len(paragraphs[-1]) == 4:
            paragraphs.append([])
        paragraphs[-1].append(said)
        length += len(said) + 2
    return "\n\n".join(" ".join(paragraph) for paragraph in paragraphs)


def ids(vocabulary: str) -> list[str]:
    """The terms of the demonstration's vocabulary."""
    return [term["id"] for term in yaml.safe_load((SOURCE / "vocabularies" / f"{vocabulary}.yml").read_text("utf-8"))]


@dataclass(frozen=True)
class World:
    """What a made-up initiative may refer to."""

    seed: int
    territories: tuple[tuple[str, str], ...]
    themes: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    skills: tuple[str, ...]

    @classmethod
    def of_the_demonstration(cls, seed: int) -> World:
        """The départements and the words of content/."""
        read = [yaml.safe_load(path.read_text("utf-8")) for path in sorted((SOURCE / "territories").glob("*.yml"))]
        places = tuple((place["code"], place["name"]) for place in read if place["kind"] == "department")
        return cls(seed, places, tuple(ids("themes")), tuple(ids("beneficiaries")), tuple(ids("skills")))

    def initiative(self, number: int) -> tuple[str, str, dict[str, Any], str]:
        """Territory, name of the file, front matter and body of initiative `number`."""
        dice = random.Random(f"{self.seed}/initiative/{number}")
        proper = "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize()
        title = f"{dice.choice(words(WHAT))} {dice.choice(words(WHERE))}, {proper}"
        code, name = dice.choice(self.territories)
        begun = START + timedelta(days=dice.randrange(280))
        status = dice.choice(STATUSES)
        head: dict[str, Any] = {
            "title": title, "summary": sentence(dice).replace("**", ""), "territory": code,
            "purpose": dice.choice((["social"], ["environmental"], ["social", "environmental"])),
            "themes": dice.sample(self.themes, dice.randint(1, 3)),
            "beneficiaries": dice.sample(self.beneficiaries, dice.randint(1, 3)), "place": proper,
            "carrier": {"name": dice.choice(("Sacha", "Alix", "Noa")), "consent": "pseudonym", "fictional": True},
            "partners": [{"name": f"Association des amis de {proper}"}], "status": status, "starts": begun.isoformat(),
            "needs": [self.need(dice, index) for index in range(dice.randint(1, 4))],
        }  # fmt: skip
        if status in {"realised", "abandoned"}:
            ended = begun + timedelta(days=30)
            head["outcome"] = {"date": ended.isoformat(), "text": f"Ce que nous en gardons à {proper}, en {name}."}
        sections = {"Problème": 480, "Solution": 700, "Moyens": 500}
        body = "".join(f"## {name}\n\n{prose(dice, most)}\n\n" for name, most in sections.items()) + "## Avancement\n\n"
        for step in range(dice.randint(1, 3)):
            body += f"### {begun + timedelta(days=9 * step)}\n\n{prose(dice, 220)}\n\n"
        return code, f"{slug(title)}-{number}", head, body

    def need(self, dice: random.Random, index: int) -> dict[str, Any]:
        """Something asked for."""
        kind = dice.choice(NEEDS)
        skill = {"skill": dice.choice(self.skills)} if kind == "skill" else {}
        title = dice.choice(words(THING)).capitalize()
        return {"id": f"besoin-{index + 1}", "kind": kind, **skill, "title": title, "places": dice.randint(1, 9)}

    def chapter(self, course: int, number: int) -> tuple[str, dict[str, Any], str]:
        """Name, front matter and body of a chapter of 800 to 1,100 words, with its blocks."""
        dice = random.Random(f"{self.seed}/chapter/{course}/{number}")
        title = f"{dice.choice(words(THING)).capitalize()} {dice.choice(words(WHERE))}, {number + 1}"
        head = {
            "identifier": str(uuid.UUID(int=dice.getrandbits(128), version=4)), "title": title,
            "time_required": "PT15M", "teaches": ["agir"],
            "key_points": [sentence(dice).replace("**", "") for _ in range(3)],
        }  # fmt: skip
        parts = [prose(dice, 700)]
        for index in range(5):
            parts += [
                f"## {dice.choice(words(WHAT))} {index + 1}",
                prose(dice, 1000),
                BLOCKS[index].format(said=sentence(dice), number=number),
            ]
        return f"{number + 1:02d}-{slug(title)[:60].strip('-')}", head, "\n\n".join(parts) + "\n"


BLOCKS = (
    "> [!TIP]\n> {said}",
    "> [!METHOD]\n> title: En trois temps\n>\n> 1. {said}\n> 2. Noter ce qui manque.\n> 3. Recommencer.",
    "| Étape | Durée |\n| --- | --- |\n| Écouter | 20 min |\n| Décider | 10 min |\n| {said} | 5 min |",
    "> [!EXERCISE | essai-{number}]\n> time: PT10M\n>\n> {said}",
    "> [!QUIZ | question-{number}]\n> objective: agir\n>\n> Que faire en premier ?\n>\n"
    "> - [x] Écouter\n>     > Oui. {said}\n"
    "> - [ ] Décider seul\n>     > Non. On décide ensemble.\n>\n> Explication: Écouter vient d'abord.",
)


def document(head: dict[str, Any], body: str) -> str:
    """Front matter and Markdown; JSON values are YAML, and quotes keep `01` a word."""
    front = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items())
    return f"---\n{front}\n---\n\n{body.rstrip()}\n"


def write(path: Path, text: str) -> None:
    """Write one file, and its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def chapters(world: World, course: int) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The chapters of one course."""
    for number in range(CHAPTERS):
        yield world.chapter(course, number)


def write_preau(root: Path, world: World, initiatives: int, courses: int) -> None:
    """A movement whose every département is open, with these initiatives and courses."""
    for name in ("movement.yml", "criteria.yml", "vocabularies", "territories", "pages"):
        source = SOURCE / name
        target = root / "content" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    write(root / "mkdocs.yml", SETTINGS)
    for code, _name in world.territories:
        path = root / "content" / "territories" / f"{code}.yml"
        known = path.read_text("utf-8")
        if "\nopened:" not in known:
            write(path, known.rstrip() + OPENED)
    write(root / "content" / "pages" / "index.md", HOME)
    for number in range(initiatives):
        code, name, head, body = world.initiative(number)
        write(root / "initiatives" / code / f"{name}.md", document(head, body))
    for course in range(courses):
        folder = root / "courses" / course_name(course)
        stems = []
        for stem, head, body in chapters(world, course):
            stems.append(stem)
            write(folder / f"{stem}.md", document(head, body))
        write(
            folder / "course.yml",
            "\n".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in about(course, stems)),
        )


def course_name(course: int) -> str:
    """The folder of a course; the first has the name that the demonstration's pages link to."""
    return f"cours-{course + 1}" if course else "agir-au-niveau-local"


def about(course: int, stems: list[str]) -> Iterator[tuple[str, Any]]:
    """The keys of course.yml."""
    yield "identifier", str(uuid.uuid5(uuid.NAMESPACE_URL, f"cours-{course}"))
    yield from {
        "kind": "mooc",
        "title": f"Agir ensemble, partie {course + 1}",
        "stage": "open",
        "version": "1.0",
    }.items()
    yield "description", "Un cours composé pour mesurer la vitesse de construction du site."
    yield from {"license": "CC-BY-SA-4.0", "authors": [{"name": "Équipe de mesure"}], "review_by": "2027-06-30"}.items()
    yield "teaches", [{"id": "agir", "name": "Agir avec ses voisins"}]
    weeks = [stems[at : at + 5] for at in range(0, len(stems), 5)]
    yield "weeks", [{"title": f"Semaine {number}", "chapters": part} for number, part in enumerate(weeks, 1)]
    yield "themes", ["vie-locale"]


def write_hugo(root: Path, world: World, initiatives: int, courses: int) -> None:
    """The same texts for Hugo, with a plain theme: pages, listings by territory and by theme, feeds, sitemap."""
    shutil.copytree(Path(__file__).parent / "hugo", root, dirs_exist_ok=True)
    for number in range(initiatives):
        code, name, head, body = world.initiative(number)
        head |= {"territories": [code], "date": head["starts"], "type": "initiative"}
        write(root / "content" / "initiatives" / code / f"{name}.md", document(head, body))
    for course in range(courses):
        for weight, (stem, head, body) in enumerate(chapters(world, course)):
            head |= {"weight": weight + 1, "type": "chapter"}
            write(root / "content" / "cours" / course_name(course) / f"{stem[3:]}.md", document(head, body))


def write_mkdocs(root: Path, world: World, initiatives: int, courses: int) -> None:
    """The same texts for MkDocs with Material, as light as it goes: no search, initiatives out of the navigation."""
    here: dict[str, list[str]] = {}
    for number in range(initiatives):
        code, name, head, body = world.initiative(number)
        text = f"# {head['title']}\n\n*{head['summary']}*\n\n{body}"
        write(root / "docs" / "initiatives" / code / f"{name}.md", document({"title": head["title"]}, text))
        here.setdefault(code, []).append(f"- [{head['title']}](../initiatives/{code}/{name}.md): {head['summary']}")
    nav: list[Any] = [{"Accueil": "index.md"}, {"Territoires": "territoires/index.md"}]
    for course in range(courses):
        folder, found = course_name(course), []
        for stem, head, body in chapters(world, course):
            write(root / "docs" / "cours" / folder / f"{stem}.md", document({"title": head["title"]}, body))
            found.append(f"cours/{folder}/{stem}.md")
        nav.append({f"Agir ensemble, partie {course + 1}": found})
    for code, name in world.territories:
        write(root / "docs" / "territoires" / f"{code}.md", f"# {name}\n\n" + "\n".join(here.get(code, [])) + "\n")
    listed = "\n".join(f"- [{name}]({code}.md)" for code, name in world.territories)
    write(root / "docs" / "territoires" / "index.md", f"# Territoires\n\n{listed}\n")
    write(root / "docs" / "index.md", "# Accueil\n\nBienvenue.\n")
    settings = {
        "site_name": "Mesure", "theme": {"name": "material", "language": "fr", "font": False}, "plugins": [],
        "nav": nav, "not_in_nav": "/initiatives/\n/territoires/", "markdown_extensions": ["tables", "footnotes"],
    }  # fmt: skip
    write(root / "mkdocs.yml", yaml.safe_dump(settings, allow_unicode=True))


def main() -> None:
    """Write a corpus."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--for", dest="tool", choices=("preau", "hugo", "mkdocs"), default="preau")
    ask.add_argument("--initiatives", type=int, default=1000)
    ask.add_argument("--courses", type=int, default=20)
    ask.add_argument("--seed", type=int, default=2026)
    said = ask.parse_args()
    world = World.of_the_demonstration(said.seed)
    writers = {"preau": write_preau, "hugo": write_hugo, "mkdocs": write_mkdocs}
    writers[said.tool](said.folder, world, said.initiatives, said.courses)


if __name__ == "__main__":
    main()
