"""When, where and who: what places a story in the world."""

from features.article import Article
from features.reading import Reading
from features.scan import OWN


def date_density(article: Article) -> Reading:
    """Dates and weekdays that fix a point in time, per 100 words."""
    return article.text.density("date", "weekday", reason="fixes a point in time")


def relative_time_density(article: Article) -> Reading:
    """Points in time that only the day of writing fixes (recently, last week), per 100 words."""
    return article.text.density(
        "relative_time", reason="a time that depends on the day of writing", voice=OWN
    )


def place_density(article: Article) -> Reading:
    """Countries, states and large cities by name, per 100 words."""
    return article.text.density("place", reason="a place by name")


def name_density(article: Article) -> Reading:
    """Different names of people, bodies and places, per 100 words."""
    return article.text.density("name", reason="somebody or something named")


def role_density(article: Article) -> Reading:
    """Offices and professions (minister, analyst), per 100 words."""
    return article.text.density("role_noun", reason="says who somebody is")
