"""Conditions on a row of a table: `county == "榆次区" and kind in ("小学", "九年一贯制")`. Nothing can be called."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 400
"""Characters; more is a mistake, and deep nesting could exhaust the parser."""

_QUOTES = str.maketrans("“”‘’（），", "\"\"''(),")
"""Marks that an input method types instead of those of the language."""


class ConditionError(ValueError):
    """A condition that cannot be read, or not with this row."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition read once, asked of many rows."""

    text: str
    tree: ast.expr
    names: frozenset[str]

    def holds(self, values: Mapping[str, str]) -> bool:
        """Whether the row meets it. Raises ConditionError where a number is wanted and the cell holds none."""
        return bool(_value(self.tree, values))


def read_condition(text: str) -> Condition:
    """Column names, quoted words, numbers; `==` `!=` `<` `<=` `>` `>=` `in` `not in`, `and` `or` `not`, brackets.

    Full-width quotes, brackets and commas are taken for the plain ones. Raises ConditionError.
    """
    if len(text) > LONGEST:
        raise ConditionError(text[:40] + "…")
    try:
        tree = ast.parse(text.translate(_QUOTES).strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ConditionError(text) from None
    if not _is_truth(tree):
        raise ConditionError(text)
    return Condition(text, tree, frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))


def _is_truth(node: ast.expr) -> bool:
    """Whether `node` is a condition: a comparison, or several joined."""
    match node:
        case ast.BoolOp(values=values):
            return all(map(_is_truth, values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _is_truth(operand)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            if isinstance(op, ast.In | ast.NotIn):
                return _is_word(left) and isinstance(right, ast.Tuple | ast.List) and all(map(_is_word, right.elts))
            return type(op) in _COMPARING and _is_word(left) and _is_word(right)
    return False


def _is_word(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | int | float) and not isinstance(node.value, bool)
    return isinstance(node, ast.Name)


_COMPARING = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)


def _value(node: ast.expr, values: Mapping[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=op, values=parts):
            wanted = isinstance(op, ast.Or)
            return any(_value(part, values) is wanted for part in parts) is wanted
        case ast.UnaryOp(operand=operand):
            return not _value(operand, values)
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn() as op], comparators=[ast.Tuple() | ast.List() as many]):
            found = any(_equal(_word(left, values), _word(each, values)) for each in many.elts)
            return found is isinstance(op, ast.In)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(op, _word(left, values), _word(right, values))
    raise ConditionError(ast.unparse(node))


def _word(node: ast.expr, values: Mapping[str, str]) -> str | float:
    if isinstance(node, ast.Name):
        return values[node.id]
    assert isinstance(node, ast.Constant)
    return node.value if isinstance(node.value, str) else float(node.value)  # type: ignore[arg-type]


def _compared(op: ast.cmpop, left: str | float, right: str | float) -> bool:
    match op:
        case ast.Eq():
            return _equal(left, right)
        case ast.NotEq():
            return not _equal(left, right)
        case ast.Lt():
            return _number(left) < _number(right)
        case ast.LtE():
            return _number(left) <= _number(right)
        case ast.Gt():
            return _number(left) > _number(right)
    return _number(left) >= _number(right)


def _equal(left: str | float, right: str | float) -> bool:
    """Words as words; a cell beside a number as a number."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _number(word: str | float) -> float:
    try:
        number = float(word)
    except ValueError:
        raise ConditionError(str(word)) from None
    if not math.isfinite(number):
        raise ConditionError(str(word))
    return number
