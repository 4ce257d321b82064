"""The sample organisation: the files of `catalogs/`, brought in as anybody would bring in their own.

In a checkout they stand beside the package; a wheel carries them inside it (`sources` in pyproject.toml).
"""

from __future__ import annotations

from pathlib import Path

from bot.services.act import Act
from bot.services.imports.importing import File, import_file, read_file
from bot.services.imports.kind import Kind

_INSIDE = Path(__file__).parent / "catalogs"
_BESIDE = Path(__file__).parents[2] / "catalogs"


def folder() -> Path:
    """Where the sample files are."""
    return _INSIDE if _INSIDE.is_dir() else _BESIDE


def read_samples() -> list[File]:
    """Units, officials, units with their heads, and every catalog, in the order in which they can be brought in."""
    organisation = [(Kind.UNITS, "units.csv"), (Kind.OFFICIALS, "officials.csv"), (Kind.UNITS, "units-heads.csv")]
    catalogs = [(Kind.CATALOG, path.name) for path in sorted(folder().glob("nhom-*.csv"))]
    return [read_file(kind, (folder() / name).read_bytes(), name) for kind, name in organisation + catalogs]


def bring_in(act: Act, files: list[File]) -> None:
    """Bring the files in."""
    for file in files:
        import_file(act, file)
