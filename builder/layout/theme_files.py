"""Where a theme's data comes from: a file of the project or of the program, laid over the theme it is based on."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

import yaml

from builder.content.book import PAGE_FORMATS
from builder.content.decoding import decode
from builder.content.nodes import MapNode, plain_data
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics
from builder.layout.brand import branded
from builder.resources import Cache, ResourceError, Resources, builtin, builtin_names
from builder.source import Span, whole_file

FOLDER = "themes"
"""Where a project keeps themes of its own."""
BASE = "based-on"
DEEPEST = 8
"""Themes that may stand on one another."""

Data = dict[str, Any]


def theme_data(name: str, page_format: str, asked: Span, resources: Resources, report: Diagnostics) -> Data | None:
    """A theme with all it is based on, as one map; None after reporting what is wrong.

    A file `themes/NAME.yaml` of the project goes before the program's own. `based-on: OTHER` lays the file over
    another theme: maps are merged, `null` takes a key away, everything else is replaced. The house colours of a
    project's `_brand.yml` come last, for the inks that the theme names under `brand`. Page formats but the first are
    files `NAME-FORMAT.yaml`, which stand on the theme.

    Reports `unknown-theme`, `page-format-missing`, `theme-circle`, `theme-no-map`, and what reading YAML reports.
    """
    file = name if page_format == PAGE_FORMATS[0] else f"{name}-{page_format}"
    if file != name and not theme_file_exists(file, resources) and theme_file_exists(name, resources):
        offers = (row for row in PAGE_FORMATS[1:] if theme_file_exists(f"{name}-{row}", resources))
        known = "、".join((PAGE_FORMATS[0], *offers))
        report.error("page-format-missing", asked, theme=name, format=page_format, offers=known)
        return None
    data = _with_base(file, asked, resources, report, ())
    return data and branded(data, resources, report)


def theme_file_exists(name: str, resources: Resources) -> bool:
    """Whether the project or the program has a theme file of that name."""
    if name in builtin_names(FOLDER):
        return True
    try:
        return resources.size(f"{FOLDER}/{name}.yaml") >= 0
    except ResourceError:
        return False


def laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Data:
    """`above` over `below`: maps are merged, `None` takes a key away, everything else is replaced, and so is what
    stands under `KEY!`.
    """
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        if key.endswith("!"):
            merged[key[:-1]] = value
        elif value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(under, Mapping):
            merged[key] = laid_over(under, value)
        else:
            merged[key] = value
    return merged


def whole_themes(names: Iterable[str]) -> tuple[str, ...]:
    """Of names of theme files those that are themes, not page formats of themes."""
    return tuple(name for name in names if name.rpartition("-")[2] not in PAGE_FORMATS)


def _with_base(
    name: str, asked: Span, resources: Resources, report: Diagnostics, above: tuple[str, ...]
) -> Data | None:
    if name in above or len(above) == DEEPEST:
        report.error("theme-circle", asked, names=" → ".join((*above, name)))
        return None
    data = _own(name, asked, resources, report)
    base = data.pop(BASE, None) if data else None
    if data is None or base is None:
        return data
    below = _with_base(str(base), whole_file(f"{FOLDER}/{name}.yaml"), resources, report, (*above, name))
    return None if below is None else laid_over(below, data)


def _own(name: str, asked: Span, resources: Resources, report: Diagnostics) -> Data | None:
    """What the theme's own file says."""
    file = f"{FOLDER}/{name}.yaml"
    try:
        source = resources.read(file)
    except ResourceError as error:
        if error.code != "file-missing":
            report.error(error.code, asked, file=file)
            return None
    else:
        return _project_file(source, file, resources.cache, report)
    try:
        return _program_file(builtin(file), resources.cache)
    except ResourceError:
        known = whole_themes(builtin_names(FOLDER))
        near = get_close_matches(name, known, n=1)
        report.error("unknown-theme", asked, name=name, offers="、".join(near or known))
        return None


def _project_file(source: bytes, file: str, cache: Cache, report: Diagnostics) -> Data | None:
    key = f"own-{_key(source)}"
    if (kept := cache.get(key)) is not None:
        return dict(json.loads(kept))
    found = Diagnostics()
    text = decode(source, file, found)
    node = None if text is None else parse(text, file, found)
    report.found += found.found
    if found.has_errors or node is None:
        return None
    if not isinstance(node, MapNode):
        report.error("theme-no-map", node.span)
        return None
    data: Data = _with_merges(plain_data(node))
    cache.put(key, json.dumps(data, ensure_ascii=False).encode())
    return data


def _with_merges(data: Any) -> Any:
    """YAML's merge keys (`<<: *name`) filled in: themes repeat themselves, and so may copies of them."""
    if isinstance(data, list):
        return [_with_merges(item) for item in data]
    if not isinstance(data, dict):
        return data
    own = {key: _with_merges(value) for key, value in data.items() if key != "<<"}
    if "<<" in data:
        below = _with_merges(data["<<"])
        for source in below if isinstance(below, list) else [below]:
            own = {**source, **own}
    return own


def _program_file(source: bytes, cache: Cache) -> Data:
    """Kept as JSON between runs: that reads twenty times faster than YAML."""
    key = _key(source)
    if (kept := cache.get(key)) is not None:
        return dict(json.loads(kept))
    data: Data = yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    cache.put(key, json.dumps(data, ensure_ascii=False).encode())
    return data


def _key(source: bytes) -> str:
    return f"theme-{hashlib.sha256(source).hexdigest()[:32]}.json"
