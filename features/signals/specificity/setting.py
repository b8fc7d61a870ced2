"""When, where and who: what places a story in the world."""

from features.rate import density
from features.scan import OWN

date_density = density(
    "Dates and weekdays that fix a point in time, per 100 words.",
    "date",
    "weekday",
    reason="fixes a point in time",
)
relative_time_density = density(
    "Points in time that only the day of writing fixes (recently, last week), per 100 words.",
    "relative_time",
    voice=OWN,
    reason="a time that depends on the day of writing",
)
place_density = density(
    "Countries, states and large cities by name, per 100 words.",
    "place",
    reason="a place by name",
)
name_density = density(
    "Different names of people, bodies and places, per 100 words.",
    "name",
    reason="somebody or something named",
)
role_density = density(
    "Offices and professions (minister, analyst), per 100 words.",
    "role_noun",
    reason="says who somebody is",
)
