"""The grammar of the terms, number 2: closed, typed, bounded data. Nothing in it is code and nothing is evaluated."""

from handschlag.agreement.core.terms.conditions import (
    AttributeCondition,
    Comparison,
    Condition,
    PropertyCondition,
    TouchCondition,
    ValueList,
)
from handschlag.agreement.core.terms.criteria import (
    Corner,
    EstimateCriterion,
    Exclusion,
    FitCriterion,
    Group,
    HandRaiser,
    InterestCriterion,
    Thresholds,
)
from handschlag.agreement.core.terms.duties import (
    AfterTimeout,
    Afterwards,
    Attempts,
    Completeness,
    MarketingDuties,
    Reason,
    Recycling,
    SalesDuties,
    Within,
)
from handschlag.agreement.core.terms.grammars import terms_of
from handschlag.agreement.core.terms.parts import Part
from handschlag.agreement.core.terms.whole import (
    GRAMMAR,
    MOST_CRITERIA,
    CreditModel,
    Criterion,
    Stage,
    StageName,
    Terms,
    Way,
)
from handschlag.agreement.core.terms.work import Procedure, Routing, RoutingRule, Step

__all__ = [
    "GRAMMAR",
    "MOST_CRITERIA",
    "AfterTimeout",
    "Afterwards",
    "Attempts",
    "AttributeCondition",
    "Comparison",
    "Completeness",
    "Condition",
    "Corner",
    "CreditModel",
    "Criterion",
    "EstimateCriterion",
    "Exclusion",
    "FitCriterion",
    "Group",
    "HandRaiser",
    "InterestCriterion",
    "MarketingDuties",
    "Part",
    "Procedure",
    "PropertyCondition",
    "Reason",
    "Recycling",
    "Routing",
    "RoutingRule",
    "SalesDuties",
    "Stage",
    "StageName",
    "Step",
    "Terms",
    "Thresholds",
    "TouchCondition",
    "ValueList",
    "Way",
    "Within",
    "terms_of",
]
