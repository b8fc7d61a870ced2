from flask.testing import FlaskClient

from features.catalogue import FAMILIES, all_signals


def test_every_signal_is_listed_with_what_it_measures(client: FlaskClient) -> None:
    listed = client.get("/v1/signals").get_json()["signals"]

    assert [signal["name"] for signal in listed] == list(all_signals())
    assert {signal["family"] for signal in listed} == set(FAMILIES)
    assert all(signal["description"] for signal in listed)
