import pytest

from features.article import Article
from features.signals.fabrication.debris import (
    answer_labels,
    broken_sentences,
    chatbot_residue,
    detached_apostrophes,
    doubled_marks,
    markup_lines,
    template_headings,
    template_phrases,
    translation_debris,
)

EXAMPLES = [
    (detached_apostrophes, "The [[firm ' s]] car stood there."),
    (translation_debris, "It [[aroused heated discussion]] there."),
    (detached_apostrophes, "The firm's car and the workers' van."),
    (translation_debris, "The firm's car aroused interest, and the workers' van did not."),
    (translation_debris, "A heated room and a discussion."),
    (doubled_marks, "It rained [[all..]] Then it froze."),
    (broken_sentences, "It [[rained.Then]] it froze."),
    (doubled_marks, "She saw [[the the]] car."),
    (broken_sentences, "It rained all [[day The]] minister left."),
    (doubled_marks, "He had had enough, and she knew that that was so."),
    (
        broken_sentences,
        "Wait... He read it in The Herald at example.com and in the U.S. Then he left.",
    ),
    (doubled_marks, "Wait... He read it at example.com and in the U.S. Then he left."),
    (broken_sentences, "She wore an a.m. badge. It rained very hard."),
    (doubled_marks, "She wore an a.m. badge. It rained very, very hard."),
    (chatbot_residue, "[[As an AI language model]], it cannot say."),
    (chatbot_residue, "Well, [[I am an AI language model]]."),
    (chatbot_residue, "“As an AI language model, I cannot say,” it said."),
    (chatbot_residue, "A language model is an AI, said Anna Berg."),
    (answer_labels, "[[Title:]] It rained all day\n\nIt rained all day."),
    (answer_labels, "“[City] Council and [the] mayor [of Oslo] met in [New York],” she said."),
    (answer_labels, "The title: it rained. Rain, an article: why it froze."),
    (markup_lines, "[[## What it means]]\n\nIt rained.\n[[**The Rain**]]\nIt froze."),
    (markup_lines, "It was #1, #rain, and f**k and 2 ** 3. ** Then ** it froze."),
    (chatbot_residue, "[[I hope this helps]]! [[Let me know if you would like]] another."),
    (template_headings, "[[Key Takeaways]]\n\nIt rained.\n\n[[Conclusion]]:\n\nIt froze."),
    (template_phrases, "It rained. [[Only time will tell]]."),
    (template_headings, "It rained. Only time will tell."),
    (template_headings, "The conclusion is that the introduction was late."),
    (template_phrases, "Time will pass, and only she can tell."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        (detached_apostrophes, "The firm ' s car left"),
        (translation_debris, "It aroused heated discussion there"),
        (doubled_marks, "He saw the the car"),
        (broken_sentences, "It rained.Then it froze"),
        (chatbot_residue, "As an AI language model"),
        (template_headings, "Conclusion\n\nIt rained all day"),
        (template_phrases, "Only time will tell us"),
    ],
)
def test_findings_are_counted_per_100_words(signal, text):
    assert signal(Article(text)).value == 20
    assert signal(Article("She saw a car.")).value == 0


@pytest.mark.parametrize("blank", ["[Insert name]", "[Your Name]", "[City, State]", "[Date]"])
def test_a_blank_that_was_never_filled_in_is_cited(blank):
    found = answer_labels(Article(f"The minister spoke, {blank}."))
    assert [one.quote for one in found.evidence] == [blank]
    assert found.critical


def test_what_a_chatbot_leaves_is_critical_and_a_stock_phrase_is_not():
    assert chatbot_residue(Article("As an AI language model, it cannot say.")).critical
    assert not template_phrases(Article("Only time will tell.")).critical
