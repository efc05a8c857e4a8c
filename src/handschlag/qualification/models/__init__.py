from handschlag.qualification.models.judging import due_for_another_look, qualify
from handschlag.qualification.models.verdict import Standing, Verdict

__all__ = ["Standing", "Verdict", "due_for_another_look", "qualify"]
