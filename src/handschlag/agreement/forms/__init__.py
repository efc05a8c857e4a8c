"""The draft as a form, terms as YAML, proposing and signing."""

from handschlag.agreement.forms.draft import DraftForm
from handschlag.agreement.forms.passage import ProposeForm, SignForm, YamlForm
from handschlag.agreement.forms.words import language

__all__ = ["DraftForm", "ProposeForm", "SignForm", "YamlForm", "language"]
