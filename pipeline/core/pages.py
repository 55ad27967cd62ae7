"""What every HTML page of ours has: text that is escaped, and a policy of what may run in it."""

import base64
import hashlib
from collections.abc import Mapping

from jinja2 import DictLoader, Environment, StrictUndefined


def environment(templates: Mapping[str, str]) -> Environment:
    """Templates that escape all they are given and stop at a name that is not there.

    Parameters
    ----------
    templates : file name to text.
    """
    return Environment(
        loader=DictLoader(dict(templates)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def policy_hash(text: str) -> str:
    """A style or script as a Content-Security-Policy names it.

    >>> policy_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
