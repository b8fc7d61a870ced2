import pytest

from features.article import Article
from features.signals.fabrication.debris import (
    chatbot_residue,
    punctuation_debris,
    template_boilerplate,
    translation_debris,
)

EXAMPLES = [
    (translation_debris, "The [[firm ' s]] car stood there."),
    (translation_debris, "It [[aroused heated discussion]] there."),
    (translation_debris, "The firm's car aroused interest, and the workers' van did not."),
    (translation_debris, "A heated room and a discussion."),
    (punctuation_debris, "It rained [[all..]] Then it froze."),
    (punctuation_debris, "It [[rained.Then]] it froze."),
    (punctuation_debris, "She saw [[the the]] car."),
    (punctuation_debris, "It rained all [[day The]] minister left."),
    (punctuation_debris, "He had had enough, and she knew that that was so."),
    (
        punctuation_debris,
        "Wait... He read it in The Herald at example.com and in the U.S. Then he left.",
    ),
    (punctuation_debris, "She wore an a.m. badge. It rained very, very hard."),
    (chatbot_residue, "[[As an AI language model]], it cannot say."),
    (chatbot_residue, "Well, [[I am an AI language model]]."),
    (chatbot_residue, "“As an AI language model, I cannot say,” it said."),
    (chatbot_residue, "A language model is an AI, said Anna Berg."),
    (template_boilerplate, "[[Key Takeaways]]\n\nIt rained.\n\n[[Conclusion]]:\n\nIt froze."),
    (template_boilerplate, "It rained. [[Only time will tell]]."),
    (template_boilerplate, "The conclusion is that the introduction was late."),
    (template_boilerplate, "Time will pass, and only she can tell."),
]


@pytest.mark.parametrize(("signal", "text"), EXAMPLES)
def test_cites_what_is_marked(signal, text, marked):
    article, quotes = marked(text)
    assert [one.quote for one in sorted(signal(article).evidence)] == quotes


@pytest.mark.parametrize(
    ("signal", "text"),
    [
        (translation_debris, "The firm ' s car left"),
        (punctuation_debris, "He saw the the car"),
        (chatbot_residue, "As an AI language model"),
        (template_boilerplate, "Only time will tell us"),
    ],
)
def test_findings_are_counted_per_100_words(signal, text):
    assert signal(Article(text)).value == 20
    assert signal(Article("She saw a car.")).value == 0
