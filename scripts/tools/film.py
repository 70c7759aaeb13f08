"""A short film of slides with a voice, from a scenario: two sizes, captions, a first picture, and the transcript.

`python scripts/tools/film.py scripts/tools/films/NAME.yml` (needs ffmpeg and espeak-ng, which Debian has). The words
are those of the scenario; the voice is made by this computer, so that nobody's rights or consent are at stake.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
WIDE, HIGH, RATE = 1280, 720, 22050
PAPER, ROOF, INK, OCHRE, SOFT = "#f7f4ea", "#12414a", "#0f2f36", "#e6a93a", "#4a6a70"
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
BEFORE, AFTER, BETWEEN = 0.35, 0.9, 0.25
"""Silence before the first words of a slide, after its last, and between two sentences, in seconds."""
SMALL = "-c:v libvpx-vp9 -crf 44 -b:v 0 -row-mt 0 -c:a libopus -b:a 24k"
WIDER = "-c:v libx264 -preset veryslow -tune stillimage -crf 30 -pix_fmt yuv420p -movflags +faststart -c:a aac -b:a 48k"
SIZES = ((426, "webm", SMALL), (854, "mp4", WIDER))
"""The small one for a phone with little network, the other for a screen that several people look at."""


class Shot(NamedTuple):
    """One picture and the words said over it; from when to when they are said, in seconds of the film."""

    picture: Path
    seconds: float
    start: float
    end: float
    said: str


def main() -> None:
    """Make the files of each scenario named, beside the chapter that shows them."""
    for tool in ("ffmpeg", "espeak-ng"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing: apt-get install {tool}")
    for name in sys.argv[1:] or sys.exit(__doc__):
        scenario = yaml.safe_load(Path(name).read_text(encoding="utf-8"))
        with tempfile.TemporaryDirectory() as folder:
            film(scenario, Path(folder), ROOT / scenario["to"])


def film(scenario: dict[str, Any], work: Path, to: Path) -> None:
    """Voice, pictures, captions, then the two sizes; the transcript is printed, to be put in the chapter."""
    name, shots, sound = scenario["name"], list[Shot](), b""
    total = len(scenario["slides"])
    for number, slide in enumerate(scenario["slides"], 1):
        shown: list[str] = []
        for index, line in enumerate(slide["lines"]):
            voice = speak(line["say"], work / "voice.wav")
            before = BEFORE if index == 0 else BETWEEN
            after = AFTER if index == len(slide["lines"]) - 1 else 0.0
            start = len(sound) / 2 / RATE + before
            shown += [line["show"]] if "show" in line else []
            picture = draw(slide["title"], shown, number, total, work / f"{len(shots):02}.png")
            sound += silence(before) + voice + silence(after)
            shots.append(
                Shot(
                    picture, (len(voice) / 2) / RATE + before + after, start, start + len(voice) / 2 / RATE, line["say"]
                )
            )
    write(sound, work / "sound.wav")
    (to / f"{name}.vtt").write_text(captions(shots), encoding="utf-8")
    Image.open(shots[1].picture).resize((854, 480)).save(to / f"{name}.webp", quality=60, method=6)
    for width, form, options in SIZES:
        encode(shots, work, to / f"{name}-{width}.{form}", width, options)
    print(" ".join(shot.said for shot in shots))


def speak(words: str, path: Path) -> bytes:
    """The sound of a sentence: 16 bits, one channel; the silence at its ends is cut."""
    subprocess.run(
        ["espeak-ng", "-v", "fr", "-s", "140", "-p", "42", "-w", str(path), words.replace("’", "'")], check=True
    )
    with wave.open(str(path)) as file:
        assert file.getframerate() == RATE
        samples = file.readframes(file.getnframes())
    loud = [
        n for n in range(0, len(samples) - 1, 2) if abs(int.from_bytes(samples[n : n + 2], "little", signed=True)) > 200
    ]
    return samples[loud[0] : loud[-1] + 2]


def silence(seconds: float) -> bytes:
    """As many samples of nothing."""
    return bytes(2 * round(seconds * RATE))


def write(sound: bytes, path: Path) -> None:
    """A file of sound."""
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound)


def draw(title: str, lines: list[str], number: int, total: int, path: Path) -> Path:
    """A slide with the lines shown so far, under the tiles of the yard."""
    image = Image.new("RGB", (WIDE, HIGH), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDE, 64), fill=ROOF)
    for left in range(0, WIDE, 72):
        pen.rectangle((left, 64, left + 44, 76), fill=OCHRE)
    pen.text((90, 170), title, font=ImageFont.truetype(FONT, 84), fill=INK)
    for index, line in enumerate(lines):
        top = 350 + index * 110
        pen.rounded_rectangle((92, top + 4, 120, top + 52), 6, fill=OCHRE)
        pen.text((150, top), line, font=ImageFont.truetype(FONT, 42), fill=SOFT)
    for step in range(total):
        pen.rectangle((92 + step * 60, 640, 140 + step * 60, 652), fill=ROOF if step < number else "#d8d2bf")
    image.save(path)
    return path


def captions(shots: list[Shot]) -> str:
    """The words as WebVTT, each as long as it is said."""
    cues = [f"{clock(shot.start)} --> {clock(shot.end)}\n{shot.said}\n" for shot in shots]
    return "WEBVTT\n\n" + "\n".join(cues)


def clock(seconds: float) -> str:
    """A time as WebVTT writes it."""
    return f"{int(seconds // 60):02}:{seconds % 60:06.3f}"


def encode(shots: list[Shot], work: Path, path: Path, width: int, options: str) -> None:
    """One size of the film; the same tools give the same bytes."""
    listing = work / "pictures.txt"
    lines = [f"file '{shot.picture}'\nduration {shot.seconds:.4f}" for shot in shots]
    listing.write_text("\n".join([*lines, f"file '{shots[-1].picture}'"]))
    subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", str(listing), "-i", str(work / "sound.wav"),
         "-vf", f"scale={width}:-2,fps=8", "-threads", "1", *options.split(), "-shortest", "-map_metadata", "-1",
         "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", str(path)],
        check=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
