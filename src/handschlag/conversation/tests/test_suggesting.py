"""Tags suggested from a note: by name on the first day, by what people confirmed from then on. No database."""

from random import Random

from handschlag.conversation.core.suggesting import Example, learn
from handschlag.conversation.core.words import features, stem, words

NAMES = {
    "price": ("Preis", "Price"),
    "delivery": ("Lieferzeit", "Delivery time"),
    "no-time": ("Keine Zeit", "No time"),
    "setup": ("Kürzere Rüstzeiten", "Shorter set-up times"),
}


def tags(suggester, text, known=()):
    return [one.tag for one in suggester.suggest(text, known)]


def taught(*notes):
    return learn(NAMES, [Example(features(text), frozenset(said)) for text, said in notes])


def test_endings_umlauts_and_capitals_are_one_word():
    assert {stem(word) for word, _denied in words("Ersatzteil Ersatzteile ersatzteilen")} == {"ersatzteil"}
    assert features("Rüstzeiten") == features("RUSTZEITEN")


def test_a_clause_is_denied_as_a_whole_and_the_next_is_not():
    denied = dict(words("Preis ist kein Thema, aber Lieferzeit zu lang"))
    assert denied["preis"]
    assert not denied["lieferzeit"]


def test_english_denials():
    for text in ("price is not an issue", "no problem with the price", "price isn't it", "never asked the price"):
        assert dict(words(text))["price"], text


def test_names_are_found_before_anything_was_confirmed():
    fresh = taught()
    assert tags(fresh, "Preis zu hoch") == ["price"]
    assert tags(fresh, "We talked about the price") == ["price"]
    assert tags(fresh, "Schickt Zeichnungen per Mail") == []


def test_what_is_denied_is_not_suggested():
    fresh = taught()
    for text in ("Preis war kein Thema.", "Kein Preisproblem", "no problem with the price", "ohne den Preis zu nennen"):
        assert tags(fresh, text) == [], text


def test_a_name_that_denies_is_found_where_it_is_said():
    fresh = taught()
    assert tags(fresh, "Hat gerade keine Zeit") == ["no-time"]
    assert tags(fresh, "Hat Zeit") == []


def test_a_compound_is_kept_apart_from_its_parts():
    assert "no-time" not in tags(taught(), "Lieferzeit zu lang")


def test_words_people_confirmed_are_learned():
    lessons = [("Findet uns zu teuer, will Rabatt", ["price"]), ("Termin im Werk vereinbart", [])] * 6
    assert tags(taught(*lessons), "Er will mehr Rabatt") == ["price"]
    assert tags(taught(), "Er will mehr Rabatt") == []


def test_words_that_stand_everywhere_teach_nothing():
    lessons = [("Firma wächst, zu teuer", ["price"]), ("Firma wächst, alles gut", []), ("Firma klein", [])] * 6
    assert tags(taught(*lessons), "Firma neu") == []


def test_two_topics_that_come_together_are_kept_apart():
    """Whoever wants precision mostly complains of delivery as well: a word of the one is no sign of the other."""
    lessons = [("Ausschuss wegen Toleranz, wartet seit Monaten", ["setup", "delivery"])] * 8
    lessons += [("Ausschuss wegen Toleranz", ["setup"]), ("wartet seit Monaten", ["delivery"])] * 6
    assert tags(taught(*lessons), "wartet seit Monaten") == ["delivery"]


def test_what_is_known_already_is_not_suggested():
    assert tags(taught(), "Preis zu hoch", known={"price"}) == []


def test_it_says_by_which_words():
    lessons = [("Findet uns zu teuer, will Rabatt", ["price"]), ("Termin im Werk vereinbart", [])] * 6
    [found] = taught(*lessons).suggest("Will im Werk über Rabatt reden")
    assert found.because[0] == "Rabatt"


def test_reasons_are_spelt_as_they_were_written_and_weak_ones_left_out():
    [found] = taught().suggest("Rüstzeiten beim Händler")
    assert found.because == ("Rüstzeiten",)


def test_the_order_of_notes_changes_nothing_that_is_suggested():
    lessons = [("zu teuer", ["price"]), ("neun Monate sind zu lang", ["delivery"]), ("Termin vereinbart", [])] * 5
    shuffled = list(lessons)
    Random(3).shuffle(shuffled)
    for text in ("viel zu teuer", "lang, neun Monate", "Termin"):
        assert tags(taught(*lessons), text) == tags(taught(*shuffled), text)


def test_a_word_of_one_note_alone_is_not_kept():
    """So that no name that stands in a single note can ever be a reason."""
    suggester = taught(("Herr Zwirnbacher findet uns zu teuer", ["price"]), ("zu teuer", ["price"]), ("Termin", []))
    assert not any("zwirn" in one for one in suggester.place)


def test_empty_and_foreign_texts_suggest_nothing():
    for text in ("", "   ", "!!!", "12345", "日本語のメモ", "\x00"):
        assert tags(taught(("zu teuer", ["price"])), text) == []


def test_six_at_most():
    names = {
        number: (word,)
        for number, word in enumerate(["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa"])
    }
    assert len(learn(names, []).suggest("alpha beta gamma delta epsilon zeta theta kappa")) == 6
