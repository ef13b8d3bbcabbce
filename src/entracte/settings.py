"""Settings: `entracte.toml`, then environment variables `ENTRACTE_*`; data lives in one folder."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from entracte.faults import Fault

ENVIRONMENTS = ("dev", "preprod", "prod")


@dataclass(frozen=True)
class Settings:
    """What a command knows before it starts.

    `home` is the folder of everything we keep; `urls` maps an environment to its PostgreSQL address where it is not
    the embedded one; `memory_limit` bounds the engine (DuckDB's notation); `spark_master` is where Spark runs, if it is
    asked for: in this process, or `spark://host:7077`.
    """

    home: Path
    urls: dict[str, str] = field(default_factory=dict)
    memory_limit: str = "1500MB"
    language: str = "en"
    spark_master: str = "local[*]"

    @property
    def work(self) -> Path:
        """The folder of temporary tables; each command makes its own below it and removes it."""
        return self.home / "work"


def load_settings(folder: Path | None = None) -> Settings:
    """Read the settings that apply in `folder` (default: the current one).

    `entracte.toml` holds `home`, `memory_limit`, `language`, `spark_master` and a table `[environments]` of name = URL.
    The variables `ENTRACTE_HOME`, `ENTRACTE_MEMORY_LIMIT`, `ENTRACTE_LANGUAGE`, `ENTRACTE_SPARK_MASTER` and
    `ENTRACTE_DEV_URL` (likewise `PREPROD`, `PROD`) override it.
    Raises a fault on a file that is not TOML or names what does not exist.
    """
    path = (folder or Path.cwd()) / "entracte.toml"
    told = _read(path) if path.is_file() else {}
    unknown = set(told) - {"home", "memory_limit", "language", "spark_master", "environments"}
    environments = told.get("environments", {})
    if not isinstance(environments, dict) or set(environments) - set(ENVIRONMENTS):
        raise Fault(
            "bad-settings", f"{path}: [environments] may name {', '.join(ENVIRONMENTS)}, each with a PostgreSQL URL."
        )
    if unknown:
        raise Fault("bad-settings", f"{path}: unknown setting {', '.join(sorted(unknown))}.")
    urls = {name: str(url) for name, url in environments.items()}
    urls |= {name: url for name in ENVIRONMENTS if (url := os.environ.get(f"ENTRACTE_{name.upper()}_URL"))}
    home = os.environ.get("ENTRACTE_HOME") or told.get("home")
    return Settings(
        home=Path(str(home)).expanduser().absolute() if home else _default_home(),
        urls=urls,
        memory_limit=os.environ.get("ENTRACTE_MEMORY_LIMIT") or str(told.get("memory_limit", "1500MB")),
        spark_master=os.environ.get("ENTRACTE_SPARK_MASTER") or str(told.get("spark_master", "local[*]")),
        language=os.environ.get("ENTRACTE_LANGUAGE") or str(told.get("language", "en")),
    )


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Fault("bad-settings", f"{path} is not a settings file: {error}") from error


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("entracte", appauthor=False)
