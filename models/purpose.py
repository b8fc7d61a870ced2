"""What a model is for, what it is not for, and its limits: the same for every version."""

INTENDED = (
    "Showing a person, with the passages it rests on, how carefully a news article in English is "
    "written and sourced; ordering articles for review; filtering a corpus where single errors do "
    "not matter.",
)
NOT_FOR = (
    "Deciding whether something is true: a careful lie scores high, a clumsy truth low.",
    "Removing, ranking down or punishing articles, people or outlets without a person's decision.",
    "Texts that are no news articles, or not English: the score abstains where it notices.",
)
LIMITS = (
    "Most labels are ratings of outlets, not of articles: single articles are noisier than the "
    "figures by outlet suggest.",
    "Most of the articles that are not credible are from partisan websites in the United States, "
    "2012 to 2020: what is typical of those weighs more than what is typical of other places.",
    "Figures below are for outlets and corpora that training has not seen; on known ones any model "
    "looks far better, which means nothing.",
    "Findings of fabrication are rare in the corpora; their weight comes from corrupted twins of "
    "credible articles, made by rules of this project.",
    "The strength of the penalties, the caps on outlets, the weight of the twins, how the middle "
    "of the scores is found, which tokens of a phrase stand as themselves and some entries of the "
    "word lists were chosen with these same develop corpora in view: on others, expect a little "
    "less than the figures below.",
    "Which words are common enough to stand as themselves in a phrase is counted over all training "
    "corpora, without their labels; in the figures, what is held out was counted too.",
    "How credible a whole corpus looks shifts with its time, topic and kind of outlet, and no "
    "single article tells by how much: on another corpus the order of scores holds better than "
    "their level.",
    "No kind of damage lowers every score (see Damage below).",
    "Whether a text is an article at all is told by length, grammatical words, letters, signs and "
    "sentences: the words of a story in any order, with full stops between them, get a score (see "
    "No articles below).",
)
