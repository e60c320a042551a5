"""Which parameters each call takes, read from the vendor library's typed declarations.

The library is read as text and never imported. A file is read when a call first needs it,
because the largest takes a moment and most runs need five of them.
"""

import ast
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from payouts.gateway.stand_in.answers import malformed


@dataclass(frozen=True)
class Shape:
    """What one parameter may be. An empty shape accepts anything.

    A value may be any of: a word of ``words``, a scalar of one of ``scalars``, a list of
    ``item``, free pairs, or the named ``fields`` of which some are required.
    """

    scalars: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    item: "Shape | None" = None
    is_pairs: bool = False
    fields: "dict[str, tuple[Shape, bool]] | None" = field(default=None, hash=False)
    is_any: bool = False

    def __or__(self, other: "Shape") -> "Shape":
        return Shape(
            self.scalars | other.scalars,
            self.words + other.words,
            self.item or other.item,
            self.is_pairs or other.is_pairs,
            self.fields if other.fields is None else other.fields,
            self.is_any or other.is_any,
        )


def read(call: str, form: dict[str, Any]) -> dict[str, Any]:
    """Return ``form`` with the types that ``call`` declares; refuse what it does not declare.

    Raises:
        Refusal: an unknown, missing or malformed parameter.
    """
    values = _fields(form, _shape_of_call(call), path="")
    if values.pop("expand", None):
        raise malformed("This property cannot be expanded.", param="expand")
    return values


def declarations() -> Path:
    """Where the vendor's library keeps its declarations; ends the process if it is missing."""
    package = find_spec("stripe")
    if package is None or package.origin is None:
        raise SystemExit("The stand-in reads its parameters from the package stripe: install it.")
    return Path(package.origin).parent / "params"


@cache
def _shape_of_call(call: str) -> Shape:
    folder, _, name = call.rpartition("/")
    source = declarations() / folder / f"_{name}_params.py"
    classes = {
        node.name: node
        for node in ast.parse(source.read_text()).body
        if isinstance(node, ast.ClassDef)
    }
    return _Declarations(classes).of_class(next(iter(classes)))


class _Declarations:
    def __init__(self, classes: dict[str, ast.ClassDef]) -> None:
        self._classes = classes

    def of_class(self, name: str) -> Shape:
        fields: dict[str, tuple[Shape, bool]] = {}
        for node in self._classes[name].body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                is_required = not _is_subscript_of(node.annotation, "NotRequired")
                # Python's own words carry an underscore: from_ is sent as from.
                fields[node.target.id.rstrip("_")] = (self._of(node.annotation), is_required)
        return Shape(fields=fields)

    def _of(self, node: ast.expr) -> Shape:
        match node:
            case ast.Constant(value=str(text)):
                return self._of(ast.parse(text, mode="eval").body)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._of(left) | self._of(right)
            case ast.Subscript(value=ast.Name(id=name), slice=inner):
                return self._of_generic(name, inner)
            case ast.Name(id="str" | "int" | "bool" | "float" | "Decimal" as name):
                return Shape(scalars=frozenset({name}))
            case ast.Name(id=name) if name in self._classes:
                return self.of_class(name)
            case _:
                return Shape(is_any=True)

    def _of_generic(self, name: str, inner: ast.expr) -> Shape:
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        match name:
            case "NotRequired" | "Required" | "Optional":
                return self._of(inner)
            case "Union":
                shape = Shape()
                for part in parts:
                    shape |= self._of(part)
                return shape
            case "Literal":
                return Shape(
                    words=tuple(str(part.value) for part in parts if isinstance(part, ast.Constant))
                )
            case "List":
                return Shape(item=self._of(inner))
            case "Dict" | "UntypedStripeObject":
                return Shape(is_pairs=True)
            case _:
                return Shape(is_any=True)


def _is_subscript_of(node: ast.expr, name: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    )


# ---------------------------------------------------------------- values
def _value(raw: Any, shape: Shape, path: str) -> Any:
    if isinstance(raw, str):
        return _scalar(raw, shape, path)
    if shape.item is not None and all(index.isdigit() for index in raw):
        return [
            _value(raw[index], shape.item, f"{path}[{index}]") for index in sorted(raw, key=int)
        ]
    if shape.fields is not None:
        return _fields(raw, shape, path)
    if shape.is_pairs and all(isinstance(value, str) for value in raw.values()):
        return raw
    if shape.is_any:
        return raw
    raise malformed(f"Invalid {path}", param=path)


def _fields(raw: dict[str, Any], shape: Shape, path: str) -> dict[str, Any]:
    assert shape.fields is not None
    for name in raw:
        if name not in shape.fields:
            unknown = _joined(path, name)
            raise malformed(
                f"Received unknown parameter: {unknown}", param=unknown, code="parameter_unknown"
            )
    for name, (_, is_required) in shape.fields.items():
        if is_required and name not in raw:
            missing = _joined(path, name)
            raise malformed(
                f"Missing required param: {missing}.", param=missing, code="parameter_missing"
            )
    return {
        name: _value(value, shape.fields[name][0], _joined(path, name))
        for name, value in raw.items()
    }


def _scalar(raw: str, shape: Shape, path: str) -> Any:
    if raw in shape.words or shape.is_any:
        return raw
    if raw in {"true", "false"} and "bool" in shape.scalars:
        return raw == "true"
    if "int" in shape.scalars:
        digits = raw.removeprefix("-")
        if digits.isascii() and digits.isdigit():
            return int(raw)
        raise malformed(f"Invalid integer: {raw}", param=path, code="parameter_invalid_integer")
    # A list of words with "or any text" is how the library writes a list that may grow.
    if any(shape.words):
        allowed = ", ".join(word for word in shape.words if word)
        raise malformed(f"Invalid {path}: must be one of {allowed}", param=path)
    if shape.scalars & {"str", "float", "Decimal"}:
        if raw == "" and "" not in shape.words:
            raise malformed(
                f"You passed an empty string for '{path}'.",
                param=path,
                code="parameter_invalid_empty",
            )
        return raw
    if "bool" in shape.scalars:
        raise malformed(f"Invalid boolean: {raw}", param=path)
    raise malformed(f"Invalid {path}: a hash or an array is expected.", param=path)


def _joined(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
