"""Terms as YAML, out and in: what people edit in a text editor and keep in a repository."""

from handschlag.agreement.core.yaml_form.dumping import dump, ordered
from handschlag.agreement.core.yaml_form.reading import DEEPEST, MOST_CHARACTERS, check, read
from handschlag.agreement.core.yaml_form.writing import write

__all__ = ["DEEPEST", "MOST_CHARACTERS", "check", "dump", "ordered", "read", "write"]
