"""Retraining: a candidate from the base and the examples, judged against the version in service.

In order, each step in the job's log: examples whose readings are of older signals are read anew;
the audit says what is doubtful; the candidate is trained; both are judged on outlets held out
(`models.gate`); the candidate is recorded with its card and, where the gate lets it pass, promoted
in the same transaction that ends the job. So whenever a worker is killed, either all of that has
happened or none, and the job is begun again from the start: it depends on nothing but what is
stored, and the same data gives the same version.
"""

import os
from collections import Counter
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session
from threadpoolctl import threadpool_limits

from models import gate
from models.adaptation import EMPHASIS, Examples, TrainingSet, adapt
from models.additive import AdditiveModel
from models.assessment import SCOPE
from models.audit import Finding
from models.base_vectors import Vectors
from models.training import SHIPPED, Recipe, train
from service import examples, job_records, registry, store
from service.base import base_for_training
from service.job_records import Run
from service.settings import Settings
from service.tables import ModelVersion

KIND = "retrain"
PROMOTED, KEPT, UNCHANGED = "promoted", "kept", "unchanged"
_MOST_THREADS = 4
_MOST_NAMED = 20


class Options(NamedTuple):
    """What somebody may choose: how much an example counts, and whether a pass is promoted."""

    emphasis: float = EMPHASIS
    promote: bool = True
    reason: str = ""


class _Data(NamedTuple):
    """All that a retraining starts from."""

    usable: Examples
    unusable: list[int]
    findings: list[Finding]
    candidate: TrainingSet
    incumbent: TrainingSet
    serving: registry.Current
    model: AdditiveModel


def ask(settings: Settings, options: Options, actor: str) -> str:
    """Record that somebody wants a retraining; the job's id.

    Raises job_records.AlreadyGoing: one at a time, for two would be judged against the same model.
    """
    with store.writing(settings) as session:
        return job_records.ask(session, KIND, actor, options._asdict(), slot=KIND)


def run(
    settings: Settings, job: str, *, base: Vectors | None = None, recipe: Recipe = SHIPPED
) -> None:
    """Do a job that was asked for, if it still waits."""
    claimed = job_records.claim(settings, job)
    if claimed is None:
        return
    # More threads in each numeric library than one would be slower, and not the same to the digit.
    with claimed as going, threadpool_limits(1):
        _retrain(going, base_for_training(settings) if base is None else base, recipe)


def plan(settings: Settings, options: Options, *, base: Vectors | None = None) -> dict[str, Any]:
    """What a retraining would start from now; nothing is changed.

    Examples that would be read anew first are counted as `to_read_anew`, and not looked at.
    """
    base = base_for_training(settings) if base is None else base
    with store.reading(settings) as session:
        data = _data(session, base, options.emphasis)
        to_read_anew = len(examples.to_read_anew(session))
    return {
        "incumbent": data.model.version,
        "data": _about_data(data, options.emphasis),
        "to_read_anew": to_read_anew,
        "would_refuse": list(gate.too_little(data.candidate)),
        "warnings": [finding.facts() for finding in data.findings],
    }


def _retrain(run: Run, base: Vectors, recipe: Recipe) -> None:
    settings = run.settings
    options = Options(**run.options)
    run.proceed("reading the examples", 0.0)
    if anew := examples.read_anew(settings):
        run.log(f"read {anew:,} examples anew, because the signals have changed")
    with store.reading(settings) as session:
        data = _data(session, base, options.emphasis)
    if not len(data.candidate.examples):
        run.finish(job_records.FAILED, {"reason": "There is no example that can be trained on."})
        return
    for finding in data.findings:
        run.log(finding.detail)
    if data.unusable:
        run.log(f"{len(data.unusable):,} examples cannot be used: no text to read anew")

    rows = len(data.candidate.vectors)
    training = f"training on {rows:,} vectors, {len(data.candidate.examples):,} of examples"
    run.proceed(training, 0.05)
    threads = min(len(os.sched_getaffinity(0)), _MOST_THREADS)
    made = train(
        data.candidate.vectors,
        recipe=recipe,
        weights=data.candidate.weights,
        training=_about_training(data, options.emphasis, recipe),
        threads=threads,
        proceed=lambda share: run.proceed(training, 0.05 + 0.35 * share),
    ).model
    if made.version == data.model.version:
        run.finish(UNCHANGED, {"version": made.version, "reason": "It is what serves already."})
        return
    run.log(f"trained {made.version}")
    verdict = gate.judge(
        data.candidate,
        data.incumbent,
        (made, data.model),
        recipe=recipe,
        threads=threads,
        proceed=lambda step, share: run.proceed(step, 0.4 + 0.6 * share),
    )
    _conclude(run, options, data, made, verdict)


def _conclude(
    run: Run, options: Options, data: _Data, made: AdditiveModel, verdict: gate.Verdict
) -> None:
    """Record the candidate, promote it if it may be, and end the job: all of it or nothing."""
    run.proceed("recording the candidate", 0.99)
    card = {
        "version": made.version,
        "scope": SCOPE,
        "compared_with": data.model.version,
        "signals": made.signals_digest,
        "training": made.training,
        "data": _about_data(data, options.emphasis),
        "warnings": [finding.facts() for finding in data.findings],
        "gate": verdict.facts(),
        "job": run.job,
    }
    inputs = {"examples": data.candidate.examples.ids.tolist(), "emphasis": options.emphasis}
    reasons = list(verdict.reasons)

    def record(session: Session) -> None:
        registry.record(
            session,
            made,
            parent=data.model.version,
            card=card,
            inputs=inputs,
            is_recommended=verdict.passes,
            actor=f"job:{run.job}",
        )

    if verdict.passes and options.promote:
        result = {"version": made.version, "incumbent": data.model.version, "reasons": reasons}

        def promote(session: Session) -> None:
            record(session)
            reason = options.reason or "the gate let it pass"
            registry.promote(
                session, made.version, f"job:{run.job}", reason, expected=data.serving.number
            )

        try:
            run.finish(PROMOTED, result, promote)
        except registry.RegistryError as error:
            reasons.append(str(error))
        else:
            return
    elif verdict.passes:
        reasons.append("Nobody asked for it to be promoted.")
    for reason in reasons:
        run.log(reason)
    result = {"version": made.version, "incumbent": data.model.version, "reasons": reasons}
    run.finish(KEPT, result, record)


def _data(session: Session, base: Vectors, emphasis: float) -> _Data:
    usable, unusable = examples.usable(session)
    serving = registry.current(session)
    incumbent = registry.in_effect(session, serving)
    inputs: dict[str, Any] = {"examples": [], "emphasis": EMPHASIS}
    if incumbent.version == serving.version:
        inputs = session.scalars(
            select(ModelVersion.inputs).where(ModelVersion.version == serving.version)
        ).one()
    # Examples that were retracted since are gone from what the incumbent is judged by, too.
    of_incumbent = usable.rows(np.isin(usable.ids, inputs["examples"]))
    return _Data(
        usable=usable,
        unusable=unusable,
        findings=examples.find_doubts(usable, base, incumbent),
        candidate=adapt(base, usable, emphasis=emphasis),
        incumbent=adapt(base, of_incumbent, emphasis=inputs["emphasis"]),
        serving=serving,
        model=incumbent,
    )


def _about_training(data: _Data, emphasis: float, recipe: Recipe) -> dict[str, Any]:
    """What stands in the artefact: the same for the same data, whoever asked and when."""
    return {
        "recipe": recipe._asdict(),
        "rows": _rows(data.candidate.vectors),
        "examples": {
            "count": len(data.candidate.examples),
            "digest": data.candidate.examples.digest(),
            "emphasis": emphasis,
        },
    }


def _about_data(data: _Data, emphasis: float) -> dict[str, Any]:
    of_examples = data.candidate.story >= 0
    return {
        "examples": len(data.usable),
        "trained_on": len(data.candidate.examples),
        "different_texts": len(np.unique(data.candidate.story[of_examples])),
        "outlets": len(np.unique(data.candidate.vectors.outlet[of_examples])),
        "unusable": {"count": len(data.unusable), "examples": data.unusable[:_MOST_NAMED]},
        "emphasis": emphasis,
        "rows": _rows(data.candidate.vectors),
    }


def _rows(vectors: Vectors) -> dict[str, int]:
    return dict(
        Counter(
            f"{name} {'twins' if twin else label}"
            for name, label, twin in zip(vectors.corpus, vectors.label, vectors.twin, strict=True)
        )
    )
