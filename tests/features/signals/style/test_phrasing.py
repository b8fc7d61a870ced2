from features.article import Article
from features.signals.style.phrasing import headline_phrasing, phrasing

REPORT = (
    "The council said on Monday that it would pay for the bridge. The mayor, who took office last "
    "year, said in a statement that the work would begin in April. A spokesman for the company "
    "declined to comment."
)
RANT = (
    "You know what they want, and so do I. This is what they do not want you to know, and it is "
    "time for all of us to wake up. Of course, they will never tell us the truth. Think about it!"
)


def test_a_report_is_phrased_otherwise_than_a_rant():
    assert phrasing(Article(REPORT)).value > 0 > phrasing(Article(RANT)).value


def test_names_and_topics_say_nothing():
    other = REPORT.replace("Monday", "Friday").replace("bridge", "harbour")
    gap = abs(phrasing(Article(REPORT)).value - phrasing(Article(other)).value)
    assert gap < abs(phrasing(Article(REPORT)).value - phrasing(Article(RANT)).value) / 4


def test_the_passages_say_which_way_they_lean():
    evidence = phrasing(Article(RANT)).evidence
    reasons = {one.reason for one in evidence}
    assert "phrased as in more of the articles that are not credible" in reasons
    assert all(one.field == "body" and one.quote in RANT for one in evidence)


def test_a_headline_is_read_by_itself():
    teasing = Article(REPORT, title="You Won't Believe What They Just Did To Us")
    sober = Article(REPORT, title="Council to pay for bridge, mayor says")
    assert headline_phrasing(teasing).value < headline_phrasing(sober).value
    assert phrasing(teasing).value == phrasing(sober).value
    assert {one.field for one in headline_phrasing(teasing).evidence} == {"title"}
