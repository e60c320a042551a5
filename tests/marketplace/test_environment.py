import pytest

from marketplace.environment import (
    SettingRefused,
    country,
    database_url,
    flag,
    one_of,
    origins,
    secret,
    setting,
    url,
    whole,
    words,
)


def test_a_setting_is_parsed_and_its_default_is_as_well(monkeypatch):
    monkeypatch.setenv("LANTERNS", "3")
    monkeypatch.delenv("CANDLES", raising=False)

    assert setting("LANTERNS", example="1", parse=whole(minimum=1)) == 3
    assert setting("CANDLES", example="1", parse=whole(minimum=1), default="5") == 5


def test_an_empty_setting_is_a_missing_one_unless_it_may_be_empty(monkeypatch, capsys):
    monkeypatch.setenv("LANTERNS", "")

    assert setting("LANTERNS", example="a,b", parse=words, default="") == []
    with pytest.raises(SettingRefused) as refusal:
        setting("LANTERNS", example="a,b", parse=words)
    assert refusal.value.code == 2
    assert capsys.readouterr().err == "Setting LANTERNS is missing. Example: LANTERNS=a,b\n"


@pytest.mark.parametrize(
    ("parse", "raw", "value"),
    [
        (flag, "Yes", True),
        (flag, "0", False),
        (flag, "", False),
        (words, " a, b ,,", ["a", "b"]),
        (
            origins,
            "https://a.example,http://b.example:81",
            ["https://a.example", "http://b.example:81"],
        ),
        (url("redis", "unix"), "unix:///run/x?db=1", "unix:///run/x?db=1"),
        (database_url, "postgresql://a@/b?host=/run/s", "postgresql://a@/b?host=/run/s"),
        (secret(5), "abcde", "abcde"),
        (one_of("INFO"), "info", "INFO"),
        (country, "IL", "IL"),
    ],
)
def test_what_is_well_formed_is_read(parse, raw, value):
    assert parse(raw) == value


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        (flag, "maybe"),
        (origins, "https://a.example/path"),
        (url("redis"), "redis:6379"),
        (url("redis"), "redis://host:port"),
        (database_url, "postgresql://a@b/"),
        (secret(5), "abcd"),
        (secret(5), "aaaaaaaa"),
        (whole(minimum=1), "-1"),
        (whole(minimum=1), "1.5"),
        (whole(minimum=1), "9" * 30),
        (one_of("INFO"), "LOUD"),
        (country, "Usa"),
    ],
)
def test_what_is_not_is_refused(parse, raw):
    with pytest.raises(ValueError, match=r"it |must|Port"):
        parse(raw)
