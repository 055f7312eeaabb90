"""The planner's answer is the cheapest there is."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.layout.planning import SIGNATURE, Choice, Cost, Part, Step, _State, _transition, plan
from builder.layout.scope import Scope
from builder.layout.theme import Layout
from builder.source import NOWHERE
from tests.work import calls_of


def layout(name: str, pages: int, side: str, heavy: str = "") -> Layout:
    return Layout(
        name=name, purpose="highlight", side=side, pictures=(), heavy=heavy, needs=frozenset(), texts={}, let={},
        limits={}, ideal={}, pages=((),) * pages, across=(), bare=(False,) * pages, without=frozenset(), raw={},
    )  # fmt: skip


LAYOUTS = (
    layout("spread", 2, "verso"),
    layout("stele", 1, "any", "stele"),
    layout("column", 1, "any"),
    layout("recto", 1, "recto"),
)


def choice(of: Layout, cost: float, foot: float = 0.0, side: str = "") -> Choice:
    pages = len(of.pages)
    return Choice(
        layout=of, scope=Scope(origin=NOWHERE), parts=(Part("length", cost),), feet=(foot,) * pages, break_before=side
    )


several = st.builds(
    choice,
    st.sampled_from(LAYOUTS),
    st.floats(0, 20),
    st.sampled_from((0.0, 240.0, 249.5)),
    st.sampled_from(("", "", "verso")),
)
choices = st.lists(several, min_size=1, max_size=3).map(tuple)


def tail(page_index: int) -> int:
    return -(page_index + 5) % SIGNATURE


def total(sequence: tuple[Choice, ...], start: int) -> float:
    state, cost = _State(start % SIGNATURE), 0.0
    for taken in sequence:
        step, state = _transition(state, taken, Cost())
        cost += sum(part.cost for part in step.parts)
    return cost + Cost().blank * tail(state.page_index)


@settings(max_examples=60, deadline=None)
@given(st.lists(choices, min_size=1, max_size=5).map(tuple), st.integers(0, 7))
def test_plan_is_as_cheap_as_brute_force(articles: tuple[tuple[Choice, ...], ...], start: int) -> None:
    """No other sequence of choices costs less than the planned one."""
    steps = plan(articles, start=start, tail=tail, cost=Cost())
    best = min(total(sequence, start) for sequence in itertools.product(*articles))
    assert abs(total(tuple(step.choice for step in steps), start) - best) < 1e-6


def test_spreads_begin_on_a_verso() -> None:
    """A layout that wants a verso gets one, if need be behind a blank that is counted."""
    spread = choice(LAYOUTS[0], 0)
    steps: tuple[Step, ...] = plan(((spread,), (spread,)), start=2, tail=lambda _: 0, cost=Cost())
    assert [step.blanks for step in steps] == [1, 0]


def test_work_grows_with_the_book_and_no_faster() -> None:
    """Twice the articles take twice the work, and a little."""
    several = tuple(choice(of, cost) for of in LAYOUTS for cost in (1.0, 2.0))
    calls = [
        calls_of(lambda count=count: plan((several,) * count, start=3, tail=tail, cost=Cost())) for count in (20, 40)
    ]
    assert calls[1] < 2.3 * calls[0]
