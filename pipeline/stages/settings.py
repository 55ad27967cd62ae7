"""Stage settings: every setting, before anything else.

Reads   params.yaml.
Writes  reports/settings.txt, which says that all is sound, in the same words whatever the settings are: a name
        more on the list of corpora makes no other corpus run again.
"""

from pipeline.core.corpus import REPORTS
from pipeline.core.params import PARAMS_FILE, load_params
from pipeline.core.stage import Outputs, project_stage


def run() -> Outputs:
    """Check every section, key and value; all mistakes in one message."""
    load_params()
    summary = f"{PARAMS_FILE} is sound"
    return Outputs({REPORTS / "settings.txt": f"{summary}\n".encode()}, summary)


main = project_stage(run)
