"""Arithmetic in themes: `135 - 7.5 * max(0, body.lines - 19)`. Numbers and named numbers only; nothing can be called
but the few functions below, so a theme is data and stays data."""

import ast
import math
import operator
from collections.abc import Callable, Mapping

FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min,
    "max": max,
    "ceil": math.ceil,
    "floor": math.floor,
    "round": round,
    "abs": abs,
    "sqrt": math.sqrt,
    "sin": lambda degrees: math.sin(math.radians(degrees)),
    "cos": lambda degrees: math.cos(math.radians(degrees)),
    "tan": lambda degrees: math.tan(math.radians(degrees)),
    "atan": lambda ratio: math.degrees(math.atan(ratio)),
}
OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
LONGEST = 400
"""Characters of one expression; more is a mistake, and deep nesting could exhaust the parser."""


class ExpressionError(ValueError):
    """An expression that cannot be read, or that names something unknown."""


class Expressions:
    """Reads each expression once. Make one per composition."""

    def __init__(self) -> None:
        self._parsed: dict[str, ast.expr] = {}

    def number(self, expression: object, names: Mapping[str, float]) -> float:
        """The value of a number or of an expression over `names` (dotted names are looked up whole)."""
        if isinstance(expression, (int, float)):
            return expression
        text = str(expression)
        parsed = self._parsed.get(text)
        if parsed is None:
            parsed = self._parsed[text] = _parse(text)
        return _value(parsed, names, text)


def _parse(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ExpressionError(text[:40] + "…")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(text) from None


def _value(node: ast.expr, names: Mapping[str, float], text: str) -> float:  # noqa: PLR0911 one return a node kind
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name() | ast.Attribute():
            name = ast.unparse(node)
            if name not in names:
                raise ExpressionError(f"{name} ({text})")
            return names[name]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return _applied(op, _value(left, names, text), _value(right, names, text), text)
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPERATORS:
            return _applied(op, _value(left, names, text), _value(right, names, text), text)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, names, text)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _value(operand, names, text)
        case ast.BoolOp(op=op, values=values):
            wanted = isinstance(op, ast.Or)
            return any(bool(_value(v, names, text)) is wanted for v in values) is wanted
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body if _value(test, names, text) else orelse, names, text)
        case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]) if name in FUNCTIONS:
            return FUNCTIONS[name](*(_value(a, names, text) for a in arguments))
    raise ExpressionError(text)


def _applied(op: ast.AST, left: float, right: float, text: str) -> float:
    try:
        return OPERATORS[type(op)](left, right)
    except ZeroDivisionError:
        raise ExpressionError(text) from None
