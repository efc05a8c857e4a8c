"""Checking a proof with nothing but the file: no house, no database, no settings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from handschlag.agreement.core.evidence import hash_to_sign
from handschlag.agreement.core.house_key import is_signed, vouching
from handschlag.agreement.core.proof import FORMAT, MOST_BYTES, Entry, Proof, Signature
from handschlag.kernel.canonical import canonical_bytes, moment_text, sha256_hex


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: ``check`` names the sentence, ``gaps`` fill it. ``why`` names a reason where it failed."""

    check: str
    ok: bool = True
    gaps: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Checked:
    """What came of it. Without the shape of a proof there is nothing in ``proof``."""

    findings: tuple[Finding, ...]
    proof: Proof | None = None

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


def check(file: bytes, key: str | None = None) -> Checked:
    """Check the bytes of a proof. ``key`` is the house's public key (64 hex digits) as it was given on another way.

    Whatever is wrong is a finding, never an exception. What the file says is judged only once it is whole and the house's signature fits.
    """
    parsed, broken = _parsed(file)
    if broken or parsed is None:
        return Checked((broken or Finding("canonical", ok=False, why="no_json"),))
    content, signature, proof = parsed
    findings = [
        Finding("canonical", gaps={"size": len(file)}),
        Finding(
            "shape",
            gaps={
                "number": proof.number,
                "house": proof.house.name,
                "title": str(proof.terms.get("title", "")),
                "at": proof.made_at,
            },
        ),
    ]
    if not is_signed(content, signature, proof.key):
        return Checked((*findings, Finding("seal", ok=False)), proof)
    findings += [Finding("seal", gaps={"key": proof.key}), _key(proof, key)]
    for one in (_hashes, _signatures, _people, _force, _suspensions, _entries, _told):
        findings += one(proof)
    return Checked(tuple(findings), proof)


def _parsed(file: bytes) -> tuple[tuple[dict[str, Any], str, Proof] | None, Finding | None]:
    """Content, signature and typed pieces; or what is wrong with the file."""

    def broken(check: str, why: str) -> tuple[None, Finding]:
        return None, Finding(check, ok=False, why=why)

    if len(file) > MOST_BYTES:
        return broken("canonical", "too_large")
    try:
        whole = json.loads(file.decode())
        is_canonical = canonical_bytes(whole) == file
    except (ValueError, RecursionError):
        return broken("canonical", "no_json")
    if not is_canonical:
        return broken("canonical", "not_canonical")
    try:
        content, signature = whole["proof"], whole["signature"]
        if set(whole) != {"proof", "signature"} or not isinstance(signature, str):
            return broken("shape", "fields")
        return (content, signature, Proof.model_validate(content)), None
    except (KeyError, TypeError, ValidationError):
        return broken("shape", "fields")


def _key(proof: Proof, named: str | None) -> Finding:
    """Whether the key is the one named, or one that it, key after key, has vouched for."""
    keys = proof.keys
    publics = [one.public for one in keys]
    if len(set(publics)) != len(publics) or publics[-1:] != [proof.key]:
        return Finding("keys", ok=False)
    for before, after in pairwise(keys):
        if before.until_at != after.from_at:
            return Finding("keys", ok=False)
        said = vouching(after.public, moment_text(after.from_at))
        if after.vouched and not is_signed(said, after.vouched, before.public):
            return Finding("keys", ok=False)
    if named is None:
        return Finding("no_key")
    if named == proof.key:
        return Finding("key")
    if named in publics and all(one.vouched for one in keys[publics.index(named) + 1 :]):
        return Finding("key_passed_on")
    return Finding("key", ok=False, gaps={"key": proof.key})


def _hashes(proof: Proof) -> Iterator[Finding]:
    terms_ok = sha256_hex(proof.terms) == proof.terms_hash
    yield Finding("terms", ok=terms_ok, gaps={"hash": proof.terms_hash})
    document = None
    if proof.evidence:
        document = proof.evidence.document
        fits = sha256_hex(document) == proof.evidence.hash and document.get("terms_hash") == proof.terms_hash
        gaps = {
            "kind": str(document.get("kind", "")),
            "at": str(document.get("made_at", "")),
            "hash": proof.evidence.hash,
            "both": proof.hash,
        }
        yield Finding("evidence", ok=fits, gaps=gaps)
    if hash_to_sign(proof.terms, document) != proof.hash:
        yield Finding("hash", ok=False, gaps={"hash": proof.hash})


def _signatures(proof: Proof) -> Iterator[Finding]:
    for signature in proof.signatures:
        mandate = signature.mandate
        gaps = {
            "name": signature.by.name,
            "side": signature.side,
            "at": signature.at,
            "from_on": mandate.from_on,
            "until_on": mandate.until_on,
        }
        why = _why_not(proof, signature)
        yield Finding("signature", ok=not why, gaps=gaps, why=why)


def _why_not(proof: Proof, signature: Signature) -> str:
    """What keeps a signature from holding, or nothing."""
    day, mandate = proof.local_day(signature.at), signature.mandate
    if signature.hash != proof.hash:
        return "other_hash"
    if day < mandate.from_on or (mandate.until_on is not None and day > mandate.until_on):
        return "no_mandate"
    return "before_proposal" if signature.at < proof.proposal.at else ""


def _people(proof: Proof) -> Iterator[Finding]:
    """One signature for each side, by two people; or by one who had declared to be alone."""
    if sorted(signature.side for signature in proof.signatures) != ["marketing", "sales"]:
        yield Finding("two_people", ok=False)
        return
    for signature in proof.signatures:
        if signature.in_one_person_mode and not _was_alone(proof, signature):
            yield Finding("one_person", ok=False)
            return
    one, other = proof.signatures
    if one.by.id != other.by.id:
        yield Finding("two_people")
        return
    alone = one.in_one_person_mode and other.in_one_person_mode and proof.one_person_mode is not None
    gaps = {"at": proof.one_person_mode.declared_at} if proof.one_person_mode else {}
    yield Finding("one_person", ok=alone, gaps=gaps)


def _was_alone(proof: Proof, signature: Signature) -> bool:
    """The mode was the signer's and had not ended: what came first is told by the order of the ledger, not by clocks."""
    mode = proof.one_person_mode
    if mode is None or mode.declared_by.id != signature.by.id or mode.declared_at > signature.at:
        return False
    ended = [entry.seq for entry in proof.ledger.entries if entry.fact == "one_person_mode_ended"]
    about = [entry for entry in proof.ledger.entries if entry.subject_id == proof.id]
    signed = [entry.seq for entry in about if entry.fact == _fact_of(signature)]
    return (mode.ended_at is None) == (not ended) and (not ended or (bool(signed) and max(signed) < min(ended)))


def _force(proof: Proof) -> Iterator[Finding]:
    force = proof.commencement
    earliest = [proof.proposal.at, *(signature.at for signature in proof.signatures)]
    if proof.proposal.from_at:
        earliest.append(proof.proposal.from_at)
    in_order = all(moment <= force.from_at for moment in earliest)
    if force.superseded_at is None:
        yield Finding("in_force", ok=in_order and force.superseded_by is None, gaps={"from_at": force.from_at})
    else:
        ok = in_order and force.from_at <= force.superseded_at and force.superseded_by is not None
        gaps = {"from_at": force.from_at, "until_at": force.superseded_at, "number": force.superseded_by}
        yield Finding("superseded", gaps=gaps) if ok else Finding("in_force", ok=False)


def _suspensions(proof: Proof) -> Iterator[Finding]:
    for one in proof.suspensions:
        ok = proof.commencement.from_at <= one.at < one.until_at and proof.local_day(one.until_at) > one.last_day
        if one.lifted_at is not None:
            ok = ok and one.at <= one.lifted_at < one.until_at and one.lifted_by is not None
        gaps = {
            "name": one.by.name,
            "side": one.side,
            "at": one.at,
            "until_at": one.until_at,
            "reason": one.reason,
            "lifted": one.lifted_at,
        }
        yield Finding("suspension", ok=ok, gaps=gaps)


def _entries(proof: Proof) -> Iterator[Finding]:
    """Each entry gives its hash; of two with neighbouring numbers the later follows from the earlier."""
    entries, links = proof.ledger.entries, 0
    for place, entry in enumerate(entries):
        before = entries[place - 1] if place else None
        if hash_of(entry) != entry.hash:
            yield Finding("ledger", ok=False, gaps={"seq": entry.seq}, why="changed")
            return
        if before and entry.seq <= before.seq:
            yield Finding("ledger", ok=False, gaps={"seq": entry.seq}, why="order")
            return
        if before and entry.seq == before.seq + 1:
            if entry.previous_hash != before.hash:
                yield Finding("ledger", ok=False, gaps={"seq": entry.seq}, why="no_neighbour")
                return
            links += 1
    head = proof.ledger.head
    if entries and (entries[-1].seq > head.seq or (entries[-1].seq == head.seq and entries[-1].hash != head.hash)):
        yield Finding("ledger", ok=False, gaps={"seq": entries[-1].seq}, why="order")
        return
    yield Finding("ledger", gaps={"entries": len(entries), "links": links})
    yield Finding("head", gaps={"head": f"{head.seq}:{head.hash}"})


def hash_of(entry: Entry) -> str:
    """As the ledger reckons it: SHA-256 over the columns before the hash, in their order, one a line, in UTF-8."""
    columns = (
        entry.seq,
        entry.at_utc,
        entry.fact,
        entry.actor,
        entry.subject_kind,
        entry.subject_id,
        entry.payload_json,
        entry.previous_hash,
    )
    return sha256("\n".join(map(str, columns)).encode()).hexdigest()


def _told(proof: Proof) -> Iterator[Finding]:
    """What the proof says stands in the ledger too, said by the same person at the same moment about the same hash."""
    tells = _teller(proof)
    sealed = {"hash": proof.hash, "from_at": moment_text(proof.commencement.from_at)}
    expected = [
        ("proposed", tells("agreement_proposed", proof.proposal.by.id, proof.proposal.at, {})),
        *(
            (f"signed_{one.side}", tells(_fact_of(one), one.by.id, one.at, {"hash": one.hash}))
            for one in proof.signatures
        ),
        ("sealed", tells("agreement_sealed", None, None, sealed)),
    ]
    for one in proof.suspensions:
        known = {"suspension": one.id, "side": one.side}
        expected.append(("suspended", tells("agreement_suspended", one.by.id, one.at, known)))
        if one.lifted_by and one.lifted_at:
            lifted = tells("agreement_suspension_lifted", one.lifted_by.id, one.lifted_at, known)
            expected.append(("lifted", lifted))
    for why, is_told in expected:
        if not is_told:
            yield Finding("told", ok=False, why=why)


def _fact_of(signature: Signature) -> str:
    return f"agreement_signed_for_{signature.side}" + ("_alone" if signature.in_one_person_mode else "")


def _teller(proof: Proof) -> Callable[[str, str | None, datetime | None, Mapping[str, Any]], bool]:
    """Whether an entry about this version tells this fact, by this actor, at this moment, with at least this payload."""
    about = [
        (entry, _payload(entry))
        for entry in proof.ledger.entries
        if (entry.subject_kind, entry.subject_id) == ("agreement_version", proof.id)
    ]

    def tells(fact: str, actor: str | None, at: datetime | None, payload: Mapping[str, Any]) -> bool:
        wanted = {"number": proof.number, **payload}
        return any(
            entry.fact == fact
            and (actor is None or entry.actor == actor)
            and (at is None or entry.at_utc == moment_text(at))
            and wanted.items() <= said.items()
            for entry, said in about
        )

    return tells


def _payload(entry: Entry) -> dict[str, Any]:
    try:
        said = json.loads(entry.payload_json)
    except ValueError:
        return {}
    return {key: value for key, value in said.items() if isinstance(value, str | int)} if isinstance(said, dict) else {}


__all__ = ["FORMAT", "Checked", "Finding", "check", "hash_of"]
