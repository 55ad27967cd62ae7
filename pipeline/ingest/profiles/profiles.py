"""Profiles: which layouts of reports and exports can be read, each a YAML file."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipeline.core.corpus import PROFILES
from pipeline.core.errors import unknown
from pipeline.core.yaml_model import read_yaml_model
from pipeline.ingest.profiles.table_profile import TableProfile
from pipeline.ingest.profiles.text_profile import TextProfile

Profile = TextProfile | TableProfile


class _Layout(BaseModel):
    """The one key that says which model a profile file follows."""

    model_config = ConfigDict(extra="ignore")

    layout: Literal["tekst", "tabel"]


def profile_names(folder: Path = PROFILES) -> list[str]:
    """Names of the profiles that there are, sorted."""
    return sorted(path.stem for path in folder.glob("*.yaml"))


def load_profile(name: str, *, where: str = "", folder: Path = PROFILES) -> Profile:
    """Read and check a profile; ``where`` is what names it, for the message when it is not there.
    :class:`InputError` when there is no such profile, or its file is not sound.
    """
    names = profile_names(folder)
    if name not in names:
        raise unknown("profile", name, names, where=where, todo=f"use one of these, or write {folder}/NAME.yaml")
    return profile_at(folder / f"{name}.yaml")


def profile_at(path: Path) -> Profile:
    """Read and check the profile in a file; :class:`InputError` when it is not there, or not sound."""
    if read_yaml_model(path, _Layout).layout == "tabel":
        return read_yaml_model(path, TableProfile)
    return read_yaml_model(path, TextProfile)
