"""What all scripts share: Hydra in, one line and exit code 2 for bad input."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig
from hydra.errors import HydraException, MissingConfigException, OverrideParseException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from actorstance.errors import InputError
from actorstance.settings import check_known, check_values

if TYPE_CHECKING:
    from rich.console import Console

    from actorstance.records import PredictionRecord
    from actorstance.schema import Pair

ROOT = Path(__file__).resolve().parent.parent
CONFIGS = ROOT / "configs"
OUTPUTS = ("output", "pairs", "worksheet", "gold_output")
"""Settings that name what a script makes."""
WORDS = ("text", "target", "holder", "remark")
"""Settings that are words of a language, which may have commas."""
FILES = (".jsonl", ".csv", ".parquet", ".json", ".txt")
Settings = TypeVar("Settings")
SHOWN = 100
"""How many characters of an argument an error shows."""


def script(name: str, settings: type[Settings]) -> Callable[[Callable[[Settings], Any]], Any]:
    """Make a function of plain settings the main function of a script.

    Args:
        name: of the YAML in `configs/`, whose defaults list begins with `<name>_schema`.
        settings: the dataclass behind it.
    """
    ConfigStore.instance().store(name=f"{name}_schema", node=settings)

    def decorate(function: Callable[[Settings], Any]) -> Callable[[], None]:
        @hydra.main(config_path=str(CONFIGS), config_name=name, version_base="1.3")
        def task(config: DictConfig) -> Any:
            with one_line_errors(name):  # inside, for Hydra adds lines of its own to what leaves a job
                missing = sorted(OmegaConf.missing_keys(config))
                if missing:
                    raise InputError(f"{missing[0]}=… must be given")
                plain = OmegaConf.to_object(config)
                assert isinstance(plain, settings)
                check_known(plain)
                check_values(plain)
                number_outputs(plain)
                return function(plain)

        def main() -> None:
            os.environ["HYDRA_FULL_ERROR"] = "1"  # lets errors of the configuration through to us
            os.environ["HYDRA_MAIN_MODULE"] = name  # else it would call every script after this module
            os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
            quiet_libraries()
            with one_line_errors(name):
                task()

        return main

    return decorate


@contextmanager
def one_line_errors(name: str) -> Iterator[None]:
    """Bad input, or a file that cannot be written, ends the script with one line and exit code 2; an interruption with 130."""
    try:
        yield
    except (InputError, HydraException, OmegaConfBaseException) as error:
        print(f"{name}: {one_line(error)}{elsewhere(error)}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:  # what could not be read is told by an InputError, so this is about writing
        path = error.filename2 or error.filename
        print(f"{name}: {f'{path}: {error.strerror}' if path else one_line(error)}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print(f"{name}: stopped", file=sys.stderr)
        sys.exit(130)


def screen() -> Console:
    """The screen; square brackets and colons are printed as they stand there, for texts and paths may have some."""
    from rich.console import Console

    return Console(markup=False, emoji=False)


def quiet_libraries() -> None:
    """Only our own bars and lines on the screen, and none of them where there is no terminal."""
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")


def one_line(error: BaseException) -> str:
    """An error's message on one line; of Hydra's what and why, not its advice."""
    if ambiguous := re.match(r"Ambiguous value for argument '(.*?)'\n", str(error), re.DOTALL):
        key, _, value = ambiguous[1].partition("=")
        listed = "" if key in WORDS else f", or as a list {shlex.quote(f'{key}=[{shortened(value)}]')}"
        return quoting(key, value) + listed
    if isinstance(error, OverrideParseException):
        key, _, value = error.override.partition("=")
        if value and value[0] not in "[{":
            return quoting(key, value)
    if isinstance(error, MissingConfigException) and error.options:
        return f"there is no {error.missing_cfg_file}; there are {', '.join(error.options)}"
    parts = [str(error)]
    if isinstance(error, HydraException | OmegaConfBaseException):
        parts = [str(e).partition("\n")[0] for e in (error, error.__cause__) if e is not None]
    line = " ".join(" ".join(parts).split())
    # OmegaConf speaks of its own classes where brackets are forgotten.
    return re.sub(
        r"Error merging override ([^=]+)=(\S+) .* is not a ListConfig.*",
        r"\1=\2 must be a list: \1=[\2]",
        line,
    )


def elsewhere(error: BaseException) -> str:
    """What is told where the file that an error names lies in the repository, and the script was called from another folder."""
    found = re.match(r"(\w[\w.-]*/[\w./-]*)[:,] ", str(error), re.ASCII)
    if not isinstance(error, InputError) or not found or len(found[1]) > SHOWN:
        return ""
    if Path(found[1]).exists() or not (ROOT / found[1]).exists():
        return ""
    return f" (it lies in {ROOT}, the folder from which scripts are run)"


def quoting(key: str, value: str) -> str:
    r"""What is told of a value that Hydra's grammar cannot read: how it is quoted.

    Examples:
        >>> print(quoting("target", 'the "Greens"'))
        target=… has signs that must be quoted: 'target="the \"Greens\""'
    """
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    value = re.sub(r'(\\*)("|$)', lambda signs: 2 * signs[1] + ('\\"' if signs[2] else ""), shortened(value))
    elsewhere = ", or input=FILE.txt, which takes any text" if key == "text" else ""
    quoted = f'{key}="{value}"'
    return f"{key}=… has signs that must be quoted: {shlex.quote(quoted)}{elsewhere}"


def shortened(value: str) -> str:
    """The beginning of a value, on one line."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def number_outputs(settings: Any) -> None:
    """Number whatever a script is told to make, see `numbered`."""
    for name in OUTPUTS:
        output = getattr(settings, name, None)
        if output is not None:
            setattr(settings, name, numbered(output))


def numbered(output: str) -> str:
    """The output as given, or in a sweep with the job's number behind it, so that jobs do not overwrite each other."""
    config = HydraConfig.get()
    if config.mode != RunMode.MULTIRUN:
        return output
    ending = next((e for e in FILES if output.endswith(e)), "")
    return f"{output.removesuffix(ending)}-{config.job.num}{ending}"


def check_apart(given: Mapping[str, str | None], made: Mapping[str, str | None]) -> None:
    """Refuse to make what would take the place of something given, or of something else that is made.

    Args:
        given: the paths that are read, by the names that errors call them.
        made: the paths that are written, by their settings.
    """
    taken = {Path(path).resolve(): name for name, path in given.items() if path}
    for name, path in made.items():
        other = taken.setdefault(Path(path).resolve(), name) if path else name
        if other != name:
            raise InputError(f"{name}={path} would overwrite the {other}")


def given(group: str) -> bool:
    """Whether the command says anything of a group of settings, such as `train`, and does not leave it as it stands in the file.

    It is asked for groups whose usual values are a guess.
    """
    told = (override.lstrip("+~") for override in HydraConfig.get().overrides.task)
    return any(one.startswith((f"{group}.", f"{group}=", f"corpus@{group}")) for one in told)


def answers_in(path: str, pairs: Sequence[Pair]) -> list[PredictionRecord]:
    """The predictions about the pairs in a file, in their order; a line says how many it has about further pairs."""
    from actorstance.evaluation import read_among

    found, others = read_among(pairs, path)
    if others:
        screen().print(f"{path}: {others:,} predictions about further pairs are passed over", soft_wrap=True)
    return found


def command_line() -> str:
    """The command that runs now, as one would type it."""
    return shlex.join(["python", os.path.relpath(sys.argv[0]), *sys.argv[1:]])


def as_yaml(settings: Any) -> str:
    """Settings as YAML."""
    return OmegaConf.to_yaml(OmegaConf.structured(settings))
