"""The words of a plan's terms, Chinese first with English beside, for terminal and report."""

from __future__ import annotations

from yunzhu.plan.schema import CommitmentKind, Force, Owes, Role
from yunzhu.values import EvidenceKind

Term = Force | Role | Owes | CommitmentKind
_CHINESE: dict[Force | Role | Owes, str] = {
    Force.BINDING: "约束",
    Force.STRIVE: "力争",
    Force.NO_NUMBER: "无数字",
    Role.LEAD: "主责",
    Role.URGE: "督促",
    Role.JOIN: "配合",
    Owes.RESULT: "结果",
    Owes.EFFORT: "工作",
    Owes.RESULT_AND_EFFORT: "结果与工作",
}


def words_of(term: Term) -> tuple[str, str]:
    """Return a term's Chinese and English words.

    Examples
    --------
    >>> words_of(Force.STRIVE), words_of(CommitmentKind.DOCUMENT_ISSUED)
    (('力争', 'strive'), ('印发文件', 'document issued'))
    """
    chinese = term.chinese if isinstance(term, CommitmentKind) else _CHINESE[term]
    return chinese, term.value.replace("_", " ")


def label_of(term: Term) -> str:
    """Return both words as a line of text shows them."""
    return " ".join(words_of(term))


def evidence_words(kind: EvidenceKind | None) -> tuple[str, str]:
    """Return the Chinese and English words of a kind of evidence; of none where there is none."""
    return ("无", "none") if kind is None else (kind.value, kind.english)


def evidence_label(kind: EvidenceKind | None) -> str:
    """Return both words of a kind of evidence as a line of text shows them.

    Examples
    --------
    >>> evidence_label(EvidenceKind.DOCUMENT), evidence_label(None)
    ('凭文件 document', '无 none')
    """
    return " ".join(evidence_words(kind))
