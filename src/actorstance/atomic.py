"""Files that are written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from actorstance.errors import InputError


def check_writable(path: str | Path, *, folder: bool = False) -> None:
    """Check that a file or a folder can be written, before the work whose results it is to hold.

    Raises:
        InputError: a folder stands where the file would, or the other way round; a folder above it is none, or is closed to us.
    """
    path = Path(path)
    if path.exists() and path.is_dir() != folder:
        raise InputError.at("this is no folder" if folder else "this is a folder, no file", path=path)
    home = path if path.is_dir() else next(p for p in path.absolute().parents if p.exists())
    if not home.is_dir():
        raise InputError.at(f"cannot be written: {home} is no folder", path=path)
    if not os.access(home, os.W_OK | os.X_OK):
        raise InputError.at(f"cannot be written: no permission in {home}", path=path)


def check_replaceable(path: str | Path, text: str) -> None:
    """Check that nobody's work is lost when a text that people go on writing in is written to this path.

    Raises:
        InputError: another text than this one stands there.
    """
    path = Path(path)
    try:
        untouched = not path.exists() or path.read_bytes() == text.encode()
    except OSError as error:
        raise InputError.at(f"cannot be read: {error.strerror}", path=path) from None
    if not untouched:
        raise InputError.at(
            "another text stands here, which somebody may have worked on: name another file, or remove this one",
            path=path,
        )


def write_json(path: str | Path, content: Any) -> None:
    """Write one JSON document, indented, whole or not at all."""
    with replacing(Path(path)) as file:
        json.dump(msgspec.to_builtins(content), file, ensure_ascii=False, indent=2, allow_nan=False)
        file.write("\n")


def write_text(path: str | Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with replacing(Path(path)) as file:
        file.write(text)


@contextmanager
def replacing(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file for writing that takes its place, with the permissions of the one there before, only when the block ends without an error.

    Raises:
        InputError: a text has a lone surrogate, which UTF-8 cannot hold.
    """
    place = path.resolve()  # through a link, which stays one
    place.parent.mkdir(parents=True, exist_ok=True)
    permissions = stat.S_IMODE(place.stat().st_mode) if place.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    text = "b" not in mode
    try:
        with open(handle, mode, encoding="utf-8" if text else None, newline="" if text else None) as file:
            yield file
        os.chmod(name, permissions)
        os.replace(name, place)
    except UnicodeEncodeError as error:
        Path(name).unlink(missing_ok=True)
        around = error.object[max(0, error.start - 20) : error.start + 20]
        raise InputError.at(
            f"cannot be written: there is a lone surrogate in {around!r}", path=path
        ) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """Make a folder that takes its place, and that of the one there before, only when the block ends without an error."""
    folder = folder.resolve()  # through a link, which stays one
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        yield new
        os.chmod(new, 0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
            os.replace(folder, old)
            os.replace(new, folder)
            shutil.rmtree(old)
        else:
            os.replace(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
