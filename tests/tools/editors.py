"""Everybody who changes a movement, at random: authors, referents, editors, stewards, designers; clumsily too."""

from __future__ import annotations

import os
import random
import re
import shutil
from datetime import timedelta
from pathlib import Path

from hands import Hands
from tools.translated import WORDS as TRANSLATED

CODES = ("34", "81", "13")
COURSE, CHAPTER, HOME = "courses/agir/course.yml", "courses/agir/01-observer.md", "content/pages/index.md"
ORDERS = ("[environnement]", "[solidarite]", "[environnement, solidarite]")
FILM = (
    "> [!VIDEO]\n> src: rive.webm\n> captions: rive.vtt\n> title: La rive\n> transcript: On voit la rive, puis le pont."
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)
"""A picture of one grey point."""


class Editors(Hands):
    """Changes to a movement; one may be at fault, and is then taken back by its owner."""

    # --- Whoever writes an initiative

    def retitle(self) -> None:
        """Another title."""
        self.sub(self.record(), r"^title: .*$", f'title: "Un jardin : {self.word()[:60].strip()}"')

    def retheme(self) -> None:
        """Other themes, perhaps one that nobody had."""
        self.sub(self.record(), r"^themes: .*$", f"themes: {self.dice.choice(ORDERS)}")

    def restart(self) -> None:
        """Another beginning: its place in lists is another."""
        self.sub(self.record(), r"^starts: .*$", f"starts: 2026-0{self.dice.randrange(1, 9)}-01")

    def ask(self) -> None:
        """Another need, or none."""
        need = f"needs:\n  - id: bras\n    kind: volunteers\n    title: Des bras, {self.number} en tout\n"
        self.sub(self.record(), r"^(needs:\n(?:  .*\n)+)?support:", self.dice.choice(["", need]) + "support:")

    def touch(self) -> None:
        """The same bytes, looked at as new."""
        os.utime(self.record())

    def remove(self) -> None:
        """Gone, perhaps the last one of its place."""
        self.record().unlink()

    def add(self) -> None:
        """One more."""
        path = self.record()
        text = re.sub(r"^aliases: .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        self.write(path.with_name(f"nouveau-{self.number}.md"), text)

    def move(self) -> None:
        """In another territory, or renamed; its old address remembered or not."""
        path, code = self.record(), self.dice.choice(CODES)
        name = self.dice.choice([path.name, f"autre-{self.number}.md"])
        text = re.sub(r"^(aliases|committees): .*\n", "", path.read_text(encoding="utf-8"), flags=re.M)
        text = re.sub(r"^territory: .*$", f'territory: "{code}"', text, flags=re.M)
        if self.dice.random() < 0.8:
            text = text.replace("\n---\n", f'\naliases: ["{path.parent.name}/{path.stem}"]\n---\n', 1)
        path.unlink()
        self.write(self.root / "initiatives" / code / name, text)

    def link(self) -> None:
        """A link to another one, or to the course."""
        other = self.record()
        to = self.dice.choice([f"/initiatives/{other.parent.name}/{other.stem}/", "/cours/agir/", "/cours/ailleurs/"])
        self.more(self.record(), f"\nComme [celui-ci]({to}).")

    def say(self) -> None:
        """One more sentence."""
        self.more(self.record(), f"\nEncore {self.word()}.")

    def picture(self) -> None:
        """A picture added to a record, or taken away with the lines that name it."""
        path = self.record()
        text, beside = path.read_text(encoding="utf-8"), path.with_suffix(".png")
        if "\nimage:\n" in text:
            self.sub(path, r"^image:\n(?:  .*\n)+", "")
            beside.unlink(missing_ok=True)
        else:
            shown = f"\nimage:\n  src: {beside.name}\n  alt: Un point gris vu de près\n  credit: Camille, CC0\n---\n"
            self.write(path, text.replace("\n---\n", shown, 1))
            self.write(beside, PNG)

    # --- Referents, and those who keep the registry

    def territory(self) -> None:
        """A territory named otherwise, or opened, or closed to new initiatives."""
        path = f"content/territories/{self.dice.choice(CODES)}.yml"
        pattern, text = self.dice.choice(
            [
                (r"^name: .*$", f"name: Le pays {self.number}"),
                (r"^opened: .*\n", ""),
                (r"^kind:", "opened: 2026-02-02\nkind:"),
            ]
        )
        self.sub(path, pattern, text)

    def division(self) -> None:
        """A territory inside another: comes, or goes."""
        path = self.root / "content/territories/75-18.yml"
        text = f'code: "75-18"\nname: Un quartier\nkind: district\nparent: "{self.dice.choice(CODES)}"\n'
        path.unlink() if path.exists() else self.write(path, text)

    def committee(self) -> None:
        """A committee comes, changes, goes."""
        path = self.root / "content/committees/34/neuf.yml"
        if path.exists() and self.dice.random() < 0.5:
            path.unlink()
        else:
            body = f'territory: "34"\nplace: Agde\nmeets: Le soir {self.number}\ncontact: herault@petit.example\n'
            self.write(path, "name: Comité d'à côté\n" + body)

    def decision(self) -> None:
        """A decision is written, or told otherwise."""
        model = (self.root / "content/decisions/2026/2026-0001.yml").read_text(encoding="utf-8")
        name = self.dice.choice(["2026-0001", f"2026-0{self.number}"])
        text = re.sub(r"^(id: ).*$", rf"\g<1>{name}", model, flags=re.M)
        self.write(
            f"content/decisions/2026/{name}.yml", re.sub(r"^title: .*$", f"title: Le {self.number}", text, flags=re.M)
        )

    def vocabulary(self) -> None:
        """A theme worded otherwise, or one more."""
        path = "content/vocabularies/themes.yml"
        if self.dice.random() < 0.5:
            self.sub(path, r"fr: Environnement.*$", f"fr: Environnement {self.number}")
        else:
            self.more(path, f"- id: theme-{self.number}\n  fr: Thème {self.number}\n  en: Theme {self.number}")

    def movement(self) -> None:
        """What the movement says of itself; the language of the site."""
        key, value = self.dice.choice(
            [
                ("language", self.dice.choice(["fr", "en"])),
                ("tagline", f"Petit, {self.word()[:60]}"),
                ("timezone", "Asia/Tokyo"),
            ]
        )
        self.sub(
            "content/movement.yml", rf"^{key}: .*$", f'{key}: "{value}"' if key == "tagline" else f"{key}: {value}"
        )

    def criteria(self) -> None:
        """What an initiative must fulfil."""
        self.sub(
            "content/criteria.yml",
            r"^introduction: .*$",
            f"introduction: Une initiative aide des personnes en difficulté, {self.number}.",
        )

    # --- Editors of pages and of courses

    def page(self) -> None:
        """A page edited, added, removed."""
        path = self.root / "content/pages/neuve.md"
        if self.dice.random() < 0.4:
            self.more(HOME, f"\nEncore {self.word()}.")
        elif path.exists() and self.dice.random() < 0.5:
            path.unlink()
        else:
            self.write(path, f"---\ntitle: Neuve {self.number}\n---\n\n## L’idée\n\n{self.word()}\n")

    def chapter(self) -> None:
        """A chapter edited, added with its line, taken away."""
        second = self.root / "courses/agir/02-ecouter.md"
        if not second.parent.is_dir():
            self.more(self.dice.choice(sorted(self.root.glob("courses/*/*.md"))), f"\nEncore {self.word()}.")
        elif self.dice.random() < 0.5:
            self.sub(CHAPTER, r"^Choisissez .*$", f"Choisissez un lieu, {self.word()}.")
        elif second.exists():
            second.unlink()
            self.sub(COURSE, r"^    chapters: .*$", "    chapters: [01-observer]")
        else:
            head = "identifier: 8f2d3b8e-93a7-4f09-9a53-51d0f5a0f7a2\ntitle: Écouter\ntime_required: PT2M\n"
            rest = "teaches: [observer-un-besoin]\nkey_points:\n  - On écoute.\n---\n\nÉcoutez trois personnes.\n"
            self.write(second, f"---\n{head}{rest}")
            self.sub(COURSE, r"^    chapters: .*$", "    chapters: [01-observer, 02-ecouter]")

    def course(self) -> None:
        """The course said otherwise, or not open any more."""
        key, value = self.dice.choice(
            [("title", f"Agir, {self.number}"), ("stage", "draft"), ("themes", "[environnement]")]
        )
        self.sub(COURSE, rf"^{key}: .*$", f"{key}: {value}")

    def attachment(self) -> None:
        """A picture of a chapter: comes with its line, changes, goes."""
        path = self.root / "courses/agir/point.png"
        if path.exists() and (self.root / CHAPTER).is_file():
            self.sub(CHAPTER, r"^!\[.*\n", "\n")
            path.unlink()
        else:
            self.write(path, PNG)
            self.sub(CHAPTER, r"^## Regarder$", "![Un point gris vu de près](point.png)\n\n## Regarder")

    def translation(self) -> None:
        """A translation of the course: comes, changes, goes."""
        path = self.root / "courses/agir/en/course.yml"
        if not path.exists():
            self.write(path, TRANSLATED.format(course=f"{self.number:08x}"))
        elif self.dice.random() < 0.5:
            self.sub(path, r"^title: .*$", f"title: Acting, {self.number}")
        else:
            shutil.rmtree(path.parent)

    def film(self) -> None:
        """A film of a chapter: comes with its captions, is cut or said otherwise, goes, perhaps without its block."""
        film, captions = self.root / "courses/agir/rive.webm", self.root / "courses/agir/rive.vtt"
        told = f"WEBVTT\n\n00:00.000 --> 00:{self.dice.randrange(10, 59)}.000\nLa rive, {self.word()}\n"
        if not film.exists():
            if (self.root / CHAPTER).is_file():
                self.write(film, random.Random(self.number).randbytes(5000))
                self.write(captions, told)
                self.more(CHAPTER, f"\n{FILM}")
            return
        what = self.dice.choice(["cut", "said", "gone"])
        if what == "said":
            self.write(captions, told)
        elif what == "cut":
            self.write(film, random.Random(self.number).randbytes(self.dice.randrange(1, 9000)))
        else:
            film.unlink()
            captions.unlink(missing_ok=True)
            if self.dice.random() < 0.8:
                self.sub(CHAPTER, r"^> \[!VIDEO\]\n(?:> .*\n)+", "")

    # --- Stewards and designers

    def settings(self) -> None:
        """A key of mkdocs.yml."""
        key, value = self.dice.choice(
            [("url", "https://ailleurs.example/"), ("url", "https://essai.example/a/b/"), ("name", "Autre")]
        )
        self.sub("mkdocs.yml", rf"^site_{key}: .*$", f"site_{key}: {value}")
        if self.dice.random() < 0.3:
            option = self.dice.choice(["[preau]", "[{preau: {search: false}}]", "[search, {preau: {search: true}}]"])
            self.sub("mkdocs.yml", r"^plugins: .*$", f"plugins: {option}")

    def carriers(self) -> None:
        """Courses are given to take away, or no longer."""
        self.sub("mkdocs.yml", r"^plugins: .*$", f"plugins: [preau: {{packs: {self.dice.choice(['true', 'false'])}}}]")

    def template(self) -> None:
        """A template or a style of the movement's own: comes, changes, goes."""
        path = self.dice.choice(["overrides/404.html", "overrides/initiative.html", "overrides/assets/css/95-own.css"])
        target, packaged = self.root / path, Path(__file__).resolve().parents[2] / path
        if target.exists() and self.dice.random() < 0.5:
            target.unlink()
        elif path.endswith(".css"):
            self.write(target, f".own-{self.number} {{ margin: 0 }}\n")
        else:
            self.write(target, packaged.read_text(encoding="utf-8") + f"<!-- {self.number} -->\n")

    def tomorrow(self) -> None:
        """Days go by: mandates, openings, needs, decisions are of their day."""
        self.day += timedelta(days=self.dice.choice([1, 40, 400]))

    # --- Accidents

    def lose_memory(self) -> None:
        """What earlier builds knew is gone, whole or in part."""
        for path in sorted((self.root / ".preau").glob("*")):
            if path.is_file() and self.dice.random() < 0.5:
                path.unlink() if self.dice.random() < 0.5 else path.write_bytes(
                    path.read_bytes()[: self.dice.randrange(999)]
                )


ACTS = tuple(name for name, act in vars(Editors).items() if callable(act))
"""Every kind of change."""
