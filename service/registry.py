"""The model versions: which there are, which one serves, and how that is changed.

The version in service is the last row of the promotions, or the model that ships with the program
where there is none. A promotion is one transaction with its entry in the audit log; nothing is ever
half promoted. A version that has served is kept for good, so that every assessment can be made
again from its signature.
"""

import datetime
import re
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from features.catalogue import all_signals
from models.adaptation import Examples, Floats
from models.additive import AdditiveModel, ModelError
from models.behaviour import signals_digest
from models.scorer import Scorer, band_of, load_card, load_default
from service import audit_log
from service.tables import Example, ModelVersion, Promotion

_SIGNATURE = re.compile(
    r"model:(?P<model>[^|]{1,60})\|signals:(?P<signals>[0-9a-f]{16})"
    r"\|base_rate:(?P<base_rate>[0-9.e-]{1,20})\|service:(?P<service>[^|]{1,50})"
)
# Curves nearer than this are the same: no score shows it.
_MOVED = 0.01


class RegistryError(Exception):
    """What was asked of the registry cannot be done; the message is a sentence that says why."""


class UnknownVersion(RegistryError):
    """There is no such version."""


class Current(NamedTuple):
    """The promotion that holds (0: none yet), and its version; None for the model that ships."""

    number: int
    version: str | None


def current(session: Session) -> Current:
    """What serves now."""
    last = session.execute(
        select(Promotion.number, Promotion.version).order_by(Promotion.number.desc()).limit(1)
    ).one_or_none()
    return Current(0, None) if last is None else Current(last.number, last.version)


def model(session: Session, version: str | None) -> AdditiveModel:
    """A version's model; that of the program itself for None and for its own version.

    Raises UnknownVersion, and RegistryError for one that was pruned.
    """
    default = load_default()
    if version is None or version == default.version:
        return default
    artefact = _row(session, version).artefact
    if artefact is None:
        raise RegistryError(f"Version {version} was pruned: its card is kept, its curves are not.")
    try:
        return AdditiveModel.from_json(artefact)
    except ModelError as error:
        raise RegistryError(f"Version {version} cannot be read: {error}.") from error


def check_usable(model: AdditiveModel) -> None:
    """Raise RegistryError for a model made with signals that are not the present ones."""
    if model.signals_digest != signals_digest():
        raise RegistryError(
            f"Version {model.version} was trained on readings of other signals"
            f" ({model.signals_digest}, not {signals_digest()}): retrain, or run the release of the"
            " service that it was made with."
        )


def in_effect(session: Session, now: Current) -> AdditiveModel:
    """The model that scores: that which ships where the current one cannot be used any more."""
    try:
        chosen = model(session, now.version)
        check_usable(chosen)
    except RegistryError:
        return load_default()
    return chosen


def listed(session: Session) -> list[dict[str, Any]]:
    """All versions, the newest first, and the one that ships last."""
    now = current(session)
    served = set(session.scalars(select(Promotion.version)).all())
    present = set(session.scalars(select(Example.id)).all())
    default = load_default()
    rows = session.scalars(select(ModelVersion).order_by(ModelVersion.number.desc())).all()
    told = [
        {
            "version": row.version,
            "state": _state(row, now, served),
            "parent": row.parent,
            "examples": len(row.inputs["examples"]),
            "retracted_since": len(set(row.inputs["examples"]) - present),
            "usable": row.artefact is not None and row.signals_digest == signals_digest(),
            "made_at": row.made_at.isoformat(),
            "made_by": row.made_by,
            "reasons": row.card["gate"]["reasons"],
        }
        for row in rows
    ]
    shipped: dict[str, Any] = {
        "version": default.version,
        "state": "serving" if now.version is None else "shipped",
        "parent": None,
        "examples": 0,
        "retracted_since": 0,
        "usable": default.signals_digest == signals_digest(),
        "made_at": None,
        "made_by": None,
        "reasons": [],
    }
    return [*told, shipped]


def card(session: Session, version: str) -> dict[str, Any]:
    """What is known of a version."""
    default = load_default()
    if version == default.version:
        return {
            **load_card(),
            "version": version,
            "signals": default.signals_digest,
            "training": default.training,
        }
    return _row(session, version).card


def record(
    session: Session,
    made: AdditiveModel,
    *,
    parent: str,
    card: dict[str, Any],
    inputs: dict[str, Any],
    is_recommended: bool,
    actor: str,
) -> None:
    """Keep a candidate. The same data gives the same version: then the newer verdict counts."""
    row = session.scalars(
        select(ModelVersion).where(ModelVersion.version == made.version)
    ).one_or_none()
    if row is None:
        row = ModelVersion(version=made.version, signals_digest=made.signals_digest)
        session.add(row)
    row.parent = parent
    row.artefact = made.to_json()
    row.card = card
    row.inputs = inputs
    row.is_recommended = is_recommended
    row.made_at = _now()
    row.made_by = actor
    session.flush()


def promote(
    session: Session,
    version: str,
    actor: str,
    reason: str,
    *,
    expected: int | None = None,
    anyway: bool = False,
) -> Current:
    """Let a version serve, in the writer's transaction (`store.writing`).

    `expected` is the number of the promotion that must still hold. `anyway` promotes what the gate
    did not recommend. Raises RegistryError, and then nothing has changed.
    """
    now = current(session)
    if expected is not None and now.number != expected:
        raise RegistryError(
            f"Another version began to serve meanwhile ({name_of(now)}): compare with that one."
        )
    chosen = model(session, version)
    check_usable(chosen)
    shipped = version == load_default().version
    if version == now.version or (shipped and now.version is None):
        raise RegistryError(f"Version {version} serves already.")
    if not shipped and not (row := _row(session, version)).is_recommended and not anyway:
        reasons = " ".join(row.card["gate"]["reasons"])
        raise RegistryError(f"The gate does not recommend version {version}: {reasons}")
    return _switch(
        session, None if shipped else version, None, actor, reason, action="models.promote"
    )


def rollback(session: Session, actor: str, reason: str) -> Current:
    """Take the last promotion back: what served before it serves again. Twice goes two back."""
    stack: list[Current] = [Current(0, None)]
    for row in session.scalars(select(Promotion).order_by(Promotion.number)):
        if row.takes_back is None:
            stack.append(Current(row.number, row.version))
        else:
            stack.pop()
    if len(stack) == 1:
        raise RegistryError("There is no promotion to take back: the model that ships serves.")
    before = stack[-2].version
    check_usable(model(session, before))
    return _switch(session, before, stack[-1].number, actor, reason, action="models.rollback")


def prune(session: Session, actor: str, *, keep: int) -> list[str]:
    """Drop the curves of candidates that never served, all but the newest `keep`; names them."""
    served = set(session.scalars(select(Promotion.version)).all())
    rows = session.scalars(
        select(ModelVersion)
        .where(ModelVersion.artefact.is_not(None))
        .order_by(ModelVersion.number.desc())
    ).all()
    gone = [row for row in rows if row.version not in served][keep:]
    for row in gone:
        row.artefact = None
    names = [row.version for row in gone]
    if names:
        audit_log.append(session, actor, "models.prune", f"{len(names)} versions", versions=names)
    return names


def diff(
    before: AdditiveModel, after: AdditiveModel, examples: Examples, base_rate: float
) -> dict[str, Any]:
    """What changed from one model to another: curves that moved, and examples' bands.

    A curve has moved by the most that its height differs anywhere, in log-odds.
    """
    old_curves = {term.signal: term for term in before.terms}
    new_curves = {term.signal: term for term in after.terms}
    moved = []
    for name in sorted(old_curves.keys() | new_curves.keys()):
        old, new = old_curves.get(name), new_curves.get(name)
        knots = sorted({*(old.knots if old else ()), *(new.knots if new else ())})
        heights = [(old(knot) if old else 0.0, new(knot) if new else 0.0) for knot in knots]
        gaps = [abs(one - other) for one, other in heights]
        most = int(np.argmax(gaps))
        if gaps[most] >= _MOVED:
            moved.append(
                {
                    "signal": name,
                    "moved": round(gaps[most], 4),
                    "at": knots[most],
                    "before": round(heights[most][0], 4),
                    "after": round(heights[most][1], 4),
                }
            )
    moved.sort(key=lambda row: -float(str(row["moved"])))
    scores = [_scores(model, examples, base_rate) for model in (before, after)]
    changed = [
        {"id": int(number), "label": float(grade), "before": old, "after": new}
        for number, grade, old, new in zip(
            examples.ids,
            examples.grade,
            scores[0].round(4).tolist(),
            scores[1].round(4).tolist(),
            strict=True,
        )
        if band_of(old) != band_of(new)
    ]
    return {
        "before": before.version,
        "after": after.version,
        "intercept": {"before": before.intercept, "after": after.intercept},
        "curves": moved,
        "examples": changed,
        "compared": len(examples),
    }


def replay(session: Session, signature: str) -> Scorer:
    """The scorer that gives the assessments with this signature.

    Raises RegistryError where this installation cannot give them, saying what could.
    """
    found = _SIGNATURE.fullmatch(signature)
    if found is None:
        raise RegistryError("This is no signature of an assessment.")
    if found["signals"] != signals_digest():
        raise RegistryError(
            f"The assessment was made with other signals ({found['signals']}, not"
            f" {signals_digest()}), by release {found['service']}: run that one."
        )
    try:
        return Scorer(model(session, found["model"]), base_rate=float(found["base_rate"]))
    except (ModelError, ValueError) as error:
        raise RegistryError(f"The signature cannot be used: {error}.") from error


def _scores(model: AdditiveModel, examples: Examples, base_rate: float) -> Floats:
    place = {name: column for column, name in enumerate(all_signals())}
    columns = [place[name] for name in model.signals if name in place]
    if len(columns) < len(model.signals):
        raise RegistryError(f"Version {model.version} reads signals that do not exist here.")
    probability = model.probability(examples.matrix[:, columns])
    odds = probability / (1.0 - probability) * base_rate / (1.0 - base_rate)
    return np.asarray(odds / (1.0 + odds))


def _switch(
    session: Session,
    version: str | None,
    takes_back: int | None,
    actor: str,
    reason: str,
    *,
    action: str,
) -> Current:
    before = current(session)
    after = Current(before.number + 1, version)
    session.add(
        Promotion(
            number=after.number,
            version=version,
            takes_back=takes_back,
            promoted_at=_now(),
            promoted_by=actor,
            reason=reason,
        )
    )
    audit_log.append(session, actor, action, name_of(after), before=name_of(before), reason=reason)
    return after


def name_of(found: Current) -> str:
    """The version that serves under this promotion."""
    return found.version or load_default().version


def _row(session: Session, version: str) -> ModelVersion:
    row = session.scalars(select(ModelVersion).where(ModelVersion.version == version)).one_or_none()
    if row is None:
        raise UnknownVersion(f"There is no version {version}.")
    return row


def _state(row: ModelVersion, now: Current, served: set[str | None]) -> str:
    if row.version == now.version:
        return "serving"
    if row.version in served:
        return "served"
    if row.artefact is None:
        return "pruned"
    return "recommended" if row.is_recommended else "kept"


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
