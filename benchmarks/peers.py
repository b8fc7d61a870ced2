"""What the scorer is compared with: other programs, each in an environment of its own.

A peer is a process that answers and times itself: neither its packages nor its start-up touch the
measurement of ours. A lock is made again, like the project's own, by `uv pip compile` from the
peer's name.
"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from benchmarks.report import Skipped
from models.peers import NotAtHand, environment

_HERE = Path(__file__).parent


class Peer:
    """A running peer, and a context manager that ends it.

    `measures` names what it can measure, the first is what it is here for; `stubs` says what had to
    be replaced to run it.
    """

    def __init__(self, name: str) -> None:
        """Start `peer_<name>.py` with the packages of `peers-<name>.lock`, or raise Skipped."""
        python = _environment(name)
        process = subprocess.Popen(
            [python, _HERE / f"peer_{name}.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._process = process
        self._questions, self._answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
        about = self._answer()
        self.measures: list[str] = about["measures"]
        self.stubs: str = about["stubs"]

    def __enter__(self) -> "Peer":
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def teach(self, texts: Sequence[str]) -> None:
        """Give the peer, once and first, the texts that stand in for what it should have learnt."""
        print(json.dumps({"teach": texts}), file=self._questions, flush=True)

    def cpu_seconds(self, measure: str, texts: Sequence[str]) -> float:
        """The CPU time that one of the peer's measures takes for these texts."""
        seconds: float = self._ask(measure=measure, texts=texts)["cpu_seconds"]
        return seconds

    def quantities(self, texts: Sequence[str]) -> list[list[dict[str, Any]]]:
        """The quantities that a peer finds in each text, if that is what it does."""
        found: list[list[dict[str, Any]]] = self._ask(texts=texts)["quantities"]
        return found

    def _ask(self, **question: object) -> dict[str, Any]:
        print(json.dumps(question), file=self._questions, flush=True)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise Skipped(f"a peer ended with exit code {self._end()}; see above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _end(self) -> int:
        self._questions.close()
        code = self._process.wait(timeout=10)
        self._answers.close()
        return code


def _environment(name: str) -> Path:
    try:
        return environment(_HERE / f"peers-{name}.lock")
    except NotAtHand as error:
        raise Skipped(str(error)) from error
