from handschlag.qualification.models.asking import Answer, Moment, ask
from handschlag.qualification.models.estimate import Estimate
from handschlag.qualification.models.judging import OF_TOUCHES, due_for_another_look, qualify
from handschlag.qualification.models.verdict import Standing, Verdict

__all__ = [
    "OF_TOUCHES",
    "Answer",
    "Estimate",
    "Moment",
    "Standing",
    "Verdict",
    "ask",
    "due_for_another_look",
    "qualify",
]
