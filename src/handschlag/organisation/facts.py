from handschlag.ledger.registry import Fact, register

register(
    Fact("role_given", en="{actor} gave {subject} the role {role}", de="{actor} hat {subject} die Rolle {role} gegeben"),
    Fact("role_taken", en="{actor} took the role {role} from {subject}", de="{actor} hat {subject} die Rolle {role} genommen"),
)
