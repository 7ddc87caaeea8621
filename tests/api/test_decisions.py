"""People's answers applied to what ranking sees."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.bodies import Decision
from api.decisions import Answer, apply_answers
from matcher.inputs import canonical
from matcher.types import HeldOccupation, HeldSkill, Kind, RankingInput, SkillSource, Wants

URIS = st.sampled_from(["u:a", "u:b", "u:c"])
answers = st.lists(
    st.builds(Answer, st.sampled_from(Kind), URIS, st.sampled_from(Decision)), unique_by=lambda a: (a.kind, a.uri)
)
people = st.builds(
    RankingInput,
    skills=st.lists(st.builds(HeldSkill, URIS, st.sampled_from(SkillSource))).map(tuple),
    occupations=st.lists(st.builds(HeldOccupation, URIS)).map(tuple),
    wants=st.builds(Wants, occupations=st.lists(URIS).map(tuple)),
).map(canonical)


@given(people, answers)
def test_answers_hold(person: RankingInput, given_answers: list[Answer]) -> None:
    """Rejected concepts are nowhere but in the list of rejected ones; accepted ones are held at least as stated."""
    seen = apply_answers(person, given_answers)
    skills = {skill.uri: skill.source for skill in seen.skills}
    occupations = {held.uri for held in seen.occupations}
    for answer in given_answers:
        held = skills if answer.kind is Kind.SKILL else occupations
        if answer.decision is Decision.REJECTED:
            assert answer.uri not in held
            assert answer.kind is Kind.SKILL or answer.uri not in seen.wants.occupations
        elif answer.decision is Decision.ACCEPTED:
            assert answer.uri in held
            assert answer.kind is Kind.OCCUPATION or skills[answer.uri] in {SkillSource.STATED, SkillSource.VERIFIED}


@given(people, answers)
def test_order_and_repetition_do_not_matter(person: RankingInput, given_answers: list[Answer]) -> None:
    """Answers are a set: any order, and twice, give the same facts."""
    seen = apply_answers(person, given_answers)
    assert seen == apply_answers(person, given_answers[::-1])
    assert seen == apply_answers(seen, given_answers)


@given(people)
def test_no_answer_changes_nothing(person: RankingInput) -> None:
    """Without answers, or with answers taken back, the facts are as they were read."""
    assert apply_answers(person, []) == person
    assert apply_answers(person, [Answer(Kind.SKILL, "u:a", Decision.NONE)]) == person
