"""When, where and who: what places a story in the world."""

from features.article import Article
from features.reading import Reading


def date_density(article: Article) -> Reading:
    """Dates and weekdays that fix a point in time, per 100 words."""
    return article.text.per_100_words(article.text.hits("date", "weekday"), "fixes a point in time")


def relative_time_density(article: Article) -> Reading:
    """Points in time that only the day of writing fixes (recently, last week), per 100 words."""
    return article.text.per_100_words(
        article.text.own("relative_time"), "a time that depends on the day of writing"
    )


def place_density(article: Article) -> Reading:
    """Countries, states and large cities by name, per 100 words."""
    return article.text.per_100_words(article.text.hits("place"), "a place by name")


def name_density(article: Article) -> Reading:
    """Different names of people, bodies and places, per 100 words."""
    return article.text.per_100_words(article.text.names, "somebody or something named")


def role_density(article: Article) -> Reading:
    """Offices and professions (minister, analyst), per 100 words."""
    return article.text.per_100_words(article.text.hits("role_noun"), "says who somebody is")
